import { readSettlements } from '../../jobs/demo/settlements.ts'
import { type Random, randomBelow, randomFor, randomPoisson } from '../../jobs/stats/draws/random.ts'
import type { ReleaseKind } from '../../server/contract/filters.ts'
import type { Table } from '../../server/disclosure/table.ts'
import { type CountedEvent, tableOf } from '../../server/figures/releases/counts.ts'
import { blockOf, type Grid, layOut, type SUBSTANCES, slicesOf } from '../../server/figures/releases/grid.ts'
import type { Place } from '../../server/figures/releases/places.ts'

/** Cornwall's: 570,000 people, two in three of them in the hundred settlements that are shipped, the others spread around these. */
const RESIDENTS = 570_000

/** Of 100 deaths, so many by class; opioids in about seven of ten (Scotland 80, England and Wales 47 with every unnamed drug counted). */
const SHARES: { readonly [code in keyof typeof SUBSTANCES]: number } = {
  opioids: 0.7,
  benzodiazepines: 0.45,
  gabapentinoids: 0.35,
  stimulants: 0.4,
  alcohols: 0.3,
}

/** Who knows of what they recorded and of nothing else, and how much of all that is; the others are entered by who sees every case. */
const KNOWN: { readonly [kind in 'deaths' | 'reversals']: readonly (readonly [agency: string, share: number])[] } = {
  deaths: [
    ['police', 0.12],
    ['prison', 0.03],
    ['drug service', 0.1],
  ],
  reversals: [
    ['peer network', 0.25],
    ['outreach', 0.12],
    ['hostels', 0.1],
    ['police', 0.05],
  ],
}

const WITHOUT_PLACE = 0.04

/** The places of a partnership as its map has them. */
export function cornishPlaces(): Place[] {
  const settlements = readSettlements(['Cornwall'])
  const inTowns = settlements.reduce((sum, { residents }) => sum + residents, 0)
  return settlements.map(({ name, residents, longitude, latitude }, place) => ({
    kind: 'hexagon',
    area: `town-${place}`,
    name,
    authority: 'Cornwall',
    residents: Math.round(residents + (RESIDENTS - inTowns) / settlements.length),
    areaIds: [`area-${place}`],
    longitude,
    latitude,
  }))
}

export const gridOf = (kind: ReleaseKind, year: number): Grid => ({
  areas: layOut('Simulated', cornishPlaces()),
  ...slicesOf(kind, year),
})

export type SimulatedKind = 'deaths' | 'reversals'

/** Events of every year of a block, so many a year by chance, some places busier than their population says. */
export function simulateEvents({
  kind,
  year,
  perYear,
  seed,
  isKnown = true,
}: {
  kind: SimulatedKind
  year: number
  perYear: number
  seed: string
  /** Whether agencies recorded some of them. */
  isKnown?: boolean
}): CountedEvent[] {
  const random = randomFor(`worth ${kind} ${perYear} ${seed}`, 0)
  const places = cornishPlaces()
  // a place's own risk: most within half and twice the average
  const weights = places.map(({ residents }) => (residents ?? 0) * Math.exp(0.4 * normal(random)))
  const { from } = blockOf(kind, year)
  return Array.from({ length: year - from + 1 }, (_, after) => from + after).flatMap((some) =>
    Array.from({ length: randomPoisson(random, perYear) }, (): CountedEvent => {
      const month = String(1 + randomBelow(random, 12)).padStart(2, '0')
      const place = random() < WITHOUT_PLACE ? null : (places[draw(random, weights)] as Place)
      const agency = isKnown ? drawAgency(random, kind) : undefined
      return {
        event_day: `${some}-${month}-${String(1 + randomBelow(random, 28)).padStart(2, '0')}`,
        area_id: place?.areaIds[0] ?? null,
        weight: 1,
        slices: kind === 'deaths' ? drawSubstances(random) : random() < 0.6 ? ['survivors-known'] : [],
        agencies: agency === undefined ? [] : [agency],
      }
    }),
  )
}

export const tableOfEvents = (grid: Grid, kind: ReleaseKind, year: number, events: readonly CountedEvent[]): Table =>
  tableOf(grid, { kind, year }, events)

function drawSubstances(random: Random): string[] {
  const classes = Object.entries(SHARES).flatMap(([code, share]) => (random() < share ? [code] : []))
  // two opioids are two substances and one class
  const isPoly = classes.length > 1 || (classes.length === 1 && random() < 0.2)
  return isPoly ? [...classes, 'poly-drug'] : classes
}

function drawAgency(random: Random, kind: SimulatedKind): string | undefined {
  const shares = KNOWN[kind].map(([, share]) => share)
  const others = 1 - shares.reduce((sum, share) => sum + share, 0)
  return KNOWN[kind][draw(random, [...shares, others])]?.[0]
}

function draw(random: Random, weights: readonly number[]): number {
  let lot = random() * weights.reduce((sum, weight) => sum + weight, 0)
  return weights.findIndex((weight) => {
    lot -= weight
    return lot < 0
  })
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
