import type {
  ColumnUse,
  ImportField,
  ImportMapping,
  ImportPreview,
  ImportSubject,
} from '../../server/contract/import.ts'
import { SavedMappings } from '../../server/contract/import.ts'
import { useAnswer } from '../api/answers.ts'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { Select } from '../ui/Select.tsx'
import { plural } from '../words/words.ts'
import { ColumnCard } from './ColumnCard.tsx'
import { KnownOnNote } from './KnownOnNote.tsx'
import { SaveMapping } from './SaveMapping.tsx'
import { WholeFileForm } from './WholeFileForm.tsx'

interface ColumnsFormProps {
  subject: ImportSubject
  fields: readonly ImportField[]
  preview: ImportPreview
  mapping: ImportMapping
  onMapping: (mapping: ImportMapping) => void
}

/** What each column of the file is read as; what Vigil proposes has been tried, can be changed, and can be kept under a name. */
export function ColumnsForm({ subject, fields, preview, mapping, onMapping }: ColumnsFormProps) {
  const saved = useAnswer(SavedMappings, '/imports/mappings', { subject }).data ?? []
  const used = preview.columns.filter(({ use }) => use.as !== 'unused')
  const others = preview.columns.filter(({ use }) => use.as === 'unused')

  function take(name: string) {
    const chosen = saved.find((one) => one.name === name)?.mapping
    if (!chosen) return
    // columns that this file has and that one had not stay as they were proposed
    onMapping({ ...chosen, columns: { ...mapping.columns, ...chosen.columns } })
  }
  function cardOf(column: ImportPreview['columns'][number]) {
    const position = preview.columns.indexOf(column)
    const field = column.use.as === 'field' ? column.use.field : ''
    return (
      <ColumnCard
        key={column.heading}
        column={column}
        position={position}
        fields={fields}
        hasRoles={subject === 'deaths'}
        meant={mapping.values[field] ?? {}}
        onUse={(use) => onMapping({ ...mapping, columns: withUse(mapping.columns, column.heading, use) })}
        onMeant={(meant) => onMapping({ ...mapping, values: { ...mapping.values, [field]: meant } })}
      />
    )
  }
  return (
    <>
      <h2 className="govuk-heading-m">3. What each column is</h2>
      {saved.length > 0 && (
        <Select
          path="saved-mapping"
          label="Use a choice that was kept"
          value=""
          words={Object.fromEntries(saved.map(({ name }) => [name, name]))}
          noneLabel="Choose"
          onChange={take}
        />
      )}
      <p className="govuk-body">
        Vigil has tried each column on its first hundred filled cells. A cell that cannot be read is left empty and
        listed; the row is kept.
      </p>
      <ul className="govuk-list vigil-file-columns">{used.map(cardOf)}</ul>
      {others.length > 0 && (
        <details className="govuk-details" open={used.length < others.length}>
          <summary className="govuk-details__summary">
            <span className="govuk-details__summary-text">
              {plural(others.length, 'column')} not used: {others.map(({ heading }) => heading).join(', ')}
            </span>
          </summary>
          <ul className="govuk-list vigil-file-columns">{others.map(cardOf)}</ul>
        </details>
      )}
      <KnownOnNote
        knownOn={preview.knownOn}
        subject={subject}
        onColumn={(heading) =>
          onMapping({ ...mapping, columns: { ...mapping.columns, [heading]: { as: 'field', field: 'known_on' } } })
        }
      />
      <WholeFileForm subject={subject} fields={fields} mapping={mapping} onMapping={onMapping} />
      <DefinitionOnDemand term="What each field means">
        <dl className="vigil-terms">
          {fields.map(({ name, label, meaning, example }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>
                {meaning} {example && `For example: ${example}`}
              </dd>
            </div>
          ))}
        </dl>
      </DefinitionOnDemand>
      <SaveMapping subject={subject} mapping={mapping} />
    </>
  )
}

/** The answer to what substances are for each death is asked once: it goes for the other columns of which nothing was said. */
function withUse(columns: ImportMapping['columns'], heading: string, use: ColumnUse): ImportMapping['columns'] {
  const changed = { ...columns, [heading]: use }
  const before = columns[heading]
  const role = 'role' in use && before && 'role' in before && before.role === null ? use.role : null
  if (role === null) return changed
  return Object.fromEntries(
    Object.entries(changed).map(([other, its]) => [other, 'role' in its && its.role === null ? { ...its, role } : its]),
  )
}
