import { countInterval, crudeRate } from '../../../jobs/stats/counts/rates.ts'
import type { Day } from '../../contract/day.ts'
import type { Count } from '../../contract/figure.ts'
import type { ReleaseKind } from '../../contract/filters.ts'
import type {
  FiguresQuery,
  ReleasedArea,
  ReleasedCell,
  ReleasedFigures,
  ReleasedTier,
  ReleasedTotals,
  ShapesQuery,
  TotalsQuery,
} from '../../contract/release.ts'
import type { Trx } from '../../db/tenant.ts'
import type { TableArea } from '../../disclosure/table.ts'
import { HttpProblem } from '../../problem.ts'
import { type Counted, figure } from '../figure.ts'
import { deathsAvertedBy } from '../indicators/saved-lives.ts'
import { DEFINITIONS } from './counts.ts'
import { figureRows } from './csv.ts'
import { type Grid, type GridArea, type GridSlice, nameTogether, sliceOfYear, WHOLE } from './grid.ts'
import { findRelease, type KeptRelease, listReleases, readCells } from './store.ts'
import { LEVELS, ruleInWords } from './words.ts'

const FEWEST_EVENTS_FOR_A_RATE = 3 // ONS: no crude rate below 3

/** Of a release, as the tier was given it: what each kind counts stands with the counting. */
type OfRelease = { kept: KeptRelease; today: Day }
const ofRelease = {
  definition: ({ kept }: OfRelease) => DEFINITIONS[kept.release.kind].definition,
  basis: ({ kept }: OfRelease) => DEFINITIONS[kept.release.kind].dateBasis,
  source: ({ kept: { release } }: OfRelease) =>
    `records of this partnership, release ${release.sequence} of ${release.kind} in ${release.year}`,
}
const asReleased = (kept: KeptRelease): OfRelease => ({ kept, today: kept.release.asKnownOn })

const ofGrid = (tier: ReleasedTier, fileName: string) =>
  figure<OfRelease & { query: FiguresQuery }, ReleasedFigures>({
    ...ofRelease,
    tier,
    carries: ['office text'],
    count: (trx, { kept, query }) => readGrid(trx, tier, kept, query),
    csv: { fileName, rows: figureRows },
  })
export const releasedGrid = {
  partnership: ofGrid('partnership', 'released-figures'),
  public: ofGrid('public', 'public-figures'),
}

type TotalRow = ReleasedTotals['rows'][number]
type OfSlice = OfRelease & { slice: GridSlice; year: number; cell: Pick<TotalRow, 'count' | 'isRounded'> }
const ofWhole = (tier: ReleasedTier) =>
  figure<OfSlice, TotalRow>({ ...ofRelease, tier, count: async (_trx, asked) => toTotal(asked) })
export const releasedTotal = { partnership: ofWhole('partnership'), public: ofWhole('public') }

/** The figures of a release as a tier was given them. What is not on its grid is refused with what is. */
export async function releasedFigures(trx: Trx, tier: ReleasedTier, query: FiguresQuery): Promise<ReleasedFigures> {
  return releasedGrid[tier].read(trx, { ...asReleased(await openRelease(trx, tier, query)), query })
}

async function readGrid(
  trx: Trx,
  tier: ReleasedTier,
  kept: KeptRelease,
  query: FiguresQuery,
): Promise<Counted<ReleasedFigures>> {
  const { release, grid } = kept
  const cells = await readCells(trx, release.releaseId, tier)
  const slices = grid.slices.map(({ slice, name, group }) => ({ slice, name, group }))
  if (query.slice !== undefined && !slices.some(({ slice }) => slice === query.slice))
    refuse(`There is no such slice in this release. There are: ${slices.map(({ slice }) => slice).join(', ')}.`)
  const areas = describeAreas(kept, new Map(cells.map(({ area, members }) => [area, members])))
  if (query.area !== undefined) refuseUnknownArea(query.area, areas, kept)
  const wanted = new Map(areas.map((area) => [area.area, area]))
  const order = new Map(
    [...areas.map(({ area }) => area), ...slices.map(({ slice }) => slice)].map((code, at) => [code, at]),
  )
  return {
    rule: ruleInWords(tier),
    release,
    areas: query.area === undefined ? areas : areas.filter(({ area }) => area === query.area),
    slices: query.slice === undefined ? slices : slices.filter(({ slice }) => slice === query.slice),
    relations: grid.relations.map(({ kind, whole, parts }) => ({ kind, whole, parts: [...parts] })),
    cells: cells
      .filter(({ area, slice }) => (query.area ?? area) === area && (query.slice ?? slice) === slice)
      .sort(
        (one, other) =>
          (order.get(one.area) as number) - (order.get(other.area) as number) ||
          (order.get(one.slice) as number) - (order.get(other.slice) as number),
      )
      .map(({ area, slice, count, isRounded }) =>
        withChance(
          release.kind,
          { area, slice, count, isRounded },
          (wanted.get(area)?.residents ?? 0) * yearsOf(slice),
        ),
      ),
  }
}

/**
 * The whole partnership only. Of a year every slice; otherwise the total of each year, and what is counted over whole years or blocks of
 * them, each from the latest release that tells it.
 */
export async function releasedTotals(
  trx: Trx,
  tier: ReleasedTier,
  { kind, year }: TotalsQuery,
): Promise<ReleasedTotals> {
  const releases = (await listReleases(trx, tier))
    .filter((release) => (kind ?? release.kind) === release.kind && (year ?? release.year) === release.year)
    .sort((one, other) => (one.kind < other.kind ? -1 : one.kind > other.kind ? 1 : byMoment(other, one)))
  const rows = new Map<string, TotalRow>()
  const read = new Set<string>()
  for (const release of releases) {
    const chain = `${release.kind} ${release.year}`
    if (read.has(chain)) continue // the earlier of a chain
    read.add(chain)
    const kept = (await findRelease(trx, tier, release)) as KeptRelease
    const isAsked = ({ slice }: GridSlice) =>
      year !== undefined || (kept.grid.fromYear === undefined ? slice === sliceOfYear(release.year) : isOfYears(slice))
    const cells = new Map(
      (await readCells(trx, kept.release.releaseId, tier))
        .filter(({ area }) => area === WHOLE)
        .map((cell) => [cell.slice, cell]),
    )
    for (const slice of kept.grid.slices.filter(isAsked)) {
      const cell = cells.get(slice.slice)
      const name = `${release.kind} ${slice.slice}`
      if (!cell || rows.has(name)) continue
      const counted = { slice, cell, year: year ?? lastYearOf(slice.slice, release.year) }
      rows.set(name, await releasedTotal[tier].read(trx, { ...asReleased(kept), ...counted }))
    }
  }
  const inOrder = [...rows.values()]
  return {
    rule: ruleInWords(tier),
    rows:
      year === undefined
        ? inOrder.sort((one, other) => (one.kind < other.kind ? -1 : one.kind > other.kind ? 1 : other.year - one.year))
        : inOrder,
  }
}

function toTotal({
  kept,
  slice: { slice, name, group },
  year,
  cell: { count, isRounded },
}: OfSlice): Counted<TotalRow> {
  const { kind } = kept.release
  return {
    ...{ kind, year, slice, name, group, count, isRounded },
    interval: intervalOf(kind, count, isRounded),
    deathsAverted:
      kind === 'reversals' && group === 'time' && typeof count === 'number' ? deathsAvertedBy(count) : null,
  }
}

const byMoment = (one: { madeAt: string }, other: { madeAt: string }) =>
  Date.parse(one.madeAt) - Date.parse(other.madeAt)

/** Of whole years: "2025", "2023-2025-opioids"; not "2025-h1" or "2025-q3". */
const isOfYears = (slice: string) => !/-[hq]\d$/.test(slice)

/** The last of the years a slice counts. */
function lastYearOf(slice: string, otherwise: number): number {
  const [, from, to] = /^(\d{4})(?:-(\d{4}))?/.exec(slice) ?? []
  return Number(to ?? from ?? otherwise)
}

/** How many whole years a slice counts: those of "2025" and "2023-2025"; none of any other. */
function yearsOf(slice: string): number {
  const [, from, to] = /^(\d{4})(?:-(\d{4}))?$/.exec(slice) ?? []
  return from === undefined ? 0 : Number(to ?? from) - Number(from) + 1
}

/** Spread and rate of a count that is shown as it is. What is hidden or rounded has neither: they would tell more than the count. */
function withChance(
  kind: ReleaseKind,
  cell: Pick<ReleasedCell, 'area' | 'slice' | 'count' | 'isRounded'>,
  residentYears: number,
): ReleasedCell {
  const { count, isRounded } = cell
  const interval = intervalOf(kind, count, isRounded)
  if (typeof count !== 'number' || !interval || !residentYears || count < FEWEST_EVENTS_FOR_A_RATE)
    return { ...cell, interval, ratePer100k: null, rateInterval: null }
  const { rate, low, high } = crudeRate({ events: count, population: residentYears, per: 100_000 })
  return { ...cell, interval, ratePer100k: rate, rateInterval: { low, high } }
}

/** Kits are handed out several at a time: their number is no count of chance events. */
function intervalOf(kind: ReleaseKind, count: Count, isRounded: boolean) {
  if (typeof count !== 'number' || isRounded || kind === 'supplies') return null
  const { low, high } = countInterval(count)
  return { low, high }
}

/** The areas as this tier knows them, in the order of the grid: each below the one it lies in. */
export function describeAreas(
  { grid, areas }: { grid: Grid; areas: readonly TableArea[] },
  membersOf: ReadonlyMap<string, readonly string[]>,
): ReleasedArea[] {
  const inGrid = new Map(grid.areas.map((area) => [area.area, area]))
  const described = areas.flatMap(({ area, within, residents }) => {
    const members = (membersOf.get(area) ?? []).flatMap((member) => inGrid.get(member) ?? [])
    const [first] = members
    if (!first) return []
    const { level } = first
    return {
      area,
      name:
        members.length === 1
          ? first.name
          : nameTogether(
              [...members]
                .sort((one, other) => (other.residents ?? 0) - (one.residents ?? 0) || (one.name < other.name ? -1 : 1))
                .map(({ name }) => name),
            ),
      level,
      within: within ?? null,
      members: members.flatMap(({ name, places }) => places ?? [name]).sort(),
      residents: level === 'remainder' ? null : residents,
    }
  })
  const levels = Object.keys(LEVELS)
  return described.sort(
    (one, other) => levels.indexOf(one.level) - levels.indexOf(other.level) || (one.name < other.name ? -1 : 1),
  )
}

function refuseUnknownArea(area: string, areas: readonly ReleasedArea[], { grid }: KeptRelease): void {
  if (areas.some((some) => some.area === area)) return
  const member: GridArea | undefined = grid.areas.find((some) => some.area === area)
  const name = member?.name ?? grid.areas.flatMap(({ placeAreas = {} }) => placeAreas[area] ?? [])[0]
  const holder = name && areas.filter(({ members }) => members.includes(name)).at(-1)
  if (holder) refuse(`${name} is not shown apart: it is counted with others in ${holder.area}.`)
  const names = areas.map((some) => some.area)
  const many = names.length > 40 ? `${names.slice(0, 40).join(', ')} and ${names.length - 40} more` : names.join(', ')
  refuse(`There is no such area in this release. There are: ${many}.`)
}

/** The release asked for, or a refusal that says which there are. */
export async function openRelease(trx: Trx, tier: ReleasedTier, query: ShapesQuery): Promise<KeptRelease> {
  const { kind, release } = query
  const kept = await findRelease(trx, tier, query)
  if (kept) return kept
  const years = (await listReleases(trx, tier)).filter((some) => some.kind === kind).map(({ year }) => year)
  const there = [...new Set(years)].sort()
  return refuse(
    there.length
      ? `There are ${kind} of ${there.join(', ')}${release ? ', each with releases of its own' : ''}.`
      : `No ${kind} have been released yet.`,
  )
}

function refuse(detail: string): never {
  throw new HttpProblem({ status: 404, title: 'This figure is not released.', detail })
}
