import type { Knex } from 'knex'
import { Agency, type NewAgency, Partnership, type UsualNumbers } from '../contract/partnership.ts'
import type { PlainNoticeRule } from '../contract/plain-notice.ts'
import { nameKey } from '../contract/text.ts'
import { dayIn } from '../day.ts'
import type { Trx } from '../db/tenant.ts'

/** Partnerships are read as the owner of the database: which of them a request works for is decided before its wall stands. */

export type PartnershipRow = {
  partnership_id: string
  slug: string
  name: string
  country: string
  time_zone: string
  basemap: string | null
  is_synthetic: boolean
  pinned_today: string | null
}

export function toPartnership(row: PartnershipRow): Partnership {
  return Partnership.parse({
    partnershipId: row.partnership_id,
    slug: row.slug,
    name: row.name,
    country: row.country,
    timeZone: row.time_zone,
    basemap: row.basemap,
    isSynthetic: row.is_synthetic,
    today: row.pinned_today ?? dayIn(row.time_zone),
  })
}

const columns = ['partnership_id', 'slug', 'name', 'country', 'time_zone', 'basemap', 'is_synthetic', 'pinned_today']

export async function listPartnerships(db: Knex): Promise<Partnership[]> {
  const rows = await db('partnership').select(columns).orderBy('name')
  return rows.map(toPartnership)
}

/** By its slug; without one, the only one there is. */
export async function findPartnership(db: Knex, slug?: string): Promise<Partnership | 'none' | 'several'> {
  const query = db('partnership').select(columns).limit(2)
  const rows = await (slug === undefined ? query : query.where({ slug }))
  if (!rows.length) return 'none'
  return rows.length > 1 ? 'several' : toPartnership(rows[0])
}

export type NewPartnership = {
  name: string
  slug: string
  country: string
  timeZone: string
  basemap?: string
  isSynthetic?: boolean
  pinnedToday?: string
}

/** @throws RangeError for a time zone that does not exist. */
export async function addPartnership(db: Knex, partnership: NewPartnership): Promise<Partnership> {
  dayIn(partnership.timeZone)
  const [row] = await db('partnership')
    .insert({
      name: partnership.name,
      slug: partnership.slug,
      country: partnership.country,
      time_zone: partnership.timeZone,
      basemap: partnership.basemap ?? null,
      is_synthetic: partnership.isSynthetic ?? false,
      pinned_today: partnership.pinnedToday ?? null,
    })
    .returning(columns)
  return toPartnership(row)
}

/** States what a partnership sees in a usual year; null takes the statement back, undefined leaves it. */
export async function stateUsualNumbers(
  db: Knex,
  partnershipId: string,
  { deaths, reversals }: { deaths?: number | null; reversals?: number | null },
): Promise<void> {
  await db('partnership')
    .where({ partnership_id: partnershipId })
    .update({
      ...(deaths === undefined ? {} : { usual_deaths_a_year: deaths }),
      ...(reversals === undefined ? {} : { usual_reversals_a_year: reversals }),
    })
}

/** Which shipped basemap lies under the map; null: the partnership's own areas alone. */
export async function chooseBasemap(db: Knex, partnershipId: string, basemap: string | null): Promise<void> {
  await db('partnership').where({ partnership_id: partnershipId }).update({ basemap })
}

/** What the partnership stated to be usual, as the night reads it. */
export async function readUsualNumbers(trx: Trx): Promise<UsualNumbers> {
  const row = await trx('partnership').first(
    trx.raw('usual_deaths_a_year::float as deaths'),
    trx.raw('usual_reversals_a_year::float as reversals'),
  )
  return { deathsAYear: row.deaths, reversalsAYear: row.reversals }
}

/** Whether the nightly checks look at overdoses not known to be fatal, with naloxone or without, beside reversals. */
export async function watchOverdoses(db: Knex, partnershipId: string, isWatched: boolean): Promise<void> {
  await db('partnership').where({ partnership_id: partnershipId }).update({ watches_overdoses: isWatched })
}

/** Whether events that nobody reported are estimated from how many two kinds of reporters both reported. */
export async function estimateMissingEvents(db: Knex, partnershipId: string, isOn: boolean): Promise<void> {
  await db('partnership').where({ partnership_id: partnershipId }).update({ estimates_missing_events: isOn })
}

/** Whether the nightly checks look at drugs believed taken at overdoses, the doses it took, and outcomes. */
export async function watchBelievedDrugs(db: Knex, partnershipId: string, isWatched: boolean): Promise<void> {
  await db('partnership').where({ partnership_id: partnershipId }).update({ watches_believed_drugs: isWatched })
}

/** Whether two weaker findings of different streams at one time and place make a watch notify. */
export async function upgradeWatches(db: Knex, partnershipId: string, upgrades: boolean): Promise<void> {
  await db('partnership').where({ partnership_id: partnershipId }).update({ upgrades_watches: upgrades })
}

/** Which rules of plain notices the nights of a partnership go by. */
export async function switchPlainNotice(
  db: Knex,
  partnershipId: string,
  rule: PlainNoticeRule,
  isOn: boolean,
): Promise<void> {
  const others = db.raw('array_remove(plain_notice_rules, :rule)', { rule })
  await db('partnership')
    .where({ partnership_id: partnershipId })
    .update({
      plain_notice_rules: isOn
        ? db.raw('array_append(array_remove(plain_notice_rules, :rule), :rule)', { rule })
        : others,
    })
}

/** Names the region that the national check takes it together with others in; null takes it out. */
export async function nameRegion(db: Knex, partnershipId: string, region: string | null): Promise<void> {
  await db('partnership').where({ partnership_id: partnershipId }).update({ region })
}

/** The region of each partnership that has one. */
export async function readRegions(db: Knex): Promise<Map<string, string>> {
  const rows = await db('partnership').whereNotNull('region').select('partnership_id', 'region')
  return new Map(rows.map((row) => [row.partnership_id, row.region]))
}

/** "Cornwall & Isles of Scilly" → "cornwall-isles-of-scilly" */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

export async function listAgencies(trx: Trx): Promise<Agency[]> {
  const rows = await trx('agency').select({ agencyId: 'agency_id', name: 'name', kind: 'kind' }).orderBy('name')
  return rows.map((row) => Agency.parse(row))
}

/** Adds an agency; undefined when there is one of that name, in whatever spelling. */
export async function addAgency(trx: Trx, partnershipId: string, agency: NewAgency): Promise<Agency | undefined> {
  const names: string[] = await trx('agency').pluck('name')
  if (names.some((name) => nameKey(name) === nameKey(agency.name))) return undefined
  const [row] = await trx('agency')
    .insert({ partnership_id: partnershipId, ...agency })
    .onConflict() // somebody else may have added it meanwhile
    .ignore()
    .returning(['agency_id', 'name', 'kind'])
  return row && Agency.parse({ agencyId: row.agency_id, name: row.name, kind: row.kind })
}
