import { z } from 'zod'
import { Table } from '../ui/Table.tsx'
import { type Draft, toAmendment } from './draft.ts'
import type { Field } from './fields.ts'
import type { Registers } from './registers.ts'
import { differences } from './sayValue.ts'

interface ConflictProps {
  draft: Draft
  current: unknown
  fields: readonly Field[]
  registers: Registers
  onKeepCurrent: () => void
  onSaveMine: (revision: number) => void
  onEdit: () => void
}

const Revised = z.looseObject({ revision: z.int() })

/** Somebody else amended the record meanwhile: both versions side by side, and the person chooses. */
export function Conflict({ draft, current, fields, registers, onKeepCurrent, onSaveMine, onEdit }: ConflictProps) {
  const revised = Revised.safeParse(current)
  const differing = differences(toAmendment(current, fields), toAmendment(expand(draft), fields), fields, registers)
  return (
    <section aria-labelledby="conflict">
      <h2 className="govuk-heading-m" id="conflict">
        Somebody else has amended this record since you opened it
      </h2>
      <p className="govuk-body">Nothing is lost. These are the fields in which your version and theirs differ.</p>
      <Table
        caption="The two versions"
        isCaptionHidden
        rows={differing}
        rowKey={({ path }) => path}
        columns={[
          { heading: 'Field', isRowHeading: true, cell: ({ label }) => label },
          { heading: 'As it stands now', cell: ({ before }) => before },
          { heading: 'As you wrote it', cell: ({ after }) => after },
        ]}
      />
      <div className="govuk-button-group">
        {revised.success && (
          <button type="button" className="govuk-button" onClick={() => onSaveMine(revised.data.revision)}>
            Save my version on top
          </button>
        )}
        <button type="button" className="govuk-button govuk-button--secondary" onClick={onKeepCurrent}>
          Keep what stands now
        </button>
        <button type="button" className="vigil-link-button" onClick={onEdit}>
          Go on editing mine
        </button>
      </div>
    </section>
  )
}

/** A draft is already flat; empty answers are as good as none. */
function expand(draft: Draft) {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== ''))
}
