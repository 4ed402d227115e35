import { getRouteApi, Link } from '@tanstack/react-router'
import { Overdose, OverdoseHistory } from '../../../server/contract/overdose.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { WhoHasOpened } from '../../office/audit/WhoHasOpened.tsx'
import { toDraft } from '../../record/draft.ts'
import { allFields } from '../../record/fields.ts'
import { History } from '../../record/History.tsx'
import { useRegisters } from '../../record/registers.ts'
import { SavedNotice } from '../../record/SavedNotice.tsx'
import { Summary } from '../../record/Summary.tsx'
import { useUndo } from '../../record/useUndo.ts'
import { Answered } from '../../ui/Answered.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords } from '../../words/day.ts'
import { overdoseAmendForm, overdoseSections } from './overdoseSections.ts'
import { PersonSummary } from './PersonSummary.tsx'

const route = getRouteApi('/$partnership/reversals/$overdoseId')
const fields = allFields(overdoseAmendForm)

export function OverdosePage() {
  const { overdoseId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const overdose = useAnswer(Overdose, `/overdoses/${overdoseId}`)
  return (
    <>
      <Link to="/$partnership/reversals" params={{ partnership }} className="govuk-back-link">
        All reversals and overdoses
      </Link>
      <Answered answer={overdose} what="the report" isPage>
        {(known) => <Detail overdose={known} />}
      </Answered>
    </>
  )
}

function Detail({ overdose }: { overdose: Overdose }) {
  const params = { partnership: usePartnership().slug, overdoseId: overdose.overdoseId }
  const registers = useRegisters(fields)
  const may = useMay()
  const history = useAnswer(OverdoseHistory, `/overdoses/${overdose.overdoseId}/history`)
  const undoing = useUndo({
    answers: Overdose,
    path: `/overdoses/${overdose.overdoseId}`,
    record: overdose,
    history: history.data,
    fields,
    withdrawn: { isWithdrawn: 'true', changeReason: 'Recorded by mistake' },
  })
  return (
    <>
      <SavedNotice what="Report" reference={overdose.reference} undoing={undoing} />
      <PageTitle
        title={`Overdose on ${dayInWords(overdose.eventDay)}`}
        actions={
          may('overdose:write') && (
            <Link to="/$partnership/reversals/$overdoseId/amend" params={params} className="govuk-button">
              Amend
            </Link>
          )
        }
      >
        Reference {overdose.reference} ({overdose.source}), revision {overdose.revision}.{' '}
        {overdose.isWithdrawn && <Tag colour="grey">Withdrawn</Tag>}
      </PageTitle>
      {overdose.persons.map((person, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a person of an event has no other name than their position
        <PersonSummary key={position} person={person} number={position + 1} registers={registers} />
      ))}
      <h2 className="govuk-heading-m">{overdoseSections.event.title}</h2>
      <Summary section={overdoseSections.event} draft={toDraft(overdose, fields)} registers={registers} />
      <h2 className="govuk-heading-m">History</h2>
      <Answered answer={history} what="its history">
        {(revisions) => <History revisions={revisions} fields={fields} registers={registers} />}
      </Answered>
      {may('case-access:read') && <WhoHasOpened recordId={overdose.overdoseId} />}
    </>
  )
}
