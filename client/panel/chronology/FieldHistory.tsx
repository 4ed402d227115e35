import { Revisers } from '../../../server/contract/chronology.ts'
import { DeathHistory } from '../../../server/contract/death.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { type Draft, toDraft } from '../../record/draft.ts'
import type { Field } from '../../record/fields.ts'
import type { Registers } from '../../record/registers.ts'
import { differences } from '../../record/sayValue.ts'
import { Table } from '../../ui/Table.tsx'
import { instantInWords } from '../../words/day.ts'

interface FieldHistoryProps {
  deathId: string
  fields: readonly Field[]
  registers: Registers
}

/** What became of each field: who changed it, when, from what to what. */
export function FieldHistory({ deathId, fields, registers }: FieldHistoryProps) {
  const { timeZone } = usePartnership()
  const history = useAnswer(DeathHistory, `/deaths/${deathId}/history`).data ?? []
  const revisers = useAnswer(Revisers, `/deaths/${deathId}/revisers`).data ?? []
  const inOrder = history.toSorted((a, b) => a.revision - b.revision)
  const drafts = inOrder.map((revision): Draft => toDraft(revision, fields))
  const changes = inOrder
    .flatMap((revision, position) => {
      const before = drafts[position - 1]
      if (!before) return []
      const by = revisers.find((one) => one.revision === revision.revision)?.recordedByName
      return differences(before, drafts[position] ?? {}, fields, registers).map((change) => ({
        ...change,
        by: by ?? 'not kept, or a system',
        at: revision.recordedAt,
        key: `${change.path} ${revision.revision}`,
      }))
    })
    .toSorted((a, b) => a.label.localeCompare(b.label) || a.at.localeCompare(b.at))
  if (changes.length === 0) return null
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">History by field</span>
      </summary>
      <div className="govuk-details__text">
        <Table
          caption="What became of each field"
          isCaptionHidden
          rows={changes}
          rowKey={({ key }) => key}
          columns={[
            { heading: 'Field', isRowHeading: true, cell: ({ label }) => label },
            { heading: 'From', cell: ({ before }) => before },
            { heading: 'To', cell: ({ after }) => after },
            { heading: 'By', cell: ({ by }) => by },
            { heading: 'When', cell: ({ at }) => instantInWords(at, timeZone) },
          ]}
        />
      </div>
    </details>
  )
}
