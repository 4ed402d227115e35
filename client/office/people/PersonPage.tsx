import { getRouteApi, Link } from '@tanstack/react-router'
import { People, type Person } from '../../../server/contract/person.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { useSession } from '../../api/session.ts'
import { NotFoundHere } from '../../frame/NotFound.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { dayInWords, instantInWords } from '../../words/day.ts'
import { say, wordsFor } from '../../words/words.ts'
import { AccountActions } from './AccountActions.tsx'
import { ConfirmAdministrator } from './ConfirmAdministrator.tsx'
import { RolesForm } from './RolesForm.tsx'
import { StateTag } from './StateTag.tsx'

const route = getRouteApi('/$partnership/people/$accountId')

export function PersonPage() {
  const { accountId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const people = useAnswer(People, '/people')
  return (
    <>
      <Link to="/$partnership/people" params={{ partnership }} className="govuk-back-link">
        People
      </Link>
      <Answered answer={people} what="this person" isPage>
        {(rows) => {
          const person = rows.find((candidate) => candidate.accountId === accountId)
          return person ? <Detail person={person} /> : <NotFoundHere />
        }}
      </Answered>
    </>
  )
}

const mailWords = wordsFor<NonNullable<Person['mailState']>>({
  waits: 'waits to be sent; it is tried again by itself',
  sent: 'taken by their mail server',
  'not delivered': 'not delivered',
})

function Detail({ person }: { person: Person }) {
  const { timeZone } = usePartnership()
  const may = useMay()
  const isMyself = useSession().data?.person?.accountId === person.accountId
  const { name, email, roles, agencyName, state, hasSecondFactor, lastSignedInAt, mailState, mailProblem } = person
  const isUnknown = state === 'invited'
  return (
    <>
      <PageTitle title={name}>
        {email} <StateTag state={state} />
      </PageTitle>
      <dl className="govuk-summary-list vigil-prose">
        {[
          [
            'Roles',
            roles
              .map(({ roleName, grantedAt }) => `${roleName}, since ${dayInWords(grantedAt.slice(0, 10))}`)
              .join('; ') || 'none',
          ],
          ['Agency', agencyName ?? 'none'],
          ['Second factor', isUnknown ? 'not known' : hasSecondFactor ? 'set up' : 'not yet set up'],
          [
            'Last signed in',
            isUnknown
              ? 'has not accepted the invitation yet'
              : lastSignedInAt
                ? instantInWords(lastSignedInAt, timeZone)
                : 'never',
          ],
          ...(mailState ? [['Latest mail to them', mailProblem ?? say(mailWords, mailState)]] : []),
        ].map(([term, said]) => (
          <div className="govuk-summary-list__row" key={term}>
            <dt className="govuk-summary-list__key">{term}</dt>
            <dd className="govuk-summary-list__value">{said}</dd>
          </div>
        ))}
      </dl>
      <ConfirmAdministrator person={person} isMyself={isMyself} />
      {may('person:write') && isMyself && (
        <p className="govuk-body">This is your own account: another administrator changes its roles.</p>
      )}
      {may('person:write') && !isMyself && (
        <>
          <RolesForm person={person} key={roles.map(({ role }) => role).join()} />
          <AccountActions person={person} />
        </>
      )}
    </>
  )
}
