import { SubstanceChooser } from '../substances/SubstanceChooser.tsx'
import { Field, type FieldFrame } from '../ui/Field.tsx'
import { useForm } from './FormContext.ts'

interface SubstancesFieldProps extends FieldFrame {
  /** codes joined by commas */
  value: string
  onChange: (value: string) => void
  /** the last part of the path of names that the tree does not hold, a line each */
  beside: string | undefined
}

/** Several substances: each chosen one stands below with its own button to take it away. */
export function SubstancesField({ value, onChange, beside, ...frame }: SubstancesFieldProps) {
  const { registers, draft, write, errors } = useForm()
  const codes = value ? value.split(',') : []
  const keptAt = beside && frame.path.replace(/[^.]+$/, beside)
  const written = keptAt && draft[keptAt]
  const kept = written ? written.split('\n') : []
  const keep = (texts: readonly string[]) => write((now) => ({ ...now, ...(keptAt && { [keptAt]: texts.join('\n') }) }))
  const error = frame.error ?? errors.find(({ path }) => keptAt && path.startsWith(keptAt))?.message
  return (
    <Field {...frame} error={error}>
      <SubstanceChooser
        id={frame.path}
        value={undefined}
        placeholder="Type a name to add"
        onChoose={(code) => code && !codes.includes(code) && onChange([...codes, code].join(','))}
        {...(keptAt && { onKeep: (written: string) => !kept.includes(written) && keep([...kept, written]) })}
      />
      <ul className="vigil-chosen">
        {codes.map((code) => (
          <Chosen
            key={code}
            name={registers.substances[code] ?? code}
            onRemove={() => onChange(codes.filter((other) => other !== code).join(','))}
          />
        ))}
        {kept.map((written) => (
          <Chosen
            key={`not in the tree ${written}`}
            name={`not in the tree: ${written}`}
            onRemove={() => keep(kept.filter((other) => other !== written))}
          />
        ))}
      </ul>
    </Field>
  )
}

function Chosen({ name, onRemove }: { name: string; onRemove: () => void }) {
  return (
    <li>
      {name}{' '}
      <button type="button" className="vigil-link-button" onClick={onRemove}>
        Remove<span className="govuk-visually-hidden"> {name}</span>
      </button>
    </li>
  )
}
