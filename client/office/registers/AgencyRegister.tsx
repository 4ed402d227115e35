import { Agencies, Agency, NewAgency } from '../../../server/contract/partnership.ts'
import { useAnswer } from '../../api/answers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Table } from '../../ui/Table.tsx'
import { agencyKindWords } from '../../words/agencyKindWords.ts'
import { say } from '../../words/words.ts'
import { isFree } from './isFree.ts'
import { RegisterSection } from './RegisterSection.tsx'
import { agencyForm } from './registerForms.ts'

export function AgencyRegister({ isAdding }: { isAdding: boolean }) {
  const agencies = useAnswer(Agencies, '/agencies')
  const there = agencies.data ?? []
  return (
    <RegisterSection
      register="agencies"
      title="Agencies"
      path="/agencies"
      form={agencyForm}
      sends={NewAgency.refine(
        ({ name }) =>
          isFree(
            name,
            there.map((agency) => agency.name),
          ),
        {
          path: ['name'],
          message: 'there is already an agency of this name',
        },
      )}
      answers={Agency}
      action="agency:write"
      isAdding={isAdding}
      nameOf={({ name }) => name}
    >
      <Answered answer={agencies} what="agencies">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="No agency is recorded yet.">
              Agencies supply naloxone and report overdoses; add the first.
            </EmptyState>
          ) : (
            <Table
              caption="Agencies"
              isCaptionHidden
              rows={rows}
              rowKey={({ agencyId }) => agencyId}
              columns={[
                { heading: 'Name', isRowHeading: true, cell: ({ name }) => name },
                { heading: 'Kind', cell: ({ kind }) => say(agencyKindWords, kind) },
              ]}
            />
          )
        }
      </Answered>
    </RegisterSection>
  )
}
