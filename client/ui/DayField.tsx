import { describedBy, type FieldFrame, FieldGroup } from './Field.tsx'

interface DayFieldProps extends FieldFrame {
  /** Year, month and day joined by hyphens, however much of it has been written. */
  value: string
  onChange: (value: string) => void
}

/** GOV.UK date input: three boxes, never a calendar to hunt through. */
export function DayField({ value, onChange, ...frame }: DayFieldProps) {
  const [year = '', month = '', date = ''] = value.split('-')
  const parts = [
    { name: 'Day', path: `${frame.path}-day`, shown: date, width: 2, write: (next: string) => join(year, month, next) },
    {
      name: 'Month',
      path: `${frame.path}-month`,
      shown: month,
      width: 2,
      write: (next: string) => join(year, next, date),
    },
    {
      name: 'Year',
      path: `${frame.path}-year`,
      shown: year,
      width: 4,
      write: (next: string) => join(next, month, date),
    },
  ]
  return (
    <FieldGroup {...frame}>
      <div className="govuk-date-input">
        {parts.map((part) => (
          <div className="govuk-date-input__item" key={part.name}>
            <label className="govuk-label govuk-date-input__label" htmlFor={part.path}>
              {part.name}
            </label>
            <input
              className={`govuk-input govuk-date-input__input govuk-input--width-${part.width} ${frame.error ? 'govuk-input--error' : ''}`}
              id={part.path}
              inputMode="numeric"
              autoComplete="off"
              value={part.shown}
              aria-describedby={describedBy(frame)}
              onChange={(event) => onChange(part.write(event.target.value.trim()))}
            />
          </div>
        ))}
      </div>
    </FieldGroup>
  )
}

function join(year: string, month: string, date: string) {
  return year || month || date ? `${year}-${month}-${date}` : ''
}
