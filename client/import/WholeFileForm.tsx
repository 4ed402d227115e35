import type { ImportField, ImportMapping, ImportSubject } from '../../server/contract/import.ts'
import { Checkbox } from '../ui/Checkboxes.tsx'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { TextField } from '../ui/Field.tsx'
import { RadioGroup } from '../ui/RadioGroup.tsx'
import { Select } from '../ui/Select.tsx'

interface WholeFileFormProps {
  subject: ImportSubject
  fields: readonly ImportField[]
  mapping: ImportMapping
  onMapping: (mapping: ImportMapping) => void
}

/** What holds for all rows: fields that no column gives, drugs that the cause of death names, times with a zone. */
export function WholeFileForm({ subject, fields, mapping, onMapping }: WholeFileFormProps) {
  const given = new Set(Object.values(mapping.columns).flatMap((use) => (use.as === 'field' ? [use.field] : [])))
  const free = fields.filter(({ name }) => !given.has(name) && name !== 'substances' && name !== 'reference')
  const missing = fields.filter(({ name, isRequired }) => isRequired && !given.has(name) && !mapping.constants[name])
  const set = Object.keys(mapping.constants)
  const asked = free.filter(({ name, isRequired, options }) => set.includes(name) || (isRequired && options !== null))

  function say(name: string, value: string) {
    const { [name]: _before, ...others } = mapping.constants
    onMapping({ ...mapping, constants: value === '' ? others : { ...others, [name]: value } })
  }
  return (
    <>
      {missing.length > 0 && (
        <div className="govuk-inset-text">Still to be chosen: {missing.map(({ label }) => label).join(', ')}.</div>
      )}
      {asked.map((field) => (
        <Constant
          key={field.name}
          field={field}
          value={mapping.constants[field.name] ?? ''}
          onValue={(value) => say(field.name, value)}
        />
      ))}
      {subject === 'deaths' && given.has('cause_of_death') && (
        <div className="govuk-form-group govuk-checkboxes govuk-checkboxes--small">
          <Checkbox
            path="reads-cause"
            label="Read the drugs that the cause of death names, as implicated"
            isChecked={mapping.readsCause}
            onChange={(readsCause) => onMapping({ ...mapping, readsCause })}
          />
        </div>
      )}
      <DefinitionOnDemand term="What is the same in every row, and times with a zone">
        <Select
          path="constant-field"
          label="Say something of every row that no column says"
          hint="Such as: all rows are overdoses, naloxone was given in all"
          value=""
          words={Object.fromEntries(
            free.filter(({ name }) => !set.includes(name)).map(({ name, label }) => [name, label]),
          )}
          noneLabel="Choose a field"
          onChange={(name) => say(name, free.find((field) => field.name === name)?.options?.[0] ?? ' ')}
        />
        <RadioGroup
          path="instants"
          label="Times that name a zone, such as 2024-06-30T23:30:00Z"
          value={mapping.instants}
          words={{ as_written: 'Keep the day as it is written', local: 'Tell them in the partnership’s own time' }}
          onChange={(instants) => onMapping({ ...mapping, instants: instants as ImportMapping['instants'] })}
        />
      </DefinitionOnDemand>
    </>
  )
}

function Constant({ field, value, onValue }: { field: ImportField; value: string; onValue: (value: string) => void }) {
  const frame = { path: `constant-${field.name}`, label: `In every row: ${field.label.toLowerCase()}` }
  if (field.options) {
    const words = Object.fromEntries(field.options.map((option) => [option, option.replaceAll('_', ' ')]))
    return <Select {...frame} value={value} words={words} noneLabel="Not said" onChange={onValue} />
  }
  return <TextField {...frame} value={value.trimStart()} width="short" onChange={onValue} />
}
