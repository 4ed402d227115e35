import type { Allocation, AllocationProblem } from '../../../jobs/stats/allocation/problem.ts'
import { smoothedRates } from '../../../jobs/stats/counts/gamma-poisson.ts'
import { liveKits } from '../../../jobs/stats/reach/live-kits.ts'
import { POPULATION } from '../../areas/store.ts'
import type { Day } from '../../contract/day.ts'
import type { AllocationQuery, NaloxoneAllocation } from '../../contract/naloxone-allocation.ts'
import { publicBoxesAllowedOn } from '../../contract/rules/legal-route.ts'
import type { StockHolder } from '../../contract/stock.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { bindingsOf, countedEvents } from '../../facts/events.ts'
import { readAssumption } from '../reach/assumptions.ts'
import { dayNumber, readSupplies, readUses, type SupplyOfKits } from '../reach/kits.ts'
import { listHolders } from '../stock/holders.ts'
import { listOnHand } from '../stock/on-hand.ts'
import { listSupplyLaws } from '../supplies/supply-laws.ts'

const YEARS = 3
/** As many kit-years of the whole as a channel's own use is weighed with. */
const SHRINK_KIT_YEARS = 50
const FARTHEST_KM = 60

type Place = {
  areaId: string
  name: string
  authority: string | null
  residents: number
  events: number
  live: number
  longitude: number
  latitude: number
}
export type Site = { holder: StockHolder; channels: (string | null)[] }

export type AskedProblem = {
  problem: AllocationProblem
  places: Place[]
  sites: Site[]
  leftOut: NaloxoneAllocation['leftOut']
  asLastYear: Allocation
  byPopulation: Allocation
  loss: [low: number, high: number]
}

/** What the records say of harm, kits and places, as the problem of where the next kits go. */
export async function problemOf(
  trx: Trx,
  today: Day,
  { kits, floor, travelKm }: AllocationQuery,
): Promise<AskedProblem> {
  const supplies = await readSupplies(trx, today)
  const uses = await readUses(trx, today)
  const { lossAYear, lossAYearLow, lossAYearHigh } = await readAssumption(trx)
  const liveAt = (lossPerYear: number, day = today) =>
    liveKits(supplies, uses, { on: dayNumber(day), lossPerYear }).live
  const live = liveAt(lossAYear)
  const since = addDays(today, -365)
  const quarterEnds = [0, 91, 182, 273].map((days) => liveAt(lossAYear, addDays(today, -days)))
  const usesOfAKit = usesByChannel(
    supplies,
    quarterEnds,
    uses.filter(({ usedOn }) => usedOn > since),
  )
  const places = await readPlaces(trx, today, { supplies, live, travelKm })
  const { sites, leftOut, room } = await readSites(trx, today, supplies, kits)
  const groups = new Map<string, number>()
  const groupOf = (site: Site) => {
    const authority = nearest(places, site.holder)?.authority ?? ''
    if (!groups.has(authority)) groups.set(authority, groups.size)
    return groups.get(authority) as number
  }
  const built = sites.map((site) => ({
    group: groupOf(site),
    capacity: room.get(site.holder.holderId) ?? kits,
    carried: site.holder.place ? carriedFrom(site.holder.place, places, travelKm) : [],
    channels: site.channels.map((channel) => ({ usesOfAKit: usesOfAKit(channel), capacity: kits })),
  }))
  const a = usesOfAKit(null)
  const total = sum(live)
  const ratio = (loss: number) => (total > 0 ? sum(liveAt(loss)) / total : 1)
  return {
    ...{ places, sites, leftOut },
    problem: {
      kits,
      places: places.map(({ events, live: here }) => ({ events, usesAlready: a * here })),
      sites: built,
      floors: [...groups.values()].map((group) => ({ group, kits: Math.floor(kits * floor) })),
    },
    asLastYear: sites.map((site) =>
      site.channels.map((channel) => suppliedFrom(site, channel, sites, supplies, since)),
    ),
    byPopulation: built.map(({ carried, channels }) =>
      channels.map(
        () => sum(carried.map(({ place, share }) => share * (places[place]?.residents ?? 0))) / channels.length,
      ),
    ),
    loss: [ratio(lossAYearHigh), ratio(lossAYearLow)],
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

/** Uses of a live kit in a year, by channel: its own, weighed with that of all channels as 50 kit-years. */
function usesByChannel(
  supplies: readonly SupplyOfKits[],
  quarterEnds: readonly (readonly number[])[],
  uses: readonly { channel: string | null }[],
) {
  const kitYears = (is: (supply: SupplyOfKits) => boolean) =>
    sum(quarterEnds.map((live) => sum(supplies.map((supply, index) => (is(supply) ? (live[index] ?? 0) : 0))))) /
    quarterEnds.length
  const all = kitYears(() => true)
  // nobody has reported a use yet: a kit is used as often as British Columbia's, one of ten in a year
  const overall = all > 0 && uses.length > 0 ? uses.length / all : 0.1
  const known = uses.filter(({ channel }) => channel !== null && channel !== 'several')
  // of no use is the channel known: none is used more than another, as far as anybody knows
  if (known.length === 0) return () => overall
  const scale = uses.length / known.length
  const byChannel = new Map<string, number>()
  return (channel: string | null): number => {
    if (channel === null) return overall
    const before = byChannel.get(channel)
    if (before !== undefined) return before
    const used = scale * known.filter((use) => use.channel === channel).length
    const rate =
      (used + SHRINK_KIT_YEARS * overall) / (kitYears(({ setting }) => setting === channel) + SHRINK_KIT_YEARS)
    byChannel.set(channel, rate)
    return rate
  }
}

/** Areas of the mapped kind: events a year at which naloxone could be given, smoothed towards the whole, and the live kits there. */
async function readPlaces(
  trx: Trx,
  today: Day,
  { supplies, live, travelKm }: { supplies: readonly SupplyOfKits[]; live: readonly number[]; travelKm: number },
): Promise<Place[]> {
  const since = addDays(today, -Math.round(YEARS * 365.25))
  const { rows } = await trx.raw(
    `select area.area_id, area.name, area.authority, ${POPULATION} as residents, st_x(area.label_point) as longitude,
       st_y(area.label_point) as latitude, coalesce(counted.events, 0)::int as events
     from area
     left join (
       select area_id, sum(weight) as events
       from (
         select area_id, weight, event_day from ${countedEvents({ events: 'reversals' })} event
         union all
         select area_id, weight, event_day from ${countedEvents({ events: 'deaths', substance: 'opioids', role: 'implicated' })} event) event
       where event_day > :since
       group by area_id) counted on counted.area_id = area.area_id
     where area.kind = (select mapped_kind())
     order by area.name, area.area_id`,
    { since, ...bindingsOf({ substance: 'opioids', role: 'implicated' }) },
  )
  const residents = rows.map((row: { residents: number | null }) => row.residents ?? 0)
  const counts = rows.map((row: { events: number }) => row.events)
  const smoothed = residents.every((number: number) => number > 0) ? smoothedRates(counts, residents) : null
  const liveIn = new Map<string | null, number>()
  for (const [index, { areaId }] of supplies.entries())
    liveIn.set(areaId, (liveIn.get(areaId) ?? 0) + (live[index] ?? 0))
  const events = counts.map(
    (count: number, index: number) =>
      (smoothed ? (smoothed[index] as number) * (residents[index] as number) : count) / YEARS,
  )
  const allEvents = sum(events)
  // of kits whose place is not known nobody knows more than that they went where people are at risk
  const elsewhere = liveIn.get(null) ?? 0
  const points: Carried[] = rows.map(({ longitude, latitude }: AreaFound, index: number) => ({
    longitude: Number(longitude),
    latitude: Number(latitude),
    events: events[index] as number,
  }))
  const liveAt: number[] = events.map((count: number) => (allEvents > 0 ? (elsewhere * count) / allEvents : 0))
  // where a kit was handed over is where it began: whoever has it carries it on, as they will the next ones
  for (const [index, { area_id }] of (rows as AreaFound[]).entries()) {
    const here = liveIn.get(area_id) ?? 0
    if (here > 0)
      for (const { place, share } of carriedFrom(points[index] as Carried, points, travelKm))
        liveAt[place] = (liveAt[place] ?? 0) + here * share
  }
  return rows.map((row: AreaFound, index: number) => ({
    areaId: row.area_id,
    name: row.name,
    authority: row.authority,
    residents: residents[index] as number,
    live: liveAt[index] as number,
    ...(points[index] as Carried),
  }))
}

/** Sites that can be given kits, with the channels that they, or their agency, supplied by in two years. */
async function readSites(trx: Trx, today: Day, supplies: readonly SupplyOfKits[], kits: number) {
  const mayHoldBoxes = publicBoxesAllowedOn(today, await listSupplyLaws(trx))
  const holders = (await listHolders(trx)).filter(({ closedOn }) => closedOn === null)
  const onHand = await listOnHand(trx, today)
  const held = (holderId: string) => sum(onHand.filter((row) => row.holderId === holderId).map((row) => row.kits))
  const room = new Map(
    holders.map((holder) => [
      holder.holderId,
      holder.capacity === null ? kits : Math.max(0, holder.capacity - held(holder.holderId)),
    ]),
  )
  const whyNot = ({ holderId, kind, place }: StockHolder) =>
    kind === 'person'
      ? ('a_person' as const)
      : kind === 'box' && !mayHoldBoxes
        ? ('not_lawful' as const)
        : place === null
          ? ('no_place' as const)
          : room.get(holderId) === 0
            ? ('full' as const)
            : null
  const since = addDays(today, -731)
  return {
    room,
    sites: holders
      .filter((holder) => whyNot(holder) === null)
      .map((holder): Site => {
        const own = supplies.filter(
          (supply) => supply.suppliedOn > since && isFrom(supply, holder) && supply.setting !== 'unknown',
        )
        const channels = [...new Set(own.map(({ setting }) => setting))].toSorted()
        return { holder, channels: channels.length > 0 ? channels : [null] }
      }),
    leftOut: holders.flatMap((holder) => {
      const why = whyNot(holder)
      return why ? [{ holderId: holder.holderId, name: holder.name, why }] : []
    }),
  }
}

const isFrom = ({ agencyId }: SupplyOfKits, holder: StockHolder) =>
  holder.agencyId !== null && agencyId === holder.agencyId

/** Kits of the last year by a channel of a site; those of an agency with several sites are shared among them. */
function suppliedFrom(
  site: Site,
  channel: string | null,
  sites: readonly Site[],
  supplies: readonly SupplyOfKits[],
  since: Day,
): number {
  const sharing = sites.filter(
    ({ holder, channels }) => holder.agencyId === site.holder.agencyId && channels.includes(channel),
  ).length
  return (
    sum(
      supplies
        .filter(
          (supply) =>
            supply.suppliedOn > since &&
            isFrom(supply, site.holder) &&
            (channel === null || supply.setting === channel),
        )
        .map(({ kits }) => kits),
    ) / Math.max(1, sharing)
  )
}

/** A place that kits are carried to: more where more happens, fewer the farther it is. */
type Carried = Point & { events: number }

/** Shares by events and distance (a gravity model): at `travelKm` farther a third of what goes to the nearest; by distance alone where nothing happened. */
function carriedFrom(from: Point, places: readonly Carried[], travelKm: number): { place: number; share: number }[] {
  const isAnywhere = places.some(({ events }) => events > 0)
  const weighed = places.map((one, place) => {
    const km = kilometres(from, one)
    return { place, weight: km > FARTHEST_KM ? 0 : Math.exp(-km / travelKm) * (isAnywhere ? one.events : 1) }
  })
  const greatest = Math.max(0, ...weighed.map(({ weight }) => weight))
  const likely = weighed.filter(({ weight }) => weight > 0 && weight >= greatest / 200)
  const all = sum(likely.map(({ weight }) => weight))
  return likely.map(({ place, weight }) => ({ place, share: weight / all }))
}

function nearest(places: readonly Place[], { place }: StockHolder): Place | undefined {
  return place ? places.toSorted((a, b) => kilometres(place, a) - kilometres(place, b))[0] : undefined
}

type AreaFound = { area_id: string; name: string; authority: string | null; longitude: number; latitude: number }
type Point = { longitude: number; latitude: number }
function kilometres(a: Point, b: Point): number {
  const north = (a.latitude - b.latitude) * 111.2
  const east = (a.longitude - b.longitude) * 111.2 * Math.cos((((a.latitude + b.latitude) / 2) * Math.PI) / 180)
  return Math.hypot(north, east)
}
