import type { Words } from '../words/words.ts'
import { type FieldFrame, FieldGroup } from './Field.tsx'

interface RadioGroupProps extends FieldFrame {
  value: string
  words: Words
  onChange: (value: string) => void
}

export function RadioGroup({ value, words, onChange, ...frame }: RadioGroupProps) {
  const choices = Object.entries(words)
  return (
    <FieldGroup {...frame}>
      <div className={`govuk-radios govuk-radios--small ${choices.length <= 3 ? 'govuk-radios--inline' : ''}`}>
        {choices.map(([code, label]) => (
          <div className="govuk-radios__item" key={code}>
            <input
              className="govuk-radios__input"
              type="radio"
              id={`${frame.path}-${code}`}
              name={frame.path}
              checked={value === code}
              onChange={() => onChange(code)}
            />
            <label className="govuk-label govuk-radios__label" htmlFor={`${frame.path}-${code}`}>
              {label}
            </label>
          </div>
        ))}
      </div>
    </FieldGroup>
  )
}
