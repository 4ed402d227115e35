import { useState } from 'react'
import { type ImportField, type ImportSubject, SavedMappings } from '../../server/contract/import.ts'
import { useAnswer, useWriting } from '../answers.ts'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { TextField } from '../ui/Field.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { Select } from '../ui/Select.tsx'

interface ColumnsFormProps {
  subject: ImportSubject
  fields: readonly ImportField[]
  headings: readonly string[]
  columns: Record<string, string>
  onColumns: (columns: Record<string, string>) => void
}

/** Which column each of Vigil's fields is read from; what Vigil guessed can be changed, and kept under a name. */
export function ColumnsForm({ subject, fields, headings, columns, onColumns }: ColumnsFormProps) {
  const saved = useAnswer(SavedMappings, '/imports/mappings', { subject }).data ?? []
  const words = Object.fromEntries(headings.map((heading) => [heading, heading]))
  const missing = fields.filter(({ name, isRequired }) => isRequired && !columns[name])

  function choose(name: string, heading: string) {
    const { [name]: _before, ...others } = columns
    onColumns(heading ? { ...others, [name]: heading } : others)
  }
  return (
    <>
      <h2 className="govuk-heading-m">3. Which column is which</h2>
      {saved.length > 0 && (
        <Select
          path="saved-mapping"
          label="Use a saved choice of columns"
          value=""
          words={Object.fromEntries(saved.map(({ name }) => [name, name]))}
          noneLabel="Choose"
          onChange={(name) => onColumns(saved.find((mapping) => mapping.name === name)?.columns ?? columns)}
        />
      )}
      {missing.length > 0 && (
        <div className="govuk-inset-text">Still to be chosen: {missing.map(({ label }) => label).join(', ')}.</div>
      )}
      <div className="vigil-mapping">
        {fields.map((field) => (
          <Select
            key={field.name}
            path={`column-${field.name}`}
            label={field.isRequired ? `${field.label} (needed)` : field.label}
            value={columns[field.name] ?? ''}
            words={words}
            noneLabel="Not in this file"
            onChange={(heading) => choose(field.name, heading)}
          />
        ))}
      </div>
      <DefinitionOnDemand term="What each field means">
        <dl className="vigil-terms">
          {fields.map(({ name, label, meaning, example }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>
                {meaning} For example: {example}
              </dd>
            </div>
          ))}
        </dl>
      </DefinitionOnDemand>
      <SaveMapping subject={subject} columns={columns} />
    </>
  )
}

function SaveMapping({ subject, columns }: Pick<ColumnsFormProps, 'subject' | 'columns'>) {
  const [name, setName] = useState('')
  const saving = useWriting(SavedMappings, 'PUT', '/imports/mappings')
  return (
    <DefinitionOnDemand term="Keep this choice of columns for the next file">
      <TextField path="mapping-name" label="Name" value={name} onChange={setName} width="short" />
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        disabled={name.trim() === '' || saving.isPending}
        onClick={() => saving.mutate({ body: { subject, name: name.trim(), columns } })}
      >
        Keep
      </button>
      {saving.isSuccess && <p role="status">Kept.</p>}
      {saving.error && <ProblemNotice failure={saving.error} />}
    </DefinitionOnDemand>
  )
}
