import { useEffect, useState } from 'react'
import { Day } from '../../server/contract/day.ts'

interface DayFilterProps {
  path: string
  label: string
  value: string | undefined
  onChange: (day: string | undefined) => void
  /** Why a day is not taken; undefined where it is. */
  refuse?: (day: string) => string | undefined
}

/** A day that narrows a list or a map. It takes effect once it is a whole day, so typing does not jump about. */
export function DayFilter({ path, label, value, onChange, refuse }: DayFilterProps) {
  const [written, setWritten] = useState(value ?? '')
  useEffect(() => setWritten(value ?? ''), [value])
  const error = isMeant(written) ? refuse?.(written) : undefined

  function write(next: string) {
    setWritten(next)
    if (next === '') onChange(undefined)
    else if (isMeant(next) && !refuse?.(next)) onChange(next)
  }
  return (
    <div className="vigil-filter">
      <label className="govuk-label" htmlFor={path}>
        {label}
      </label>
      <input
        type="date"
        id={path}
        className={`govuk-input ${error ? 'govuk-input--error' : ''}`}
        value={written}
        aria-invalid={error ? true : undefined}
        aria-describedby={refuse && `${path}-error`}
        onChange={(event) => write(event.target.value)}
      />
      {refuse && (
        <p className="govuk-error-message vigil-flush" id={`${path}-error`} role="status">
          {error}
        </p>
      )}
    </div>
  )
}

/** While a year is typed the browser gives 0002, 0020, 0202: not yet a day anybody means. */
function isMeant(written: string) {
  return Day.safeParse(written).success && written >= '1900'
}
