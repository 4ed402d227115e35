import { SubstanceChooser } from '../substances/SubstanceChooser.tsx'
import { Field, type FieldFrame } from '../ui/Field.tsx'
import { useForm } from './FormContext.ts'

interface SubstancesFieldProps extends FieldFrame {
  /** codes joined by commas */
  value: string
  onChange: (value: string) => void
}

/** Several substances: each chosen one stands below with its own button to take it away. */
export function SubstancesField({ value, onChange, ...frame }: SubstancesFieldProps) {
  const { registers } = useForm()
  const codes = value ? value.split(',') : []
  return (
    <Field {...frame}>
      <SubstanceChooser
        id={frame.path}
        value={undefined}
        placeholder="Type a name to add"
        onChoose={(code) => code && !codes.includes(code) && onChange([...codes, code].join(','))}
      />
      <ul className="vigil-chosen">
        {codes.map((code) => (
          <li key={code}>
            {registers.substances[code] ?? code}{' '}
            <button
              type="button"
              className="vigil-link-button"
              onClick={() => onChange(codes.filter((kept) => kept !== code).join(','))}
            >
              Remove<span className="govuk-visually-hidden"> {registers.substances[code] ?? code}</span>
            </button>
          </li>
        ))}
      </ul>
    </Field>
  )
}
