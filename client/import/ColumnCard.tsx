import type { FindingRole } from '../../server/contract/finding.ts'
import type { ColumnUse, ImportField, ProposedColumn } from '../../server/contract/import.ts'
import { SubstanceChooser } from '../substances/SubstanceChooser.tsx'
import { describedBy } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import { Tag } from '../ui/Tag.tsx'
import { roleWords } from '../words/deathWords.ts'
import { WordsOfColumn } from './WordsOfColumn.tsx'

interface ColumnCardProps {
  column: ProposedColumn
  position: number
  fields: readonly ImportField[]
  /** Deaths say what a substance was; an overdose knows only what is believed taken. */
  hasRoles: boolean
  /** What its words mean, as far as it was said. */
  meant: Readonly<Record<string, string>>
  onUse: (use: ColumnUse) => void
  onMeant: (meant: Record<string, string>) => void
}

/** Uses that are of no single field, beside the fields' own names. */
const LIST = ' list of substances'
const FLAG = ' one substance'

/** One column of the file: what stands in it, what it is read as, and what of it could not be read. */
export function ColumnCard({ column, position, fields, hasRoles, meant, onUse, onMeant }: ColumnCardProps) {
  const { heading, use, samples, identifies, nearest } = column
  const path = `column-${position}`
  const hasSubstances = fields.some(({ name }) => name === 'substances')
  const words = {
    ...(hasSubstances
      ? { [LIST]: 'Substances: names in each cell', [FLAG]: 'One substance: yes or no in each cell' }
      : {}),
    ...Object.fromEntries(fields.filter(({ name }) => name !== 'substances').map(({ name, label }) => [name, label])),
  }
  const chosen = use.as === 'field' ? use.field : use.as === 'substances' ? LIST : use.as === 'substance' ? FLAG : ''
  const near = fields.find(({ name }) => name === nearest)
  const field = use.as === 'field' ? fields.find(({ name }) => name === use.field) : undefined

  function choose(value: string) {
    if (value === '') onUse({ as: 'unused' })
    else if (value === LIST) onUse({ as: 'substances', role: null })
    else if (value === FLAG) onUse({ as: 'substance', code: '', role: null, no: 'nothing' })
    else onUse({ as: 'field', field: value })
  }
  return (
    <li className="vigil-column">
      <div className="vigil-column__head">
        <h3 className="govuk-heading-s vigil-flush">{heading}</h3>
        <State column={column} />
      </div>
      {identifies ? (
        <p className="govuk-body-s vigil-flush">
          This column may identify people. Nothing of it is read or kept; delete it from files you send on.
        </p>
      ) : (
        <>
          <p className="govuk-body-s vigil-column__samples">
            {samples.length === 0 ? 'Empty in the first rows' : samples.map((sample) => `“${sample}”`).join('   ')}
          </p>
          <div className="vigil-column__uses">
            <Select
              path={path}
              label="Read as"
              value={chosen}
              words={words}
              noneLabel="Not used"
              hint={near ? `Its name is close to “${near.label}”` : undefined}
              onChange={choose}
            />
            {use.as === 'substance' && (
              <div className="govuk-form-group">
                <label className="govuk-label" htmlFor={`${path}-code`}>
                  Which substance
                </label>
                <SubstanceChooser
                  id={`${path}-code`}
                  value={use.code || undefined}
                  describedBy={describedBy({ path, label: '' })}
                  onChoose={(code) => onUse({ ...use, code: code ?? '' })}
                />
              </div>
            )}
            {hasRoles && (use.as === 'substances' || use.as === 'substance') && (
              <Select
                path={`${path}-role`}
                label="What are these for each death?"
                hint="Where a cell does not say it itself; the answer goes for all columns of which nothing was said"
                value={use.role ?? ''}
                words={roleWords}
                noneLabel="Not said: believed taken"
                onChange={(role) => onUse({ ...use, role: (role || null) as FindingRole | null })}
              />
            )}
            {hasRoles && use.as === 'substance' && (
              <Select
                path={`${path}-no`}
                label="What does “no” mean?"
                value={use.no}
                words={{ nothing: 'Nothing is known of a test', not_detected: 'It was looked for and not found' }}
                onChange={(no) => onUse({ ...use, no: no as 'nothing' | 'not_detected' })}
              />
            )}
          </div>
          {(column.unread.length > 0 || Object.keys(meant).length > 0) && (
            <WordsOfColumn
              path={path}
              unread={column.unread}
              options={field?.options ?? null}
              meant={meant}
              onMeant={onMeant}
            />
          )}
        </>
      )}
    </li>
  )
}

function State({ column: { use, identifies, tried } }: Pick<ColumnCardProps, 'column'>) {
  if (identifies) return <Tag colour="grey">left out</Tag>
  if (use.as === 'unused') return <Tag colour="grey">not used</Tag>
  const all = tried.read + tried.unread
  if (all === 0) return <Tag colour="grey">empty</Tag>
  if (tried.unread === 0) return <Tag colour="green">all read</Tag>
  return (
    <Tag colour="yellow">
      {tried.unread} of {all} not read
    </Tag>
  )
}
