import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import type { Count } from '../../server/contract/figure.ts'
import type { Overview } from '../../server/contract/indicator.ts'
import { addDays } from '../day.ts'
import { usePartnership } from '../shell/partnership.ts'
import { CountText, countInWords } from '../ui/CountText.tsx'

/** The last 28 days against the 28 before. Each number leads to its list. */
export function LastFourWeeks({ overview }: { overview: z.infer<typeof Overview> }) {
  const { slug } = usePartnership()
  const { deaths, deathsBefore, reversals, reversalsBefore, supplies } = overview.last28Days
  const search = { from: addDays(overview.today, -27), to: overview.today }
  const params = { partnership: slug }
  return (
    <section className="vigil-panel" aria-labelledby="weeks">
      <h2 className="govuk-heading-m" id="weeks">
        Last 28 days
      </h2>
      <ul className="vigil-tiles">
        <li>
          <Link to="/$partnership/deaths" params={params} search={search} className="vigil-tile">
            <CountText count={deaths} /> {deaths === 1 ? 'death' : 'deaths'}
          </Link>
          <Before count={deathsBefore} />
        </li>
        <li>
          <Link to="/$partnership/reversals" params={params} search={search} className="vigil-tile">
            <CountText count={reversals} /> {reversals === 1 ? 'reversal' : 'reversals'}
          </Link>
          <Before count={reversalsBefore} />
        </li>
        <li>
          <Link to="/$partnership/supplies" params={params} search={search} className="vigil-tile">
            <CountText count={supplies} /> naloxone kits supplied
          </Link>
        </li>
        <li>
          <Link
            to="/$partnership/deaths"
            params={params}
            search={{ status: 'toxicology_pending' }}
            className="vigil-tile"
          >
            <CountText count={overview.awaitingToxicology} /> awaiting toxicology
          </Link>
        </li>
      </ul>
      <p className="govuk-body-s">Deaths become known late: the newest weeks always look quieter than they were.</p>
    </section>
  )
}

function Before({ count }: { count: Count }) {
  return <span className="vigil-tile__before">{countInWords(count)} in the 28 days before</span>
}
