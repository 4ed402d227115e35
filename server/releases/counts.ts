import type { Day } from '../contract/day.ts'
import { EACH_REPORT_COUNTS } from '../contract/indicator.ts'
import type { ReleaseKind } from '../contract/release.ts'
import type { Trx } from '../db/tenant.ts'
import type { Cell, Table } from '../disclosure/table.ts'
import { SUBSTANCES_IN_TREE_IMPLICATED } from '../indicators/deaths-by-year.ts'
import { countsOnce } from '../same-deaths/store.ts'
import { type Grid, NO_PLACE, SUBSTANCES, sliceOfMonth, sliceOfQuarter, sliceOfYear, slicesIn, WHOLE } from './grid.ts'

/** Which facts a release counts: known to the partnership by the end of a day, and to Vigil by a moment. The same counts at any time. */
export type AsKnown = { knownOn: Day; recordedUntil: string }

type Event = { event_day: Day; area_id: string | null; weight: number; slices: string[] }

const TOP_LEVELS = Object.keys(SUBSTANCES)
  .map((code) => `'${code}'`)
  .join(', ')

const topLevelsOf = (finding: string) => `array(
  select distinct substance_ancestor.ancestor_code
  from ${finding}
    and substance_ancestor.ancestor_code in (${TOP_LEVELS}))`

const latest = (table: string, id: string) => `
  select distinct on (${id}) * from ${table}
  where known_on <= :knownOn and recorded_at <= :recordedUntil
  order by ${id}, revision desc`

/** Columns event_day, place, weight and, beside the steps of time, the slices an event is in. */
const EVENTS: { readonly [kind in ReleaseKind]: string } = {
  deaths: `
    select revision.event_day, revision.found_place as place, 1 as weight,
      case
        when revision.toxicology_complete_on is null then array['without-toxicology']
        when ${SUBSTANCES_IN_TREE_IMPLICATED} >= 2 then array['with-toxicology', 'poly-drug']
        else array['with-toxicology', 'not-poly-drug'] end
      || ${topLevelsOf(`death_substance finding
        join substance_ancestor on substance_ancestor.substance_code = finding.substance_code
        where finding.partnership_id = revision.partnership_id and finding.death_id = revision.death_id
          and finding.revision = revision.revision and finding.role = 'implicated'`)} as slices
    from (${latest('death_revision', 'death_id')}) revision
    where revision.status <> 'excluded' and ${countsOnce('revision.death_id', ':knownOn::date', ':recordedUntil::timestamptz')}`,
  reversals: `
    select event.event_day, event.place, 1 as weight,
      case
        when person.outcome in ('recovered_stayed', 'recovered_left', 'taken_by_ambulance_alive', 'hospital_later_known_alive')
          and person.outcome_evidence in ('seen_by_reporter', 'told_by_person', 'confirmed_by_service') then array['survivors-known']
        else array['outcome-unknown'] end
      || ${topLevelsOf(`overdose_person_substance taken
        join substance_ancestor on substance_ancestor.substance_code = taken.substance_code
        where taken.partnership_id = person.partnership_id and taken.overdose_id = person.overdose_id
          and taken.revision = person.revision and taken.person = person.person`)} as slices
    from (${latest('overdose_revision', 'overdose_id')}) event
    join overdose_person person
      on person.partnership_id = event.partnership_id and person.overdose_id = event.overdose_id and person.revision = event.revision
    where not event.is_withdrawn and person.naloxone_given = 'yes' and person.outcome not in ('died_at_scene', 'died_later', 'not_an_overdose')`,
  supplies: `
    select supply.supplied_on as event_day, supply.place, supply.kits as weight, array[]::text[] as slices
    from (${latest('naloxone_supply_revision', 'supply_id')}) supply
    where not supply.is_withdrawn`,
}

export const DEFINITIONS: { readonly [kind in ReleaseKind]: { definition: string; dateBasis: string } } = {
  deaths: {
    definition:
      'People who died, as this partnership has recorded them (excluded deaths left out, records of one death counted once), by where they were found; a substance counts where it was implicated, one that is not in the tree from the day somebody places it.',
    // months add up to the year, and the gate counts on it
    dateBasis:
      'day of death; the day found or reported where only that is known; a death known only by its month or year counts on the first day of it',
  },
  reversals: {
    definition: `Reported reversals: one person in one event, given naloxone, who neither died nor turned out not to have overdosed. ${EACH_REPORT_COUNTS} Survivors known are those seen alive, who said so, or confirmed by a service; the others have an unknown outcome.`,
    dateBasis: 'day of the event',
  },
  supplies: { definition: 'Naloxone kits supplied (withdrawn supplies left out).', dateBasis: 'day of supply' },
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
    `select event.event_day, inside.area_id, event.weight, event.slices
     from (${EVENTS[kind]}) event
     left join lateral (
       select area.area_id from area_edition area
       where area.area_id in (select jsonb_array_elements_text(:areaIds::jsonb)::uuid)
         and area.geom && event.place and st_covers(area.geom, event.place)
       order by area.kind, area.code limit 1) inside on true
     where event.event_day between :from and :to`,
    { knownOn, recordedUntil, areaIds: JSON.stringify(areaIds), from: `${year}-01-01`, to: `${year}-12-31` },
  )
  const counts = new Map<string, Map<string, number>>()
  const areaOf = new Map(grid.areas.flatMap(({ area, areaIds }) => areaIds.map((areaId) => [areaId, area] as const)))
  const withinOf = new Map(grid.areas.map(({ area, within }) => [area, within]))
  for (const event of rows as Event[]) {
    const slices = [...stepsOf(event.event_day), ...event.slices]
    let area: string | undefined = (event.area_id && areaOf.get(event.area_id)) || NO_PLACE
    for (; area !== undefined; area = withinOf.get(area)) {
      const inArea = counts.get(area) ?? new Map<string, number>()
      counts.set(area, inArea)
      for (const slice of slices) inArea.set(slice, (inArea.get(slice) ?? 0) + event.weight)
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
    cells: grid.areas.flatMap((area) =>
      slicesOf(area).map(
        ({ slice }): Cell => ({
          area: area.area,
          slice,
          count: counts.get(area.area)?.get(slice) ?? 0,
          ...(area.area === WHOLE && slice === sliceOfYear(year) ? { isPartnershipYear: true } : {}),
        }),
      ),
    ),
  }
}

function stepsOf(day: Day): string[] {
  const [year = 0, month = 0] = day.split('-').map(Number)
  return [sliceOfYear(year), sliceOfQuarter(year, Math.ceil(month / 3)), sliceOfMonth(year, month)]
}
