import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Day } from '../../contract/day.ts'
import { ReleaseKind } from '../../contract/filters.ts'
import { Release, type ReleasedTier, ReleaseRun } from '../../contract/release.ts'
import { chunks, fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { type Answer, disclose, type Release as GateRelease } from '../../disclosure/gate.ts'
import { mergeAreas } from '../../disclosure/merge.ts'
import { RULES } from '../../disclosure/rules.ts'
import { type DisclosedCell, inOrder, nameOf, type Table, type TableArea } from '../../disclosure/table.ts'
import { type AskedWork, askForWork } from '../../work/store.ts'
import { type AsKnown, countTable, hasRecords } from './counts.ts'
import { areasOf, blockOf, type Grid, slicesOf } from './grid.ts'

/** What a transaction that makes releases says it is for; the database shows the secret to no other. */
export const MAKING_RELEASES = 'make a release'

export const TIERS = ['partnership', 'public'] as const satisfies readonly ReleasedTier[]

/** All that making a release needs, so that the long part of it can be done away from the database. */
export type Prepared = {
  kind: ReleaseKind
  year: number
  sequence: number
  asKnown: AsKnown
  grid: Grid
  countsHash: Buffer
  table: Table
  context: { secret: string; earlier: GateRelease[] }
}

type ChainRow = {
  release_id: string
  year: number
  known_on: Day
  recorded_until: string
  grid: Grid
  counts_hash: Buffer
  tiers: string[]
}

/**
 * Counts a kind of event in a year as known now, and what earlier releases counted as known then.
 * `unchanged`: the last release counted the same. `held_back`: what an earlier release counted can no longer be counted again (records or
 * areas behind it are gone), so that nothing can be shown to be safe beside it. `no_records`: nothing is recorded up to the end of the
 * year, so that its counts are not known rather than nought.
 */
export async function prepareRelease(
  trx: Trx,
  { kind, year, knownOn, partnershipName }: { kind: ReleaseKind; year: number; knownOn: Day; partnershipName: string },
): Promise<Prepared | 'unchanged' | 'held_back' | 'no_records'> {
  const secret = await readSecret(trx)
  const { rows: family }: { rows: ChainRow[] } = await trx.raw(
    `select release_id, year, known_on, recorded_until::text as recorded_until, grid, counts_hash,
       array(select tier from release_tier where release_tier.release_id = release.release_id) as tiers
     from release where kind = :kind and year between :from and :to order by made_at, year, sequence`,
    { kind, ...blockOf(kind, year) },
  )
  const { rows: moment } = await trx.raw('select clock_timestamp()::text as now')
  const asKnown = { knownOn, recordedUntil: moment[0].now }
  const chain = family.filter((row) => row.year === year)
  const laidOut = await layOutGrid(trx, { kind, year, asKnown, family, partnershipName })
  if (!laidOut) return 'no_records'
  const { grid, before } = laidOut
  const table = await countTable(trx, grid, { kind, year, ...asKnown })
  const countsHash = hashCounts(table, secret)
  if (chain.at(-1)?.counts_hash.equals(countsHash)) return 'unchanged'

  const earlier: GateRelease[] = []
  for (const row of before.filter(({ tiers }) => tiers.length)) {
    const then = await countTable(trx, row.grid, {
      kind,
      year: row.year,
      knownOn: row.known_on,
      recordedUntil: row.recorded_until,
    })
    if (!hashCounts(then, secret).equals(row.counts_hash)) return 'held_back'
    earlier.push(await asReleased(trx, row, then, secret))
  }
  return { kind, year, sequence: chain.length + 1, asKnown, grid, countsHash, table, context: { secret, earlier } }
}

const isOfOldGrid = ({ grid }: ChainRow) => grid.fromYear === undefined

/**
 * The areas and slices to count, and the releases before that bear on them: those of every year that is counted, in the order they were
 * made. A year once released by the grid of old (a year by itself, months and small areas in it) goes on by it, and a block of years
 * begins after it, so that no year is told in two ways that could be compared. Undefined where nothing is recorded up to the end of the
 * year.
 */
async function layOutGrid(
  trx: Trx,
  {
    kind,
    year,
    asKnown,
    family,
    partnershipName,
  }: { kind: ReleaseKind; year: number; asKnown: AsKnown; family: ChainRow[]; partnershipName: string },
): Promise<{ grid: Grid; before: ChainRow[] } | undefined> {
  if (!(await hasRecords(trx, { kind, year, ...asKnown }))) return undefined
  const first = family.find((row) => row.year === year)
  if (first && isOfOldGrid(first)) return { grid: first.grid, before: family.filter((row) => row.year === year) }
  const before = family.filter((row) => !isOfOldGrid(row))
  if (first) return { grid: first.grid, before }
  const old = family.filter((row) => isOfOldGrid(row) && row.year < year)
  let fromYear = Math.max(blockOf(kind, year).from, ...old.map((row) => row.year + 1))
  while (fromYear < year && !(await hasRecords(trx, { kind, year: fromYear, ...asKnown }))) fromYear++
  const areas = before[0]?.grid.areas ?? (await areasOf(trx, partnershipName))
  return { grid: { areas, ...slicesOf(kind, year, fromYear) }, before }
}

async function asReleased(
  trx: Trx,
  { release_id, tiers }: ChainRow,
  table: Table,
  secret: string,
): Promise<GateRelease> {
  const answerOf = async (tier: ReleasedTier): Promise<Answer> => ({
    table: mergeAreas(inOrder(table), RULES[tier].fewestResidents).table,
    cells: await readCells(trx, release_id, tier),
    isHeldBack: !tiers.includes(tier),
  })
  return {
    panel: disclose('panel', table, { secret }),
    partnership: await answerOf('partnership'),
    public: await answerOf('public'),
  }
}

/** Made once for each partnership, and never changed: the same figures must be hidden in every release. */
async function readSecret(trx: Trx): Promise<string> {
  await trx.raw(
    `insert into release_secret (partnership_id, secret) values (current_partnership_id(), :secret) on conflict do nothing`,
    { secret: randomBytes(32) },
  )
  const { secret } = await trx('release_secret').first('secret')
  return (secret as Buffer).toString('hex')
}

function hashCounts(table: Table, secret: string): Buffer {
  const counts = table.cells
    .map((cell) => [nameOf(cell), cell.count] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return createHmac('sha256', secret).update(JSON.stringify(counts)).digest()
}

/** Writes down what came out of the gate. The unique sequence refuses one of two that were made at once. */
export async function addRelease(
  trx: Trx,
  partnershipId: string,
  prepared: Prepared,
  made: GateRelease,
): Promise<ReleasedTier[]> {
  const { kind, year, sequence, asKnown, grid, countsHash } = prepared
  const [{ release_id: releaseId }] = await trx('release')
    .insert({
      partnership_id: partnershipId,
      kind,
      year,
      sequence,
      known_on: asKnown.knownOn,
      recorded_until: asKnown.recordedUntil,
      grid: JSON.stringify(grid),
      counts_hash: countsHash,
    })
    .returning('release_id')
  const reached = TIERS.filter((tier) => !made[tier].isHeldBack)
  for (const tier of reached) {
    const { table, cells } = made[tier]
    const key = { partnership_id: partnershipId, release_id: releaseId, tier }
    await trx('release_tier').insert({ ...key, areas: JSON.stringify(table.areas) })
    const rows = cells.map(({ area, slice, members, count, isRounded }) => ({
      ...key,
      area,
      slice,
      members,
      count: typeof count === 'number' ? count : null,
      is_hidden: count === 'hidden',
      is_rounded: isRounded,
    }))
    for (const part of chunks(rows)) await trx('release_cell').insert(part)
  }
  return reached
}

export async function readCells(trx: Trx, releaseId: string, tier: ReleasedTier): Promise<DisclosedCell[]> {
  const rows = await trx('release_cell')
    .where({ release_id: releaseId, tier })
    .select('area', 'slice', 'members', 'count', 'is_hidden', 'is_rounded')
  return rows.map(({ area, slice, members, count, is_hidden, is_rounded }) => ({
    area,
    slice,
    members,
    count: is_hidden ? 'hidden' : count,
    isRounded: is_rounded,
  }))
}

const COLUMNS = `release.release_id, release.kind, release.year, release.sequence, release.known_on as as_known_on, release.made_at,
  exists (select from jsonb_array_elements(release.grid -> 'slices') slice where (slice ->> 'isForSmallAreas')::boolean) as has_areas`

/** What a tier has been given, the latest of each kind and year first. */
export async function listReleases(trx: Trx, tier: ReleasedTier): Promise<Release[]> {
  const { rows } = await trx.raw(
    `select ${COLUMNS} from release join release_tier using (partnership_id, release_id)
     where tier = :tier order by kind, year desc, sequence desc`,
    { tier },
  )
  return rows.map((row: Record<string, unknown>) => Release.parse(fromColumns(row)))
}

export type KeptRelease = { release: Release; grid: Grid; areas: TableArea[] }

/** The latest release of a kind and year that reached a tier, or the one named. */
export async function findRelease(
  trx: Trx,
  tier: ReleasedTier,
  { kind, year, release }: { kind: ReleaseKind; year: number; release?: string | undefined },
): Promise<KeptRelease | undefined> {
  const { rows } = await trx.raw(
    `select ${COLUMNS}, release.grid, release_tier.areas
     from release join release_tier using (partnership_id, release_id)
     where tier = :tier and kind = :kind and year = :year and (:release::uuid is null or release_id = :release)
     order by sequence desc limit 1`,
    { tier, kind, year, release: release ?? null },
  )
  if (!rows.length) return undefined
  const { grid, areas, ...row } = rows[0]
  return { release: Release.parse(fromColumns(row)), grid, areas }
}

export const AskedRelease = z.strictObject({ kind: ReleaseKind, year: z.int(), askedOn: Day })
export type AskedRelease = z.infer<typeof AskedRelease>

const toWork = (asked: AskedRelease): AskedWork => ({
  kind: 'release',
  subject: `${asked.kind} ${asked.year} ${asked.askedOn}`,
  asked,
})

/** Asking twice on a day is asking once, unless the first has been answered. */
export async function askForReleases(
  trx: Trx,
  { kinds, year, askedOn }: { kinds: readonly ReleaseKind[]; year: number; askedOn: Day },
): Promise<ReleaseRun[]> {
  const asked = kinds.map((kind) => toWork({ kind, year, askedOn }))
  await askForWork(trx, asked, { again: 'ended' })
  return listRuns(
    trx,
    asked.map(({ subject }) => subject),
  )
}

/**
 * The timetable's own asking: once a quarter, whatever came of it. Not oftener, because every release of a year must be proved safe beside
 * all those before it (measured: the first takes 20 ms, the twelfth of three years together 0.5 s), and more would tell little more.
 */
export async function askForQuarter(trx: Trx, today: Day, years: readonly number[]): Promise<void> {
  const firstMonth = 3 * Math.floor((Number(today.slice(5, 7)) - 1) / 3) + 1
  const firstOfQuarter = `${today.slice(0, 5)}${String(firstMonth).padStart(2, '0')}-01`
  // a release tells the earlier years of its block too: the last of them asked for is enough
  const isLastOfBlock = (kind: ReleaseKind, year: number) =>
    !years.some((later) => later > year && later <= blockOf(kind, year).to)
  const asked = ReleaseKind.options.flatMap((kind) =>
    years.filter((year) => isLastOfBlock(kind, year)).map((year) => ({ kind, year, askedOn: firstOfQuarter })),
  )
  const latestFirst = asked.sort((one, other) => other.year - one.year || (one.kind < other.kind ? -1 : 1))
  await askForWork(trx, latestFirst.map(toWork))
}

/** What was asked for, the latest first. */
export function listReleaseRuns(trx: Trx): Promise<ReleaseRun[]> {
  return listRuns(trx, null)
}

async function listRuns(trx: Trx, subjects: string[] | null): Promise<ReleaseRun[]> {
  const { rows } = await trx.raw(
    `select asked ->> 'kind' as kind, (asked ->> 'year')::int as year, asked ->> 'askedOn' as asked_on, state, result ->> 'outcome' as outcome
     from work
     where kind = 'release' and (:subjects::jsonb is null or subject in (select jsonb_array_elements_text(:subjects::jsonb)))
     order by asked_at desc, asked ->> 'kind'
     limit 60`,
    { subjects: subjects && JSON.stringify(subjects) },
  )
  return rows.map((row: Record<string, unknown>) => ReleaseRun.parse(fromColumns(row)))
}
