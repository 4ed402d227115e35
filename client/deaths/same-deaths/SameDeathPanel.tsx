import { Link } from '@tanstack/react-router'
import { type SameDeathPair, SameDeathPairs } from '../../../server/contract/same-death.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { PairDecisions } from '../../record/pairs/PairDecisions.tsx'
import { DecideDeath } from './DecideDeath.tsx'
import { ToDeath } from './SideBySide.tsx'
import { decidedWords, sayAgreements } from './sayPair.ts'

/** On the page of a death: is it already recorded? Asked only of records that whoever looks may see. */
export function SameDeathPanel({ deathId }: { deathId: string }) {
  const { slug: partnership } = usePartnership()
  const pairs = useAnswer(SameDeathPairs, `/deaths/${deathId}/possible-same`).data ?? []
  if (pairs.length === 0) return null
  return (
    <section className="vigil-panel" aria-labelledby="same-death">
      <h2 className="govuk-heading-m" id="same-death">
        {pairs.some(({ state }) => state === 'open') ? 'Is this death recorded twice?' : 'Records of this death'}
      </h2>
      <ul className="vigil-cards">
        {pairs.map((pair) => (
          <li key={pair.records.map((record) => record.deathId).join()} className="vigil-card">
            <Sentence pair={pair} deathId={deathId} />
            <DecideDeath pair={pair} />
            <PairDecisions decisions={pair.decisions} words={decidedWords} />
          </li>
        ))}
      </ul>
      <p className="govuk-body-s">
        <Link
          to="/$partnership/same-deaths"
          params={{ partnership }}
          search={{ death: deathId, state: pairs[0]?.state === 'open' ? undefined : (pairs[0]?.state as 'same') }}
          className="govuk-link"
        >
          See them side by side
        </Link>
      </p>
    </section>
  )
}

function Sentence({ pair, deathId }: { pair: SameDeathPair; deathId: string }) {
  const [one, two] = pair.records
  const [own, other] = one.deathId === deathId ? [one, two] : [two, one]
  const name = (
    <>
      <ToDeath {...other} /> ({other.source})
    </>
  )
  if (pair.state === 'open')
    return (
      <p className="govuk-body">
        This may be the death already recorded as {name}: {sayAgreements(pair)}. Is it the same? You can also leave it
        for later: both count until somebody says so.
      </p>
    )
  if (pair.state === 'not_same') return <p className="govuk-body">Not the same death as {name}: each counts.</p>
  return (
    <p className="govuk-body">
      <strong>Same death as {name}.</strong>{' '}
      {own.countedWith === null
        ? 'This record counts; the other is kept as it is.'
        : own.countedWith === other.deathId
          ? 'It is counted there; this record is kept as it is.'
          : 'Both are counted with a third record of this death.'}
    </p>
  )
}
