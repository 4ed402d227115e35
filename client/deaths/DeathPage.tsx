import { getRouteApi, Link } from '@tanstack/react-router'
import { Death, DeathHistory } from '../../server/contract/death.ts'
import { useAnswer, useWriting } from '../answers.ts'
import { dayInWords } from '../day.ts'
import { fromDraft, toAmendment, toDraft } from '../forms/draft.ts'
import { allFields } from '../forms/fields.ts'
import { History } from '../forms/History.tsx'
import { useRegisters } from '../forms/registers.ts'
import { SavedNotice } from '../forms/SavedNotice.tsx'
import { Summary } from '../forms/Summary.tsx'
import { PageTitle } from '../shell/PageTitle.tsx'
import { usePartnership } from '../shell/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { Tag } from '../ui/Tag.tsx'
import { say } from '../words.ts'
import { deathForm, deathSections } from './deathSections.ts'
import { statusWords } from './deathWords.ts'
import { FindingsTable } from './FindingsTable.tsx'
import { NotTested } from './NotTested.tsx'

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
  const undoing = useWriting(Death, 'PUT', `/deaths/${death.deathId}`)
  const draft = toDraft(death, fields)
  const { summary, person, place, circumstances, cause, toxicology } = deathSections

  function undo() {
    const excluded = { ...toAmendment(death, fields), status: 'excluded', exclusionReason: 'Recorded by mistake' }
    undoing.mutate({ body: fromDraft(excluded, fields), revision: death.revision })
  }
  return (
    <>
      <SavedNotice
        what="Death"
        reference={death.reference}
        onUndo={undo}
        isUndoing={undoing.isPending}
        failure={undoing.error}
      />
      <PageTitle
        title={`Death on ${dayInWords(death.eventDay)}`}
        actions={
          <Link
            to="/$partnership/deaths/$deathId/amend"
            params={{ partnership, deathId: death.deathId }}
            className="govuk-button"
          >
            Amend
          </Link>
        }
      >
        Reference {death.reference} ({death.source}). As known on {dayInWords(death.knownOn)}, revision {death.revision}
        . <Tag colour={death.status === 'excluded' ? 'grey' : 'teal'}>{say(statusWords, death.status)}</Tag>
      </PageTitle>
      <Summary section={summary} draft={draft} registers={registers} />
      <h2 className="govuk-heading-m">Substances</h2>
      <FindingsTable death={death} />
      <h2 className="govuk-heading-m">Toxicology</h2>
      <Summary section={toxicology} draft={draft} registers={registers} />
      <NotTested death={death} />
      <p className="govuk-body-s">The detail below stays closed until you need it. It can be hard to read.</p>
      {[person, place, circumstances, cause].map((section) => (
        <details className="govuk-details vigil-section--folded" key={section.title}>
          <summary className="govuk-details__summary">
            <span className="govuk-details__summary-text">{section.title}</span>
          </summary>
          <Summary section={section} draft={draft} registers={registers} />
        </details>
      ))}
      <h2 className="govuk-heading-m">History</h2>
      <Answered answer={history} what="its history">
        {(revisions) => <History revisions={revisions} fields={fields} registers={registers} />}
      </Answered>
    </>
  )
}
