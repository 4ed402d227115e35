import { usePartnership } from '../api/partnership.ts'
import { DayText } from '../ui/DayText.tsx'
import { instantInWords } from '../words/day.ts'
import { type Draft, toDraft } from './draft.ts'
import type { Field } from './fields.ts'
import type { Registers } from './registers.ts'
import { differences } from './sayValue.ts'

interface Revision {
  revision: number
  knownOn: string
  knownOnAssumed: boolean
  recordedAt: string
  changeReason: string | null
}

interface HistoryProps {
  revisions: readonly Revision[]
  fields: readonly Field[]
  registers: Registers
}

/** Every revision, newest first: when it was learnt, when it was recorded, and which fields it changed. */
export function History({ revisions, fields, registers }: HistoryProps) {
  const { timeZone } = usePartnership()
  const inOrder = revisions.toSorted((a, b) => a.revision - b.revision)
  const drafts = inOrder.map((revision): Draft => toDraft(revision, fields))
  return (
    <ol className="vigil-history" reversed>
      {inOrder
        .map((revision, position) => {
          const before = drafts[position - 1]
          const changes = before ? differences(before, drafts[position] ?? {}, fields, registers) : []
          return (
            <li key={revision.revision}>
              <p>
                <strong>
                  Known on <DayText day={revision.knownOn} />
                </strong>
                {revision.knownOnAssumed && ' (assumed)'}, recorded {instantInWords(revision.recordedAt, timeZone)}
              </p>
              {revision.changeReason && <p>Reason: {revision.changeReason}</p>}
              {before === undefined && <p>First recorded.</p>}
              {before !== undefined && changes.length === 0 && <p>Nothing shown here changed.</p>}
              <ul>
                {changes.map((change) => (
                  <li key={change.path}>
                    {change.label}
                    {change.label.endsWith('?') ? '' : ':'} {change.before} → {change.after}
                  </li>
                ))}
              </ul>
            </li>
          )
        })
        .reverse()}
    </ol>
  )
}
