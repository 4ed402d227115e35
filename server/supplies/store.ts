import { extentOfAreas } from '../areas/store.ts'
import type { Day } from '../contract/day.ts'
import { broughtIn } from '../contract/rules/remark.ts'
import { type JudgedSupply, judgeSupply } from '../contract/rules/supply.ts'
import {
  Batch,
  NaloxoneProduct,
  type NewBatch,
  type NewSupply,
  Supply,
  type SupplyChange,
  type SupplyListQuery,
} from '../contract/supply.ts'
import { normaliseBatchNumber } from '../contract/text.ts'
import { chunks, fromColumns, toColumns } from '../db/columns.ts'
import { partnershipOf, type Trx } from '../db/tenant.ts'
import { changedMeanwhile, invalid } from '../http/problem.ts'
import { refuseImpossible } from '../http/refuse.ts'
import {
  type Added,
  addHeads,
  contentHash,
  fromCursor,
  type HeadTable,
  knownDay,
  newReference,
  pointText,
  precisionOf,
  takeNextRevision,
  toCursor,
  toPlace,
} from '../records/revisions.ts'

type RevisionOf = {
  supplyId: string
  revision: number
  knownOn: Day
  knownOnAssumed: boolean
  changeReason: string | null
}
type Details = Omit<NewSupply, 'source' | 'reference' | 'knownOn'>

const HEAD: HeadTable = { table: 'naloxone_supply', id: 'supply_id' }

/** Adds supplies in bulk; one that is there already (by source and reference) is left as it is, and said. */
export async function addSupplies(
  trx: Trx,
  supplies: (NewSupply & { knownOnAssumed?: boolean })[],
  today: Day,
  importId: string | null = null,
): Promise<Added[]> {
  const partnershipId = await partnershipOf(trx)
  const named = supplies.map((supply) => ({ ...supply, reference: supply.reference ?? newReference() }))
  const heads = await addHeads(
    trx,
    HEAD,
    partnershipId,
    named.map((supply) => ({ source: supply.source, reference: supply.reference, contentHash: contentHash(supply) })),
    importId,
  )
  await insertRevisions(
    trx,
    partnershipId,
    named.flatMap(({ source: _s, reference: _r, knownOn, knownOnAssumed = false, ...details }, index) => {
      const head = heads[index]
      if (head?.outcome !== 'added') return []
      return [
        {
          of: {
            supplyId: head.id,
            revision: head.revision,
            knownOn: knownDay(knownOn, today),
            knownOnAssumed,
            changeReason: null,
          },
          details,
        },
      ]
    }),
  )
  return heads
}

async function insertRevisions(trx: Trx, partnershipId: string, revisions: { of: RevisionOf; details: Details }[]) {
  const rows = revisions.map(({ of, details: { place, ...details } }) => ({
    partnership_id: partnershipId,
    ...toColumns(of),
    ...toColumns(details),
    place: pointText(place),
    place_precision: precisionOf(place),
  }))
  for (const part of chunks(rows)) await trx('naloxone_supply_revision').insert(part)
}

const SUPPLY_COLUMNS = `
  head.source, head.reference, supply.*, st_x(supply.place) as longitude, st_y(supply.place) as latitude,
  product.name as product_name, agency.name as agency_name, batch.batch_id as whole_batch_id, batch.batch_number, batch.expires_on, batch.expires_precision
  from naloxone_supply head
  join naloxone_supply_revision supply on supply.partnership_id = head.partnership_id and supply.supply_id = head.supply_id
  join naloxone_product product on product.code = supply.product_code
  left join agency on agency.partnership_id = supply.partnership_id and agency.agency_id = supply.agency_id
  left join naloxone_batch named on named.partnership_id = supply.partnership_id and named.batch_id = supply.batch_id
  left join naloxone_batch batch on batch.partnership_id = named.partnership_id and batch.batch_id = coalesce(named.joined_into, named.batch_id)`

/** A supply as it stands now; undefined when there is none. */
export async function findSupply(trx: Trx, supplyId: string): Promise<Supply | undefined> {
  const { rows } = await trx.raw(
    `select ${SUPPLY_COLUMNS} where head.supply_id = :supplyId and supply.revision = head.current_revision`,
    { supplyId },
  )
  return rows[0] ? toSupply(rows[0]) : undefined
}

/** Every revision of a supply, newest first. */
export async function listSupplyRevisions(trx: Trx, supplyId: string): Promise<Supply[]> {
  const { rows } = await trx.raw(
    `select ${SUPPLY_COLUMNS} where head.supply_id = :supplyId order by supply.revision desc`,
    { supplyId },
  )
  return rows.map(toSupply)
}

function toSupply({
  partnership_id: _p,
  place: _place,
  place_precision,
  longitude,
  latitude,
  total: _t,
  whole_batch_id: batchId,
  ...columns
}: Record<string, unknown>): Supply {
  return Supply.parse({
    ...fromColumns(columns),
    batchId, // of a batch that was joined into another, that other
    place: toPlace(longitude as number | null, latitude as number | null, place_precision as 'town'),
  })
}

/**
 * Appends a revision.
 * @throws 412 with both versions when somebody else has amended the supply since `ifMatch`.
 */
export async function amendSupply(
  trx: Trx,
  supplyId: string,
  ifMatch: number,
  change: SupplyChange,
  today: Day,
): Promise<Supply | undefined> {
  const current = await findSupply(trx, supplyId)
  const next = await takeNextRevision(trx, HEAD, supplyId, ifMatch)
  if (!current || next === 'missing') return undefined
  if (next === 'changed') changedMeanwhile(await findSupply(trx, supplyId), change)
  const { knownOn, changeReason = null, ...details } = change
  const known = knownDay(knownOn, today)
  await refuseBroughtIn(trx, current, { ...change, knownOn: known }, today)
  await insertRevisions(trx, next.partnershipId, [
    { of: { supplyId, revision: next.revision, knownOn: known, knownOnAssumed: false, changeReason }, details },
  ])
  return findSupply(trx, supplyId)
}

async function refuseBroughtIn(trx: Trx, current: Supply, change: SupplyChange, today: Day): Promise<void> {
  const extent = await extentOfAreas(trx)
  const ids = [current.batchId, change.batchId].filter((batchId) => batchId !== null)
  const batches = new Map<string, Batch | undefined>()
  for (const batchId of ids) batches.set(batchId, await findBatch(trx, batchId))
  const judge = (record: unknown) => {
    const supply = record as JudgedSupply
    return judgeSupply(supply, { today, extent, batch: batches.get(supply.batchId ?? '') ?? null })
  }
  refuseImpossible(broughtIn(judge, current, { ...change, knownOnAssumed: false }))
}

/** A page of supplies, latest first; withdrawn ones left out. Served by naloxone_supply_revision_day. */
export async function listSupplies(
  trx: Trx,
  query: SupplyListQuery,
): Promise<{ rows: Supply[]; nextCursor: string | null; total: number }> {
  const after = fromCursor(query.cursor)
  if (after === 'malformed') invalid([{ path: 'cursor', message: 'is not a cursor of ours' }])
  const { rows } = await trx.raw(
    `with matching as (
       select ${SUPPLY_COLUMNS}
       where supply.revision = head.current_revision
         and not supply.is_withdrawn
         and supply.supplied_on between :from and :to
         and (:status::text is null or supply.setting = :status)
         and (:area::uuid is null or exists (select from area_holding(:area::uuid, supply.place)))
     )
     select matching.*, (select count(*)::int from matching) as total
     from matching
     where :afterDay::date is null or (supplied_on, supply_id) < (:afterDay::date, :afterId::uuid)
     order by supplied_on desc, supply_id desc
     limit :limit`,
    {
      from: query.from ?? '-infinity',
      to: query.to ?? 'infinity',
      area: query.area ?? null,
      status: query.status ?? null,
      afterDay: after?.day ?? null,
      afterId: after?.id ?? null,
      limit: query.limit + 1,
    },
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    rows: page.map(toSupply),
    nextCursor: rows.length > query.limit ? toCursor(last.supplied_on, last.supply_id) : null,
    total: rows[0]?.total ?? (after ? (await listSupplies(trx, { ...query, cursor: undefined, limit: 1 })).total : 0),
  }
}

export async function listProducts(trx: Trx): Promise<NaloxoneProduct[]> {
  const rows = await trx('naloxone_product')
    .select('code', 'name', 'route', 'milligrams_per_dose', 'doses_per_kit')
    .orderBy('name')
  return rows.map((row) => NaloxoneProduct.parse(fromColumns(row)))
}

const BATCH_COLUMNS = ['batch_id', 'product_code', 'batch_number', 'expires_on', 'expires_precision']

/** The batches there are; those that were joined into another are it. */
export async function listBatches(trx: Trx): Promise<Batch[]> {
  const rows = await trx('naloxone_batch')
    .whereNull('joined_into')
    .select(BATCH_COLUMNS)
    .orderBy(['product_code', 'expires_on', 'batch_number'])
  return rows.map((row) => Batch.parse(fromColumns(row)))
}

/** A batch by its id, or the one it was joined into; undefined when there is none. */
export async function findBatch(trx: Trx, batchId: string): Promise<Batch | undefined> {
  const { rows } = await trx.raw(
    `select ${BATCH_COLUMNS.map((column) => `batch.${column}`).join(', ')}
     from naloxone_batch named
     join naloxone_batch batch
       on batch.partnership_id = named.partnership_id and batch.batch_id = coalesce(named.joined_into, named.batch_id)
     where named.batch_id = :batchId`,
    { batchId },
  )
  return rows[0] ? Batch.parse(fromColumns(rows[0])) : undefined
}

/** Adds a batch; undefined when the product has one of that number, in whatever spelling. */
export async function addBatch(trx: Trx, partnershipId: string, batch: NewBatch): Promise<Batch | undefined> {
  const added = await findOrAddBatches(trx, partnershipId, [batch])
  const { batchId, isNew } = added.get(batchKey(batch)) ?? {}
  return batchId && isNew ? findBatch(trx, batchId) : undefined
}

type Numbered = Pick<NewBatch, 'productCode' | 'batchNumber'>

/** Two batches with the same key are one: of a product, by the number in one spelling. */
export function batchKey({ productCode, batchNumber }: Numbered): string {
  return `${productCode} ${normaliseBatchNumber(batchNumber)}`
}

/** The batches of these numbers by `batchKey`, made where they are new; one that is there keeps the expiry it was recorded with. */
export async function findOrAddBatches(
  trx: Trx,
  partnershipId: string,
  batches: readonly NewBatch[],
): Promise<Map<string, { batchId: string; isNew: boolean }>> {
  const wanted = new Map(batches.map((batch) => [batchKey(batch), batch]))
  if (wanted.size === 0) return new Map()
  // of those that stand in two spellings, the one that is not a double
  const there = () =>
    trx('naloxone_batch')
      .whereIn('product_code', [...new Set(batches.map(({ productCode }) => productCode))])
      .select('batch_id', 'product_code', 'batch_number', 'joined_into')
      .orderBy('is_double', 'desc')
  const idsOf = (rows: Awaited<ReturnType<typeof there>>) =>
    new Map<string, string>(
      rows.map(({ batch_id, product_code, batch_number, joined_into }) => [
        batchKey({ productCode: product_code, batchNumber: batch_number }),
        joined_into ?? batch_id,
      ]),
    )
  const before = idsOf(await there())
  const missing = [...wanted].filter(([key]) => !before.has(key))
  if (missing.length > 0)
    await trx('naloxone_batch')
      .insert(
        missing.map(([, { productCode, batchNumber, expiresOn, expiresPrecision = 'day' }]) => ({
          partnership_id: partnershipId,
          product_code: productCode,
          batch_number: normaliseBatchNumber(batchNumber),
          expires_on: expiresOn,
          expires_precision: expiresPrecision,
        })),
      )
      .onConflict() // somebody else may have added it meanwhile
      .ignore()
  const after = missing.length > 0 ? idsOf(await there()) : before
  return new Map(
    [...wanted.keys()].flatMap((key) => {
      const batchId = after.get(key)
      return batchId ? [[key, { batchId, isNew: !before.has(key) }]] : []
    }),
  )
}
