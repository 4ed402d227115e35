import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import type { Action } from '../../server/contract/access.ts'
import type { Count } from '../../server/contract/figure.ts'
import type { Overview } from '../../server/contract/indicator.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { CountText, countInWords } from '../ui/CountText.tsx'
import { addDays } from '../words/day.ts'

/** The last 28 days against the 28 before. Each number leads to its list, for those who may read it. */
export function LastFourWeeks({ overview }: { overview: z.infer<typeof Overview> }) {
  const { deaths, deathsBefore, reversals, reversalsBefore, supplies } = overview.last28Days
  const { slug: partnership } = usePartnership()
  const weeks = { from: addDays(overview.today, -27), to: overview.today }
  return (
    <section className="vigil-panel" aria-labelledby="weeks">
      <h2 className="govuk-heading-m" id="weeks">
        Last 28 days
      </h2>
      <ul className="vigil-tiles">
        <li>
          <Tile to="/$partnership/deaths" action="death:read" search={weeks}>
            <CountText count={deaths} /> {deaths === 1 ? 'death' : 'deaths'}
          </Tile>
          <Before count={deathsBefore} />
        </li>
        <li>
          <Tile to="/$partnership/reversals" action="overdose:read" search={weeks}>
            <CountText count={reversals} /> {reversals === 1 ? 'reversal' : 'reversals'}
          </Tile>
          <Before count={reversalsBefore} />
        </li>
        <li>
          <Tile to="/$partnership/supplies" action="supply:read" search={weeks}>
            <CountText count={supplies} /> naloxone kits supplied
          </Tile>
        </li>
        <li>
          <Tile to="/$partnership/deaths" action="death:read" search={{ toxicology: 'awaited' }}>
            <CountText count={overview.awaitingToxicology} /> awaiting toxicology
          </Tile>
          <span className="vigil-tile__before">deaths of any date</span>
        </li>
      </ul>
      <p className="govuk-body-s">
        Deaths become known late: the newest weeks always look quieter than they were.{' '}
        <Link to="/$partnership/deaths-by-month" params={{ partnership }} className="govuk-link">
          How many to expect, by month
        </Link>
      </p>
    </section>
  )
}

interface TileProps {
  to: '/$partnership/deaths' | '/$partnership/reversals' | '/$partnership/supplies'
  action: Action
  search: { from: string; to: string } | { toxicology: 'awaited' }
  children: ReactNode
}

function Tile({ to, action, search, children }: TileProps) {
  const { slug: partnership } = usePartnership()
  if (!useMay()(action)) return <span className="vigil-tile">{children}</span>
  return (
    <Link to={to} params={{ partnership }} search={search} className="vigil-tile">
      {children}
    </Link>
  )
}

function Before({ count }: { count: Count }) {
  return <span className="vigil-tile__before">{countInWords(count)} in the 28 days before</span>
}
