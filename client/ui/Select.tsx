import type { Words } from '../words/words.ts'
import { describedBy, Field, type FieldFrame } from './Field.tsx'

interface SelectProps extends FieldFrame {
  value: string
  words: Words
  onChange: (value: string) => void
  /** What stands first when nothing need be chosen. */
  noneLabel?: string
}

export function Select({ value, words, onChange, noneLabel, ...frame }: SelectProps) {
  return (
    <Field {...frame}>
      <select
        className={`govuk-select ${frame.error ? 'govuk-select--error' : ''}`}
        id={frame.path}
        name={frame.path}
        value={value}
        aria-describedby={describedBy(frame)}
        onChange={(event) => onChange(event.target.value)}
      >
        {noneLabel !== undefined && <option value="">{noneLabel}</option>}
        {Object.entries(words).map(([code, label]) => (
          <option key={code} value={code}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  )
}
