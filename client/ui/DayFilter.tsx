import { useEffect, useState } from 'react'
import { Day } from '../../server/contract/day.ts'

interface DayFilterProps {
  path: string
  label: string
  value: string | undefined
  onChange: (day: string | undefined) => void
}

/** A day that narrows a list or a map. It takes effect once it is a whole day, so typing does not jump about. */
export function DayFilter({ path, label, value, onChange }: DayFilterProps) {
  const [written, setWritten] = useState(value ?? '')
  useEffect(() => setWritten(value ?? ''), [value])

  function write(next: string) {
    setWritten(next)
    if (next === '') onChange(undefined)
    // While a year is typed the browser gives 0002, 0020, 0202: not yet a day anybody means.
    else if (Day.safeParse(next).success && next >= '1900') onChange(next)
  }
  return (
    <div className="vigil-filter">
      <label className="govuk-label" htmlFor={path}>
        {label}
      </label>
      <input
        type="date"
        id={path}
        className="govuk-input"
        value={written}
        onChange={(event) => write(event.target.value)}
      />
    </div>
  )
}
