import { Link } from '@tanstack/react-router'
import type { Signal } from '../../../server/contract/signal.ts'
import { usePartnership } from '../../api/partnership.ts'
import { splitSentence } from '../../surveillance/signals/signalWords.ts'
import { TierTag } from '../../surveillance/signals/TierTag.tsx'
import { plural } from '../../words/words.ts'

/** The rows come soon after: what else was flagged stands on the page of signals, and below. */
const MOST_SAID = 2

/** What the last night flagged at a place, in its sentence: first on the page, because it is what one comes to look at. */
export function FlaggedLastNight({ signals }: { signals: readonly Signal[] }) {
  const { slug: partnership } = usePartnership()
  if (signals.length === 0) return null
  const others = signals.length - MOST_SAID
  return (
    <section className="vigil-flagged" aria-label="Flagged last night">
      <strong>Flagged last night:</strong>
      <ul className="govuk-list vigil-flush">
        {signals.slice(0, MOST_SAID).map(({ signalId, tier, sentence }) => (
          <li key={signalId}>
            <TierTag tier={tier} />{' '}
            <Link to="/$partnership/signals/$signalId" params={{ partnership, signalId }} className="govuk-link">
              {splitSentence(sentence).first}
            </Link>
          </li>
        ))}
        {others > 0 && (
          <li>
            <Link to="/$partnership/signals" params={{ partnership }} className="govuk-link">
              and {plural(others, 'other')}
            </Link>
          </li>
        )}
      </ul>
    </section>
  )
}
