import type { Day } from '../../server/contract/day.ts'
import type { NewAgency } from '../../server/contract/partnership.ts'
import { type Batch, type NewBatch, NewSupply } from '../../server/contract/supply.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import type { Random } from '../stats/draws/random.ts'
import { drawDelayDays, drawWeighted, drawWhole, isDrawn } from './draw.ts'
import type { DemoPartnership } from './partnerships.ts'
import { FIRST_DAY } from './timeline.ts'

const BATCH_EVERY_DAYS = 240
/** About three years from making to expiry, less the time on the way; what counts is what is printed on the kit. */
const BATCH_LASTS_DAYS = 930

/** Settings that are delivered batches of their own, so that a use of one says by which channel the kit came; all others share one. */
const OWN_BATCHES = { treatment_service: 'T', outreach: 'O' } as const
type OwnBatches = keyof typeof OWN_BATCHES
export const batchGroups: readonly (OwnBatches | null)[] = [null, 'treatment_service', 'outreach']
export type DemoBatch = { since: Day; goesTo: OwnBatches | null }

/** Of each product one batch every eight months, and one for each setting that has its own. */
export function listBatches(today: Day): (NewBatch & DemoBatch)[] {
  const batches: (NewBatch & DemoBatch)[] = []
  for (
    let number = 1, since = addDays(FIRST_DAY, -60);
    since < today;
    number++, since = addDays(since, BATCH_EVERY_DAYS)
  ) {
    const expiresOn = `${addDays(since, BATCH_LASTS_DAYS).slice(0, 7)}-28`
    for (const goesTo of batchGroups)
      for (const [productCode, letter] of [
        ['prenoxad', 'P'],
        ['nyxoid', 'N'],
      ] as const) {
        const batchNumber = `DEMO-${letter}${String(number).padStart(2, '0')}${goesTo ? OWN_BATCHES[goesTo] : ''}`
        batches.push({ productCode, batchNumber, expiresOn, since, goesTo })
      }
  }
  return batches
}

/** Where kits are handed out, by whom, how many at once, and who gets them. */
type Channel = {
  setting: NewSupply['setting']
  agency: NewAgency['kind']
  supplier: NewSupply['supplierKind']
  most: number
  isBulk: boolean
}
const CHANNELS: readonly (readonly [Channel, number])[] = [
  [{ setting: 'treatment_service', agency: 'drug_service', supplier: 'drug_service', most: 2, isBulk: false }, 34],
  [{ setting: 'outreach', agency: 'outreach', supplier: 'drug_service', most: 2, isBulk: false }, 17],
  [{ setting: 'needle_exchange', agency: 'drug_service', supplier: 'drug_service', most: 2, isBulk: false }, 13],
  [{ setting: 'pharmacy', agency: 'pharmacy', supplier: 'pharmacist', most: 1, isBulk: false }, 10],
  [{ setting: 'prison_release', agency: 'prison', supplier: 'prison', most: 1, isBulk: false }, 6],
  [{ setting: 'custody', agency: 'criminal_justice_team', supplier: 'drug_service', most: 1, isBulk: false }, 4],
  [{ setting: 'hospital', agency: 'hospital', supplier: 'nurse', most: 1, isBulk: false }, 5],
  [{ setting: 'hostel', agency: 'housing', supplier: 'drug_service', most: 6, isBulk: true }, 4],
  [{ setting: 'click_and_deliver', agency: 'drug_service', supplier: 'drug_service', most: 1, isBulk: false }, 4],
  [{ setting: 'training_session', agency: 'peer_network', supplier: 'drug_service', most: 12, isBulk: true }, 3],
]

/** From this day on others than drug services supply without a prescription (contract/rules/legal-route.ts); until then by a direction. */
const LAW_FROM = '2024-12-02'

/** Supplies day by day, growing from the kits of 2019 to those of the latest year. */
export function drawSupplies(
  random: Random,
  partnership: DemoPartnership,
  {
    batches,
    agencyOf,
    today,
  }: { batches: readonly (Batch & DemoBatch)[]; agencyOf: (kind: NewAgency['kind']) => string | null; today: Day },
): NewSupply[] {
  const days = daysBetween(FIRST_DAY, today)
  const supplies: NewSupply[] = []
  let due = 0
  for (let index = 0; index < days; index++) {
    const { in2019, latest } = partnership.kits
    due += (in2019 + ((latest - in2019) * index) / days) / 365.25
    while (due >= 1) {
      const supply = drawSupply(random, addDays(FIRST_DAY, index), partnership, supplies.length + 1, {
        batches,
        agencyOf,
      })
      due -= supply.kits
      if (supply.knownOn && supply.knownOn < today) supplies.push(supply)
    }
  }
  return supplies
}

function drawSupply(
  random: Random,
  day: Day,
  { prefix }: DemoPartnership,
  number: number,
  {
    batches,
    agencyOf,
  }: { batches: readonly (Batch & DemoBatch)[]; agencyOf: (kind: NewAgency['kind']) => string | null },
): NewSupply {
  const { setting, agency, supplier, most, isBulk } = drawWeighted(random, CHANNELS)
  const productCode = isDrawn(random, day < '2020-06-01' ? 0.25 : 0.6) ? 'nyxoid' : 'prenoxad'
  const isOther = supplier !== 'drug_service'
  const own = batchGroups.find((group) => group === setting) ?? null
  const batch = batches.findLast((one) => one.productCode === productCode && one.since <= day && one.goesTo === own)
  const isFirst = isDrawn(random, 0.52)
  return NewSupply.parse({
    source: 'Naloxone register',
    reference: `${prefix}-NX-${String(number).padStart(5, '0')}`,
    knownOn: addDays(day, drawDelayDays(random, 1, 1)),
    suppliedOn: day,
    agencyId: agencyOf(agency),
    recipientKind: isBulk
      ? drawWeighted(random, [
          ['worker', 55],
          ['peer_distributor', 35],
          ['vehicle', 10],
        ] as const)
      : drawWeighted(random, [
          ['at_risk', 80],
          ['family_or_friend', 14],
          ['worker', 3],
          ['unknown', 3],
        ] as const),
    productCode,
    batchId: isDrawn(random, 0.95) ? (batch?.batchId ?? null) : null,
    kits: drawWhole(random, isBulk ? 3 : 1, most),
    supplyKind: isFirst ? 'first' : isDrawn(random, 0.93) ? 'repeat' : 'unknown',
    reason: isFirst
      ? 'first'
      : drawWeighted(random, [
          ['used', 24],
          ['expired', 26],
          ['lost', 22],
          ['spare', 14],
          ['confiscated', 4],
          ['damaged', 3],
          ['unknown', 7],
        ] as const),
    setting,
    supplierKind: supplier,
    supplierTrained: isOther ? 'yes' : 'unknown',
    suppliedUnder: isOther && day < LAW_FROM ? 'patient_group_direction' : 'without_prescription',
    isFirstContact: isFirst
      ? drawWeighted(random, [
          ['yes', 45],
          ['no', 40],
          ['unknown', 15],
        ] as const)
      : 'no',
    trainingGiven: isFirst
      ? drawWeighted(random, [
          ['yes', 90],
          ['unknown', 10],
        ] as const)
      : drawWeighted(random, [
          ['yes', 40],
          ['no', 40],
          ['unknown', 20],
        ] as const),
  })
}
