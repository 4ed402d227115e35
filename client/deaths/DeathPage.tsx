import { getRouteApi, Link } from '@tanstack/react-router'
import { Death, DeathHistory } from '../../server/contract/death.ts'
import { useAnswer } from '../api/answers.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { IdentityPanel } from '../identity/IdentityPanel.tsx'
import { WhoHasOpened } from '../office/audit/WhoHasOpened.tsx'
import { allFields } from '../record/fields.ts'
import { History } from '../record/History.tsx'
import { useRegisters } from '../record/registers.ts'
import { SavedNotice } from '../record/SavedNotice.tsx'
import { useUndo } from '../record/useUndo.ts'
import { Answered } from '../ui/Answered.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { Tag } from '../ui/Tag.tsx'
import { dayInWords, whenInWords } from '../words/day.ts'
import { statusWords } from '../words/deathWords.ts'
import { say } from '../words/words.ts'
import { DeathSummaries } from './DeathSummaries.tsx'
import { deathForm } from './deathSections.ts'
import { GuestLinksPanel } from './guest-links/GuestLinksPanel.tsx'
import { SameDeathPanel } from './same-deaths/SameDeathPanel.tsx'

const route = getRouteApi('/$partnership/deaths/$deathId')
const fields = allFields(deathForm)

export function DeathPage() {
  const { deathId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const death = useAnswer(Death, `/deaths/${deathId}`)
  return (
    <>
      <Link to="/$partnership/deaths" params={{ partnership }} className="govuk-back-link">
        All deaths
      </Link>
      <Answered answer={death} what="the death" isPage>
        {(known) => <Detail death={known} />}
      </Answered>
    </>
  )
}

function Detail({ death }: { death: Death }) {
  const { slug: partnership } = usePartnership()
  const registers = useRegisters(fields)
  const history = useAnswer(DeathHistory, `/deaths/${death.deathId}/history`)
  const undoing = useUndo({
    answers: Death,
    path: `/deaths/${death.deathId}`,
    record: death,
    history: history.data,
    fields,
    withdrawn: { status: 'excluded', exclusionReason: 'Recorded by mistake' },
  })
  const may = useMay()
  return (
    <>
      <SavedNotice what="Death" reference={death.reference} undoing={undoing} />
      <PageTitle
        title={`Death ${whenInWords(death.eventDay, death.eventDayPrecision)}`}
        actions={
          may('death:write') && (
            <Link
              to="/$partnership/deaths/$deathId/amend"
              params={{ partnership, deathId: death.deathId }}
              className="govuk-button"
            >
              Amend
            </Link>
          )
        }
      >
        Reference {death.reference} ({death.source}). As known on {dayInWords(death.knownOn)}, revision {death.revision}
        . <Tag colour={death.status === 'excluded' ? 'grey' : 'teal'}>{say(statusWords, death.status)}</Tag>
      </PageTitle>
      <SameDeathPanel deathId={death.deathId} />
      <DeathSummaries death={death} registers={registers} />
      <h2 className="govuk-heading-m">History</h2>
      <Answered answer={history} what="its history">
        {(revisions) => <History revisions={revisions} fields={fields} registers={registers} />}
      </Answered>
      {(may('identity:read') || may('identity:break-glass')) && <IdentityPanel deathId={death.deathId} />}
      {may('guest:write') && <GuestLinksPanel deathId={death.deathId} />}
      {may('case-access:read') && <WhoHasOpened recordId={death.deathId} />}
    </>
  )
}
