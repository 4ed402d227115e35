import { policy } from '../../access/policy.ts'
import type { Day } from '../../contract/day.ts'
import type { ReleaseKind } from '../../contract/filters.ts'
import { SUBSTANCE_COUNTS } from '../../contract/finding.ts'
import type { Trx } from '../../db/tenant.ts'
import { type Cell, nameOf, type Table } from '../../disclosure/table.ts'
import { DEATHS } from '../../facts/deaths.ts'
import { REVERSALS } from '../../facts/overdoses.ts'
import { SUPPLIES } from '../../facts/supplies.ts'
import { SUBSTANCES_IN_TREE_IMPLICATED } from '../indicators/deaths-by-year.ts'
import {
  blockOf,
  type Grid,
  type GridArea,
  type GridSlice,
  NO_PLACE,
  SUBSTANCES,
  sliceOfHalf,
  sliceOfMonth,
  sliceOfQuarter,
  sliceOfYear,
  sliceOfYears,
  slicesIn,
  sliceWithin,
  WHOLE,
} from './grid.ts'

/** Roles that reach what their own agency recorded. */
function rolesOfOwnAgency(): string {
  const isOfOwnAgency = (role: keyof typeof policy) => Object.values(policy[role]).includes('own agency')
  return (Object.keys(policy) as (keyof typeof policy)[])
    .filter(isOfOwnAgency)
    .map((role) => `'${role}'`)
    .join(', ')
}

/** Which facts a release counts: known to the partnership by the end of a day, and to Vigil by a moment. The same counts at any time. */
export type AsKnown = { knownOn: Day; recordedUntil: string }

export type CountedEvent = {
  event_day: Day
  area_id: string | null
  weight: number
  slices: string[]
  agencies: string[]
}

const TOP_LEVELS = Object.keys(SUBSTANCES)
  .map((code) => `'${code}'`)
  .join(', ')

const topLevelsOf = (substances: string, which = '') => `array(
  select distinct counted.substance_code
  from ${substances} counted
  where counted.substance_code in (${TOP_LEVELS}) ${which})`

const AS_KNOWN = ':knownOn::date, :recordedUntil::timestamptz'

/**
 * Agencies that know their own records and are not shown those of others: those with somebody, or a key, that reaches its own agency's
 * cases, and those without anybody here, whose reports come as files. Left out: agencies whose people all see every case.
 */
const INSIDERS = `
  select agency_id from agency
  where exists (
      select from membership where membership.agency_id = agency.agency_id and membership.roles && array[${rolesOfOwnAgency()}])
    or exists (select from api_key where api_key.agency_id = agency.agency_id and api_key.revoked_at is null)
    or not exists (select from membership where membership.agency_id = agency.agency_id)`

/** As known now, whatever was known when: what an agency knows of an earlier release it knows today. */
const among = (agencies: string) => `array(
  select distinct agency_id::text from (${agencies}) knows (agency_id) where agency_id in (${INSIDERS}))`

/** All that are or were of its event: whoever made one of them knows of it. */
const REPORTS_OF_EVENT = `
  select event.overdose_id
  union all
  select other.overdose_id from same_event_member one join same_event_member other using (group_id)
  where one.overdose_id = event.overdose_id`

/** Columns event_day, place, weight, the slices an event is in beside the steps of time, and the agencies that know of it by themselves. */
const EVENTS: { readonly [kind in ReleaseKind]: string } = {
  deaths: `
    select revision.event_day, revision.found_place as place, 1 as weight,
      case
        when revision.toxicology_complete_on is null then array['without-toxicology']
        when ${SUBSTANCES_IN_TREE_IMPLICATED} >= 2 then array['with-toxicology', 'poly-drug']
        else array['with-toxicology', 'not-poly-drug'] end
      || ${topLevelsOf(`substance_in_death(revision.partnership_id, revision.death_id, revision.revision, 'implicated')`)} as slices,
      ${among(`
        select entered_by_agency_id from death
        where death.death_id = revision.death_id or death.death_id in (
          select other.death_id from same_death_member one join same_death_member other using (group_id)
          where one.death_id = revision.death_id)`)} as agencies
    from counted_death(${AS_KNOWN}) revision`,
  reversals: `
    select event.event_day, event.place, 1 as weight,
      case when event.is_survivor_known then array['survivors-known'] else array['outcome-unknown'] end
      || ${topLevelsOf(
        'substance_in_overdose(event.partnership_id, event.overdose_id, event.revision)',
        'and counted.person = event.person',
      )} as slices,
      ${among(`
        select entered_by_agency_id from overdose where overdose.overdose_id in (${REPORTS_OF_EVENT})
        union select agency_id from overdose_revision said where said.overdose_id in (${REPORTS_OF_EVENT})`)} as agencies
    from counted_reversal(${AS_KNOWN}) event`,
  supplies: `
    select supply.supplied_on as event_day, supply.place, supply.kits as weight, array[]::text[] as slices, array[]::text[] as agencies
    from counted_supply(${AS_KNOWN}) supply`,
}

export const DEFINITIONS: { readonly [kind in ReleaseKind]: { definition: string; dateBasis: string } } = {
  deaths: {
    definition: `${DEATHS}, by where they were found; ${SUBSTANCE_COUNTS.implicated}, one that is not in the tree from the day somebody places it.`,
    // months add up to the year, and the gate counts on it
    dateBasis:
      'day of death; the day found or reported where only that is known; a death known only by its month or year counts on the first day of it',
  },
  reversals: {
    definition: `${REVERSALS} Survivors known are those seen alive, who said so, or confirmed by a service; the others have an unknown outcome.`,
    dateBasis: 'day of the event',
  },
  supplies: { definition: SUPPLIES, dateBasis: 'day of supply' },
}

/** Whether anything of this kind is recorded up to the end of the year. */
export async function hasRecords(
  trx: Trx,
  { kind, year, knownOn, recordedUntil }: AsKnown & { kind: ReleaseKind; year: number },
): Promise<boolean> {
  const { rows } = await trx.raw(
    `select exists (select from (${EVENTS[kind]}) event where event.event_day <= :to) as has_records`,
    { knownOn, recordedUntil, to: `${year}-12-31` },
  )
  return rows[0].has_records
}

/** The exact counts of every cell of the grid: what goes into the gate, and nowhere else. */
export async function countTable(
  trx: Trx,
  grid: Grid,
  { kind, year, knownOn, recordedUntil }: AsKnown & { kind: ReleaseKind; year: number },
): Promise<Table> {
  const areaIds = grid.areas.flatMap((area) => area.areaIds)
  const { rows } = await trx.raw(
    `select event.event_day, inside.area_id, event.weight, event.slices, event.agencies
     from (${EVENTS[kind]}) event
     left join lateral area_among(event.place, :areaIds::uuid[]) inside on true
     where event.event_day between :from and :to`,
    {
      knownOn,
      recordedUntil,
      areaIds: `{${areaIds.join(',')}}`,
      from: `${grid.fromYear ?? year}-01-01`,
      to: `${year}-12-31`,
    },
  )
  return tableOf(grid, { kind, year }, rows)
}

/** Events added up into every cell of the grid, as the gate takes it. */
export function tableOf(
  grid: Grid,
  { kind, year }: { kind: ReleaseKind; year: number },
  events: readonly CountedEvent[],
): Table {
  const counts = new Map<string, Map<string, number>>()
  const known = new Map<string, Record<string, number>>()
  const areaOf = new Map(
    grid.areas.flatMap(({ area, level, areaIds }) =>
      level === 'area' ? [] : areaIds.map((areaId) => [areaId, area] as const),
    ),
  )
  const withinOf = new Map(grid.areas.map(({ area, within }) => [area, within]))
  for (const event of events) {
    const slices = slicesOfEvent(kind, event, grid.fromYear)
    let area: string | undefined = (event.area_id && areaOf.get(event.area_id)) || NO_PLACE
    for (; area !== undefined; area = withinOf.get(area)) {
      const inArea = counts.get(area) ?? new Map<string, number>()
      counts.set(area, inArea)
      for (const slice of slices) {
        inArea.set(slice, (inArea.get(slice) ?? 0) + event.weight)
        for (const agency of event.agencies) {
          const name = nameOf({ area, slice })
          const knownHere = known.get(name) ?? {}
          knownHere[agency] = (knownHere[agency] ?? 0) + event.weight
          known.set(name, knownHere)
        }
      }
    }
  }
  const slicesOf = slicesIn(grid)
  return {
    areas: grid.areas.map(({ area, within, residents, mergeWith, isRemainder }) => ({
      area,
      residents,
      ...(within === undefined ? {} : { within }),
      ...(mergeWith === undefined ? {} : { mergeWith }),
      ...(isRemainder ? { isRemainder } : {}),
    })),
    slices: grid.relations,
    ...(grid.meaning ? { meaning: grid.meaning } : {}),
    ...(kind === 'supplies' ? { isOfThings: true } : {}),
    cells: grid.areas.flatMap((area) =>
      slicesOf(area).map((slice): Cell => {
        const name = nameOf({ area: area.area, slice: slice.slice })
        const isYear = /^\d{4}$/.test(slice.slice)
        const knownHere = known.get(name)
        return {
          area: area.area,
          slice: slice.slice,
          count: counts.get(area.area)?.get(slice.slice) ?? 0,
          ...(grid.fromYear === undefined ? {} : { worth: worthOf(area, slice) }),
          ...(knownHere ? { known: knownHere } : {}),
          ...(area.area === WHOLE && (grid.fromYear === undefined ? slice.slice === sliceOfYear(year) : isYear)
            ? { isPartnershipYear: true }
            : {}),
        }
      }),
    ),
  }
}

/** Residents for a usual town; what stands for the whole partnership by what it is. */
const USUAL_TOWN = 20_000

function worthOf({ level, residents }: GridArea, { worth = 1 }: GridSlice): number {
  if (level === 'partnership') return worth === 1 ? 400 : worth
  if (level === 'remainder') return 0.5
  const size = Math.max(0.2, (residents ?? USUAL_TOWN) / USUAL_TOWN)
  return level === 'small' ? size : 2 * size
}

/** The steps of time an event is in, and what else it is, by itself and of each period. */
function slicesOfEvent(kind: ReleaseKind, { event_day: day, slices }: CountedEvent, fromYear = 0): string[] {
  const [year = 0, month = 0] = day.split('-').map(Number)
  const { from, to } = blockOf(kind, year)
  const periods = [...new Set([sliceOfYear(year), sliceOfYears(Math.max(from, fromYear), to)])]
  return [
    ...periods,
    sliceOfHalf(year, Math.ceil(month / 6)),
    sliceOfQuarter(year, Math.ceil(month / 3)),
    sliceOfMonth(year, month),
    ...slices, // earlier releases name what they count of their one year without it
    ...periods.flatMap((period) => slices.map((slice) => sliceWithin(period, slice))),
  ]
}
