import { z } from 'zod'
import { Day, Instant, StoredDay } from './day.ts'
import { StockLineKind } from './filters.ts'
import { Place } from './place.ts'
import { ExpiryPrecision } from './supply.ts'
import { freeText, nameText } from './text.ts'

/** docs/domain.md, “Naloxone” */
export const HolderKind = z.enum(['site', 'vehicle', 'box', 'person'])
export type HolderKind = z.infer<typeof HolderKind>

export const NewStockHolder = z.strictObject({
  kind: HolderKind,
  /** Of a person the name the service knows them by: a worker, never somebody who was given a kit. */
  name: nameText(120),
  agencyId: z.uuid().nullable().default(null),
  place: Place.nullable().default(null),
  /** How many kits fit in. */
  capacity: z.int().min(1).max(100_000).nullable().default(null),
  /** How long what is there should last, at least; null: nobody is warned. */
  minimumMonths: z.number().gt(0, 'must be more than nothing').max(24, 'is at most two years').nullable().default(null),
  /** Products it holds no longer: their absence is no alarm. */
  notHeld: z.array(z.string().min(1).max(80)).max(20).default([]),
})
export type NewStockHolder = z.infer<typeof NewStockHolder>
export const StockHolderChange = NewStockHolder.extend({
  /** The last day on which it holds kits; only once it has none. */
  closedOn: Day.nullable().default(null),
})
export type StockHolderChange = z.infer<typeof StockHolderChange>

export const StockHolder = z.strictObject({
  holderId: z.uuid(),
  kind: HolderKind,
  name: z.string(),
  agencyId: z.uuid().nullable(),
  agencyName: z.string().nullable(),
  place: Place.nullable(),
  capacity: z.int().nullable(),
  minimumMonths: z.number().nullable(),
  notHeld: z.array(z.string()),
  closedOn: StoredDay.nullable(),
  revision: z.int().positive(),
})
export type StockHolder = z.infer<typeof StockHolder>
export const StockHolders = z.array(StockHolder)

const kits = z.int('is a whole number').min(1, 'is at least 1').max(100_000)
const note = freeText(400).trim().min(1, 'is empty').nullable().default(null)
const document = freeText(120).trim().min(1, 'is empty').nullable().default(null)
const occurredOn = Day
const ofBatch = { batchId: z.uuid(), kits }

/** What happened to kits, as somebody records it: one kind, one holder or two, and a line for each batch. */
export const NewStockMovement = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('order'),
    toHolderId: z.uuid(),
    occurredOn,
    lines: z
      .array(z.strictObject({ productCode: z.string().min(1).max(80), kits }))
      .min(1)
      .max(50),
    document,
    note,
  }),
  z.strictObject({
    kind: z.literal('receive'),
    toHolderId: z.uuid(),
    occurredOn,
    /** `orderLineId`: the order that it answers. */
    lines: z
      .array(z.strictObject({ ...ofBatch, orderLineId: z.uuid().nullable().default(null) }))
      .min(1)
      .max(50),
    document,
    note,
  }),
  z.strictObject({
    kind: z.literal('move'),
    fromHolderId: z.uuid(),
    toHolderId: z.uuid(),
    occurredOn,
    lines: z.array(z.strictObject(ofBatch)).min(1).max(50),
    document,
    note,
  }),
  z.strictObject({
    kind: z.enum(['issue', 'expire', 'destroy']),
    fromHolderId: z.uuid(),
    occurredOn,
    lines: z.array(z.strictObject(ofBatch)).min(1).max(50),
    document,
    note,
  }),
  z.strictObject({
    kind: z.literal('return'),
    toHolderId: z.uuid(),
    occurredOn,
    lines: z.array(z.strictObject(ofBatch)).min(1).max(50),
    document,
    note,
  }),
  z.strictObject({
    /** Of what is there now, so it has no day: the difference is taken from the stock as it is recorded. */
    kind: z.literal('count'),
    holderId: z.uuid(),
    lines: z
      .array(z.strictObject({ batchId: z.uuid(), counted: z.int('is a whole number').min(0).max(100_000) }))
      .min(1)
      .max(200),
    note,
  }),
])
export type NewStockMovement = z.infer<typeof NewStockMovement>

/** Takes a line back: the original stays, and beside it stands the line that undoes it. */
export const StockReversal = z.strictObject({ note: freeText(400).trim().min(1, 'say why it is taken back') })
export type StockReversal = z.infer<typeof StockReversal>

export const StockLine = z.strictObject({
  lineId: z.uuid(),
  kind: StockLineKind,
  fromHolderId: z.uuid().nullable(),
  fromHolderName: z.string().nullable(),
  toHolderId: z.uuid().nullable(),
  toHolderName: z.string().nullable(),
  productCode: z.string(),
  productName: z.string(),
  batchId: z.uuid().nullable(),
  batchNumber: z.string().nullable(),
  kits: z.int().nonnegative(),
  counted: z.int().nonnegative().nullable(),
  occurredOn: StoredDay,
  recordedAt: Instant,
  note: z.string().nullable(),
  document: z.string().nullable(),
  supplyId: z.uuid().nullable(),
  orderLineId: z.uuid().nullable(),
  reversesLineId: z.uuid().nullable(),
  reversedByLineId: z.uuid().nullable(),
  /** Of its batch at the holder that was asked for, once it had happened; null of an order. */
  balance: z.int().nullable(),
})
export type StockLine = z.infer<typeof StockLine>

export const StockMovement = z.strictObject({ lineIds: z.array(z.uuid()).min(1), firstLineId: z.uuid() })
export type StockMovement = z.infer<typeof StockMovement>

/** What one holder has of one batch now. */
export const StockOnHand = z.strictObject({
  holderId: z.uuid(),
  productCode: z.string(),
  batchId: z.uuid(),
  batchNumber: z.string(),
  expiresOn: StoredDay,
  expiresPrecision: ExpiryPrecision,
  kits: z.int().nonnegative(),
  /** Kept back by a safety alert: neither given out nor cover. */
  keptBack: z.int().nonnegative(),
})
export type StockOnHand = z.infer<typeof StockOnHand>

/** How long what one holder has of one product lasts. */
export const StockCover = z.strictObject({
  holderId: z.uuid(),
  productCode: z.string(),
  kits: z.int().nonnegative(),
  /** In date for longer than the days of `soonDays`, and not kept back. */
  usable: z.int().nonnegative(),
  ordered: z.int().nonnegative(),
  issuedLately: z.int().nonnegative(),
  months: z.number().nonnegative().nullable(),
  runsOutOn: StoredDay.nullable(),
  /** Within the 90 % interval of the rate at which kits went. */
  runsOutEarliest: StoredDay.nullable(),
  runsOutLatest: StoredDay.nullable(),
  isBelowMinimum: z.boolean(),
})
export type StockCover = z.infer<typeof StockCover>

export const Stock = z.strictObject({
  today: StoredDay,
  rule: z.string(),
  soonDays: z.int().positive(),
  holders: StockHolders,
  onHand: z.array(StockOnHand),
  cover: z.array(StockCover),
})
export type Stock = z.infer<typeof Stock>

export const StockHistory = z.strictObject({
  holder: StockHolder,
  onHand: z.array(StockOnHand),
  cover: z.array(StockCover),
  /** The newest 1,000 by the day they happened. */
  lines: z.array(StockLine),
  isCut: z.boolean(),
})
export type StockHistory = z.infer<typeof StockHistory>

export const OpenOrder = z.strictObject({
  lineId: z.uuid(),
  holderId: z.uuid(),
  holderName: z.string(),
  productCode: z.string(),
  productName: z.string(),
  orderedOn: StoredDay,
  kits: z.int().positive(),
  outstanding: z.int().positive(),
  document: z.string().nullable(),
})
export type OpenOrder = z.infer<typeof OpenOrder>
export const OpenOrders = z.array(OpenOrder)

/** A supply whose kits were not taken from stock, or other ones than it says. */
export const SupplyWithoutStock = z.strictObject({
  supplyId: z.uuid(),
  suppliedOn: StoredDay,
  site: z.string().nullable(),
  agencyName: z.string().nullable(),
  productCode: z.string(),
  productName: z.string(),
  batchId: z.uuid().nullable(),
  batchNumber: z.string().nullable(),
  kits: z.int().nonnegative(),
  /** Taken from stock so far. */
  taken: z.int().nonnegative(),
  /** The batch was counted there since: what was supplied before is in that count's difference, and is taken no more. */
  countedOn: StoredDay.nullable(),
  /** The holder whose name is the supply's site. */
  holderId: z.uuid().nullable(),
  holderName: z.string().nullable(),
})
export type SupplyWithoutStock = z.infer<typeof SupplyWithoutStock>
export const SuppliesWithoutStock = z.strictObject({
  total: z.int().nonnegative(),
  /** The day from which supplies are looked at: of the first line of stock. */
  since: StoredDay.nullable(),
  rows: z.array(SupplyWithoutStock),
})
export type SuppliesWithoutStock = z.infer<typeof SuppliesWithoutStock>

/** Takes what a supply says from stock: its own batch and the holder named like its site, unless said otherwise. */
export const TakeForSupply = z.strictObject({
  holderId: z.uuid().optional(),
  batchId: z.uuid().optional(),
})
export type TakeForSupply = z.infer<typeof TakeForSupply>
