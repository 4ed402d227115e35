import type { Words } from '../words/words.ts'
import { type FieldFrame, FieldGroup } from './Field.tsx'

interface CheckboxesProps extends FieldFrame {
  chosen: readonly string[]
  words: Words
  onChange: (chosen: string[]) => void
}

export function Checkboxes({ chosen, words, onChange, ...frame }: CheckboxesProps) {
  return (
    <FieldGroup {...frame}>
      <div className="govuk-checkboxes govuk-checkboxes--small">
        {Object.entries(words).map(([code, label]) => (
          <Checkbox
            key={code}
            path={`${frame.path}-${code}`}
            label={label}
            isChecked={chosen.includes(code)}
            onChange={(isChecked) =>
              onChange(isChecked ? [...chosen, code] : chosen.filter((candidate) => candidate !== code))
            }
          />
        ))}
      </div>
    </FieldGroup>
  )
}

interface CheckboxProps {
  path: string
  label: string
  isChecked: boolean
  onChange: (isChecked: boolean) => void
}

export function Checkbox({ path, label, isChecked, onChange }: CheckboxProps) {
  return (
    <div className="govuk-checkboxes__item">
      <input
        className="govuk-checkboxes__input"
        type="checkbox"
        id={path}
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <label className="govuk-label govuk-checkboxes__label" htmlFor={path}>
        {label}
      </label>
    </div>
  )
}
