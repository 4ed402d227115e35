import type { DisclosureRule } from '../../../server/contract/release.ts'
import { CountText } from '../../ui/CountText.tsx'
import { ReleasedCount } from './ReleasedCount.tsx'
import type { TotalRow } from './TotalsBars.tsx'
import { YearsFigure } from './YearsFigure.tsx'

interface PublicSavedLivesProps {
  partnership: string
  /** Of reversals, the latest first. */
  rows: readonly TotalRow[]
  rule: DisclosureRule
}

/** Lives saved: reported reversals, survivors known and an estimate of deaths averted. Three figures by three definitions, never one. */
export function PublicSavedLives({ partnership, rows, rule }: PublicSavedLivesProps) {
  const years = rows.filter(({ group }) => group === 'time')
  const survivorsOf = new Map(rows.filter(({ group }) => group === 'outcome').map((row) => [row.year, row]))
  const [latest] = years
  if (!latest) return null
  const survivors = survivorsOf.get(latest.year)
  return (
    <YearsFigure
      kind="reversals"
      partnership={partnership}
      heading="Lives saved: overdoses reversed with naloxone"
      rows={years}
      rule={rule}
      more={[
        {
          heading: 'Survivors known',
          isNumber: true,
          cell: ({ year }) => <ReleasedCount count={survivorsOf.get(year)?.count ?? null} rule={rule} />,
        },
        {
          heading: 'Estimated deaths averted',
          isNumber: true,
          cell: ({ deathsAverted }) => (deathsAverted ? sayRange(deathsAverted) : '–'),
        },
      ]}
    >
      <dl className="vigil-three">
        <div>
          <dt>Reported reversals in {latest.year}</dt>
          <dd>
            <CountText count={latest.count} />
          </dd>
        </div>
        <div>
          <dt>Known to have survived</dt>
          <dd>
            {survivors?.isRounded && 'about '}
            <CountText count={survivors?.count ?? null} />
          </dd>
        </div>
        <div>
          <dt>Estimated deaths averted</dt>
          <dd>{latest.deathsAverted ? sayRange(latest.deathsAverted) : 'not told'}</dd>
        </div>
      </dl>
      <p className="govuk-body">
        These are three figures and are never added. A reversal is one person in one event who was given naloxone and
        did not die of it; more happen than are reported. The estimate says how many of them would have died without
        naloxone, at 3 to 10 in 100: an estimate, never a count, and lower where somebody was awake or had taken no
        opioid.
      </p>
    </YearsFigure>
  )
}

const sayRange = ({ low, high }: { low: number; high: number }) =>
  `${Math.round(low)} to ${Math.max(1, Math.round(high))}`
