import { Link } from '@tanstack/react-router'
import { type AgreementRegister, AgreementRegister as Register } from '../../../server/contract/agreement.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay, useMembership } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { DayText } from '../../ui/DayText.tsx'

/** A month before a sharing agreement ends, and once it has: to the agency's own people, and to those who keep the register. */
export function AgreementNotices() {
  return (
    <>
      <OwnAgency />
      {useMay()('agreement:read') && <OfTheRegister />}
    </>
  )
}

function OwnAgency() {
  const { agencyName, agreement } = useMembership()
  if (agreement?.state !== 'ends_soon' && agreement?.state !== 'ended') return null
  const hasEnded = agreement.state === 'ended'
  return (
    <div className="vigil-late" role="note">
      <p className="govuk-body vigil-flush">
        <strong>
          The sharing agreement of {agencyName} {hasEnded ? 'ended' : 'ends'} on <DayText day={agreement.endsOn} />.
        </strong>{' '}
        {agreement.beginsOn ? (
          <>
            The next one begins on <DayText day={agreement.beginsOn} />. Until then
          </>
        ) : hasEnded ? (
          'Until there is a new one'
        ) : (
          'Without a new one, from the day after'
        )}{' '}
        nothing can be read or recorded for your agency. Ask the information governance lead of the partnership.
      </p>
    </div>
  )
}

function OfTheRegister() {
  const { slug: partnership } = usePartnership()
  const { data } = useAnswer(Register, '/agreements')
  const due = data ? endings(data) : []
  if (!due.length) return null
  return (
    <div className="vigil-late" role="note">
      <p className="govuk-body">
        <strong>Sharing agreements to renew</strong>
      </p>
      <ul className="govuk-list govuk-list--bullet">
        {due.map(({ name, state, endsOn }) => (
          <li key={name}>
            {name}: {state === 'ended' ? 'ended' : 'ends'} on <DayText day={endsOn} />
            {state === 'ended' && '. Its people and keys have stopped'}
          </li>
        ))}
      </ul>
      <p className="govuk-body vigil-flush">
        <Link to="/$partnership/agreements" params={{ partnership }} className="govuk-link">
          See the agreements
        </Link>
      </p>
    </div>
  )
}

/** Agencies whose agreements end or have ended; and parties outside, who nobody stops, while theirs is soon to end. */
function endings({ agencies, agreements }: AgreementRegister) {
  const outside = agreements
    .filter(({ state }) => state === 'ends_soon')
    .flatMap(({ parties, state, endsOn, endedOn }) =>
      parties
        .filter(({ agencyId }) => agencyId === null)
        .map(({ name }) => ({ name, state, endsOn: endedOn ?? endsOn })),
    )
  return [...agencies.filter(({ state }) => state === 'ends_soon' || state === 'ended'), ...outside]
}
