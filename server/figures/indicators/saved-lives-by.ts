import type { Day } from '../../contract/day.ts'
import type { SavedLivesSplit } from '../../contract/filters.ts'
import type { SavedLivesBy } from '../../contract/indicator.ts'
import { daysBetween } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { NOW } from '../../facts/deaths.ts'
import { bindingsOf } from '../../facts/events.ts'
import { KIT_CHANNEL } from '../../facts/kit-channel.ts'
import { partOfReversals } from '../../facts/parts-of-reversals.ts'
import { invalid } from '../../problem.ts'
import { type Counted, figure } from '../figure.ts'
import { COULD_HAVE_DIED, deathsAvertedBy, SAVED_LIVES_TERMS } from './saved-lives.ts'

type Asked = { by: SavedLivesSplit; from: Day; to: Day; asKnownOn?: Day | undefined; today: Day }

const BY: Record<SavedLivesSplit, string> = {
  month: 'month',
  area: 'area of today in which the event was',
  agency: 'kind of the agency that reported it',
  channel: KIT_CHANNEL,
}

/** Longer than this is no chart, and hardly a table. */
const MOST_DAYS = 3660

/** The four figures of saved lives, told apart: what is counted is what `savedLives` counts, so that the rows of a split add up to it. */
export const savedLivesBy = figure<Asked, SavedLivesBy>({
  definition: ({ by }) =>
    `Reported reversals, survivors known, outcome unknown, and an estimate of deaths averted by ${BY[by]}, each by its own definition`,
  basis: 'day of the event',
  source: ({ by }) => `overdose events ${by === 'channel' ? 'and naloxone supplies ' : ''}of this partnership`,
  carries: ['office text'],
  count: countSavedLivesBy,
  csv: {
    fileName: 'saved-lives-by',
    rows: ({ by, from, to, rows }) =>
      rows.map(({ part, name, deathsAverted, ...counts }) => ({
        by,
        part,
        name,
        ...counts,
        deathsAvertedLow: deathsAverted?.range.low ?? null,
        deathsAvertedHigh: deathsAverted?.range.high ?? null,
        from,
        to,
      })),
  },
})

async function countSavedLivesBy(trx: Trx, { by, from, to, asKnownOn }: Asked): Promise<Counted<SavedLivesBy>> {
  if (daysBetween(from, to) > MOST_DAYS)
    invalid([{ path: 'from', message: 'is more than ten years before the last day' }])
  const known = asKnownOn === undefined ? NOW : ":asKnownOn, 'infinity'"
  const { part, name = 'null::text', join = '', before = '' } = partOfReversals(by, known)
  const { rows } = await trx.raw(
    `${before}
     select ${part} as part, ${name} as name,
       count(*)::int as reversals,
       count(*) filter (where reversal.is_survivor_known)::int as survivors,
       count(*) filter (where ${COULD_HAVE_DIED})::int as plausible
     from counted_reversal(${known}) reversal
     ${join}
     where reversal.event_day between :from and :to
     group by 1, 2
     order by ${by === 'month' ? '1' : 'count(*) desc, 2, 1'}`,
    { from, to, ...bindingsOf({ asKnownOn }) },
  )
  const counted = rows as CountedPart[]
  return {
    by,
    from,
    to,
    rows: (by === 'month' ? everyMonth(counted, from, to) : lastUnknown(counted)).map(asRow),
    definitions: SAVED_LIVES_TERMS,
    ...(asKnownOn === undefined ? {} : { said: { asKnownOn } }),
  }
}

type CountedPart = { part: string | null; name: string | null; reversals: number; survivors: number; plausible: number }

function asRow({ part, name, reversals, survivors, plausible }: CountedPart): SavedLivesBy['rows'][number] {
  return {
    part,
    name,
    reversals: forPanel(reversals),
    survivorsKnown: forPanel(survivors),
    outcomeUnknown: forPanel(reversals - survivors),
    deathsAverted: plausible ? { basis: forPanel(plausible), range: deathsAvertedBy(plausible) } : null,
  }
}

/** A month in which nothing was reported is told too: a gap is no month left out. */
function everyMonth(counted: readonly CountedPart[], from: Day, to: Day): CountedPart[] {
  const known = new Map(counted.map((row) => [row.part, row]))
  const months: CountedPart[] = []
  for (let [year, month] = from.split('-').map(Number) as [number, number]; ; ) {
    const part = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`
    if (part > to.slice(0, 7)) return months
    months.push(known.get(part) ?? { part, name: null, reversals: 0, survivors: 0, plausible: 0 })
    ;[year, month] = month === 12 ? [year + 1, 1] : [year, month + 1]
  }
}

const lastUnknown = (counted: readonly CountedPart[]) => [
  ...counted.filter(({ part }) => part !== null),
  ...counted.filter(({ part }) => part === null),
]
