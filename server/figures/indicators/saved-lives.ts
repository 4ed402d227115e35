import { countInterval } from '../../../jobs/stats/counts/rates.ts'
import type { Day } from '../../contract/day.ts'
import { EACH_REPORT_COUNTS, REVERSAL, type SavedLives } from '../../contract/indicator.ts'
import { dayInWords } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { NOW } from '../../facts/deaths.ts'
import { bindingsOf, withSubstance } from '../../facts/events.ts'
import { OUTCOME_UNKNOWN, SURVIVORS_KNOWN } from '../../facts/overdoses.ts'
import { type AskedPlace, bindingsOfPlace, isPlacedClosely, liesIn } from '../../facts/places.ts'
import { type Counted, figure } from '../figure.ts'

/**
 * The chance that a person would have died without naloxone, by scenario (docs/domain.md, “Lives saved”). The settings they come from mix
 * ambulances and some naloxone, so all three are shown. Assumptions as of 21 November 2026.
 */
const SCENARIOS = [
  { probability: 0.03, source: 'heroin era: about 1 death in 20 to 30 overdoses' },
  { probability: 0.06, source: 'United States: 1 fatal for 15 non-fatal overdoses (Casillas 2024)' },
  { probability: 0.1, source: 'British Columbia, fentanyl era: 1 death averted for 10 kits used (Irvine 2018)' },
]

/** The reversals of which an estimate of deaths averted is made; not known counts as could have been. */
export const COULD_HAVE_DIED = "was_unresponsive <> 'no' and opioid_plausible <> 'no'"

/** Deaths that reversals averted, as a range: the least chance of dying without naloxone to the greatest, with the chance error of the count. */
export function deathsAvertedBy(reversals: number): { low: number; high: number } {
  const error = countInterval(reversals)
  return { low: 0.03 * error.low, high: 0.1 * error.high }
}

/** Three lines, never one: reported reversals, known survivors (outcome unknown apart), and an estimate of deaths averted as a range. */
export const savedLives = figure<Period, SavedLives>({
  definition: ({ here }) =>
    `Reported reversals, survivors known, outcome unknown, and an estimate of deaths averted${here ? ` ${here.name}` : ''}, each by its own definition`,
  basis: 'day of the event',
  source: 'overdose events of this partnership',
  count: async (trx, asked) => ({
    ...(await countSavedLives(trx, asked)),
    ...(asked.asKnownOn === undefined ? {} : { said: { asKnownOn: asked.asKnownOn } }),
  }),
  csv: {
    fileName: 'saved-lives',
    rows: ({ from, to, reversals, survivorsKnown, outcomeUnknown, deathsAverted }) =>
      [
        { figure: 'reported reversals', count: reversals },
        { figure: 'survivors known', count: survivorsKnown },
        { figure: 'outcome unknown', count: outcomeUnknown },
        { figure: 'estimated deaths averted (range)', count: null, ...deathsAverted?.range },
      ].map((row) => ({ low: null, high: null, ...row, from, to })),
  },
})

type Period = {
  from: Day
  to: Day
  today: Day
  here?: { place: AskedPlace; name: string } | undefined
  /** Of those with a substance; of all where it is left out. */
  substance?: string | undefined
  /** As known on a day; now where it is left out. */
  asKnownOn?: Day | undefined
}

/** Of the partnership, or of the reversals in one place: the same four figures. */
export async function countSavedLives(
  trx: Trx,
  { from, to, here, substance, asKnownOn }: Omit<Period, 'today'>,
): Promise<Counted<SavedLives>> {
  const { rows } = await trx.raw(
    `select
       count(*)::int as reversals,
       count(*) filter (where is_survivor_known)::int as survivors_known,
       count(*) filter (where ${COULD_HAVE_DIED})::int as plausible
     from (
       select reversal.*, reversal.overdose_id as event_id
       from counted_reversal(${asKnownOn === undefined ? NOW : ":asKnownOn, 'infinity'"}) reversal) event
     where event_day between :from and :to
       ${withSubstance({ events: 'reversals', substance })}
       ${here ? `and ${liesIn(here.place, 'place')}` : ''}
       ${here?.place.kind === 'circle' ? `and ${isPlacedClosely('place_precision')}` : ''}`,
    { from, to, ...bindingsOf({ substance, asKnownOn }), ...(here && bindingsOfPlace(here.place)) },
  )
  const {
    reversals,
    survivors_known: survivors,
    plausible,
  } = rows[0] as { reversals: number; survivors_known: number; plausible: number }
  const error = countInterval(plausible)
  const range = deathsAvertedBy(plausible)
  return {
    from,
    to,
    reversals: forPanel(reversals),
    survivorsKnown: forPanel(survivors),
    outcomeUnknown: forPanel(reversals - survivors),
    deathsAverted: plausible
      ? {
          basis: forPanel(plausible),
          scenarios: SCENARIOS.map(({ probability, source }) => ({
            probability,
            source,
            estimate: probability * plausible,
            interval: { low: probability * error.low, high: probability * error.high },
          })),
          range,
        }
      : null,
    sentence: sentence(reversals, survivors, plausible ? range : null, {
      from,
      to,
      where: here ? ` ${here.name}` : '',
    }),
    definitions: SAVED_LIVES_TERMS,
  }
}

/** The four figures in words. */
export const SAVED_LIVES_TERMS = [
  {
    term: 'Reported reversals',
    meaning: `${REVERSAL.replace(/^o/, 'O')}. Several kits or doses for one person are one reversal. ${EACH_REPORT_COUNTS}`,
  },
  { term: 'Survivors known', meaning: SURVIVORS_KNOWN },
  { term: 'Outcome unknown', meaning: OUTCOME_UNKNOWN },
  {
    term: 'Estimated deaths averted',
    meaning:
      'Reversals that could have been an opioid overdose of a person who was unresponsive (not known counts as could have been), times the chance of dying without naloxone: 3, 6 or 10 in 100 by setting, with the chance error of the count. An estimate, never a count: ambulances and other help also save lives.',
  },
]

function sentence(
  reversals: number,
  survivors: number,
  range: { low: number; high: number } | null,
  { from, to, where }: { from: Day; to: Day; where: string },
): string {
  const period =
    from.slice(5) === '01-01' && to === `${from.slice(0, 4)}-12-31`
      ? `in ${from.slice(0, 4)}`
      : `from ${dayInWords(from)} to ${dayInWords(to)}`
  if (!reversals)
    return `No overdose reversals with naloxone were reported${where} ${period}. More reversals happen than are reported.`
  const known = `${reversals === 1 ? '1 overdose reversal' : `${reversals} overdose reversals`} with naloxone ${reversals === 1 ? 'was' : 'were'} reported${where} ${period}; in ${survivors} the person is known to have survived.`
  const low = Math.max(0, Math.round(range?.low ?? 0))
  const high = Math.max(1, Math.round(range?.high ?? 0))
  const averted = range ? ` We estimate that roughly ${low} to ${high} of these people would otherwise have died.` : ''
  return `${known}${averted} More reversals happen than are reported.`
}
