import { useEffect, useState } from 'react'
import { z } from 'zod'

const Id = z.uuid()

interface RecordFilterProps {
  value: string | undefined
  onChange: (recordId: string | undefined) => void
}

/** A record by its id, as it stands in the address of its page. It takes effect once it is whole. */
export function RecordFilter({ value, onChange }: RecordFilterProps) {
  const [written, setWritten] = useState(value ?? '')
  useEffect(() => setWritten(value ?? ''), [value])

  function write(next: string) {
    setWritten(next)
    const id = next.trim()
    if (id === '') onChange(undefined)
    else if (Id.safeParse(id).success) onChange(id)
  }
  return (
    <div className="vigil-filter vigil-filter--wide">
      <label className="govuk-label" htmlFor="record">
        Record
      </label>
      <input
        id="record"
        className="govuk-input"
        autoComplete="off"
        spellCheck={false}
        placeholder="Any; paste its id"
        value={written}
        onChange={(event) => write(event.target.value)}
      />
    </div>
  )
}
