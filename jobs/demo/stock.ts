import type { Day } from '../../server/contract/day.ts'
import type { NewAgency } from '../../server/contract/partnership.ts'
import type { NewSupply } from '../../server/contract/supply.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import { chunks } from '../../server/db/columns.ts'
import type { Trx } from '../../server/db/tenant.ts'
import { addAlert, answerAlert } from '../../server/naloxone/stock/alerts.ts'
import { describeBox, recordBoxEvent } from '../../server/naloxone/stock/boxes.ts'
import { addHolder } from '../../server/naloxone/stock/holders.ts'
import { addBatch } from '../../server/naloxone/supplies/batches.ts'
import type { DemoSite } from './sites.ts'

/** The ledger of the latest half year; before it began nobody kept one. */
const LEDGER_DAYS = 182
const DELIVERY_EVERY_DAYS = 28
/** What the first delivery brings beyond what will be asked for. */
const SPARE = 2
const LAST_PERIOD = Math.floor(LEDGER_DAYS / DELIVERY_EVERY_DAYS) - 1
/** What a delivery brings, where so many will be asked for before the next: the latest two are half used. */
const broughtIn = (period: number, kits: number) =>
  kits + (period === 0 ? SPARE : period >= LAST_PERIOD ? Math.ceil(kits * 0.8) : 0)
/** Supplies of the latest days wait for the press that takes them from stock. */
const NOT_TAKEN_DAYS = 4

type Supplied = { supplyId: string; supply: NewSupply }
type Given = {
  tenant: { partnershipId: string; userId: string; purpose: string }
  today: Day
  sites: readonly DemoSite[]
  supplied: readonly Supplied[]
  agencyOf: (kind: NewAgency['kind']) => string | null
}

/**
 * The stock behind half a year of supplies: a central store that gets deliveries, sites that are stocked from it every four weeks, each supply
 * of a known batch taken from its site; some kits that expire soon, two boxes that wait for
 * the law, and one safety alert that half of the sites have answered.
 */
export async function addStock(trx: Trx, { tenant, today, sites, supplied, agencyOf }: Given): Promise<void> {
  const { partnershipId } = tenant
  const firstDay = addDays(today, -LEDGER_DAYS)
  const placeOf = ({ longitude, latitude }: DemoSite) => ({ longitude, latitude, precision: 'postcode' as const })
  const bare = { agencyId: null, place: null, capacity: null, minimumMonths: null, notHeld: [] }
  const central = await addHolder(trx, tenant, {
    ...{ ...bare, kind: 'site', name: 'Central store', agencyId: agencyOf('drug_service') },
  })
  const holderOf = new Map<string, string>()
  for (const site of sites) {
    const { holderId } = await addHolder(trx, tenant, {
      ...{
        ...bare,
        kind: site.kind,
        name: site.name,
        agencyId: agencyOf(site.agency),
        place: placeOf(site),
        minimumMonths: 1,
      },
    })
    holderOf.set(site.name, holderId)
  }

  const lines: Record<string, unknown>[] = []
  const add = (kind: string, occurredOn: Day, batch: { id: string; product: string }, kits: number, rest: object) =>
    lines.push({
      ...{
        partnership_id: partnershipId,
        kind,
        occurred_on: occurredOn,
        batch_id: batch.id,
        product_code: batch.product,
        kits,
      },
      ...rest,
    })
  const taken = supplied.filter(
    ({ supply }) => supply.suppliedOn >= firstDay && supply.batchId && supply.site && holderOf.has(supply.site),
  )
  const periodOf = (day: Day) => Math.floor(daysBetween(firstDay, day) / DELIVERY_EVERY_DAYS)
  const asked = new Map<
    string,
    { period: number; holderId: string; batch: { id: string; product: string }; kits: number }
  >()
  for (const { supply } of taken) {
    const [period, holderId] = [periodOf(supply.suppliedOn), holderOf.get(supply.site ?? '') ?? '']
    const key = `${period} ${holderId} ${supply.batchId}`
    const batch = { id: supply.batchId ?? '', product: supply.productCode }
    const so = asked.get(key) ?? { period, holderId, batch, kits: 0 }
    asked.set(key, { ...so, kits: so.kits + supply.kits })
  }
  const deliveries = [...asked.values()].toSorted((a, b) => a.period - b.period)
  const perQuarter = new Map<string, { quarter: number; batch: { id: string; product: string }; kits: number }>()
  for (const { period, batch, kits } of deliveries) {
    const key = `${Math.floor(period / 3)} ${batch.id}`
    const so = perQuarter.get(key) ?? { quarter: Math.floor(period / 3), batch, kits: 0 }
    perQuarter.set(key, { ...so, kits: so.kits + broughtIn(period, kits) })
  }
  for (const { quarter, batch, kits } of perQuarter.values())
    add('receive', addDays(firstDay, quarter * 3 * DELIVERY_EVERY_DAYS), batch, 10 * Math.ceil(kits / 10) + 20, {
      to_holder_id: central.holderId,
      document: `DEL-${quarter + 1}`,
    })
  for (const { period, holderId, batch, kits } of deliveries)
    add('move', addDays(firstDay, period * DELIVERY_EVERY_DAYS), batch, broughtIn(period, kits), {
      from_holder_id: central.holderId,
      to_holder_id: holderId,
    })
  for (const { supplyId, supply } of taken) {
    if (supply.suppliedOn > addDays(today, -NOT_TAKEN_DAYS)) continue
    add('issue', supply.suppliedOn, { id: supply.batchId ?? '', product: supply.productCode }, supply.kits, {
      from_holder_id: holderOf.get(supply.site ?? ''),
      supply_id: supplyId,
    })
  }
  const soon = await addBatch(trx, partnershipId, {
    ...{ productCode: 'nyxoid', batchNumber: '0DEMO-SOON', expiresOn: addDays(today, 40) },
  })
  if (soon)
    for (const site of sites.slice(0, 3))
      add('receive', firstDay, { id: soon.batchId, product: 'nyxoid' }, 6, { to_holder_id: holderOf.get(site.name) })
  // of one shape a statement; what came in before what went out
  for (const kind of ['receive', 'move', 'issue'])
    for (const some of chunks(lines.filter((line) => line.kind === kind))) await trx('stock_line').insert(some)

  for (const { name, longitude, latitude } of sites.slice(0, 2)) {
    const town = name.replace(/ hub$/, '')
    const { holderId } = await addHolder(trx, tenant, {
      ...{ ...bare, kind: 'box', name: `${town} library box`, agencyId: agencyOf('council'), capacity: 4 },
      place: { longitude, latitude, precision: 'postcode' },
    })
    const details = {
      guardian: `${town} library`,
      surroundings: 'By the main door, on the left',
      hours: 'At all hours',
    }
    await describeBox(trx, partnershipId, holderId, { ...details, address: null, makeAndSerial: null }, today)
    const waits = {
      kind: 'not_ready' as const,
      happenedOn: addDays(today, -20),
      kitsLeft: 0,
      note: 'Waits for the law',
    }
    await recordBoxEvent(trx, partnershipId, holderId, waits, today)
  }
}

/** One safety alert, invented: every kit of the batches is to be looked at, none is taken away. */
export async function addSafetyAlert(trx: Trx, { partnershipId }: Given['tenant'], today: Day): Promise<void> {
  const batches = await trx('naloxone_batch')
    .where({ product_code: 'prenoxad' })
    .orderBy('expires_on', 'desc')
    .limit(2)
    .pluck('batch_number')
  if (batches.length === 0) return
  const { alertId, holders } = await addAlert(
    trx,
    partnershipId,
    {
      ...{
        reference: 'DEMO/2026/001',
        kind: 'check_and_replace',
        class: 4,
        productCode: 'prenoxad',
        issuedOn: addDays(today, -9),
      },
      title: 'Invented alert: needles may be missing from sealed kits',
      advice:
        'Hold each sealed kit to the light without opening it: two needles must be seen. Set aside and replace those in which they are not.',
      publicNotice:
        'Hold your sealed kit to the light. If you do not see two needles, bring it back: you get another at once. Keep it until then.',
      batches: batches.map((batchNumber: string) => ({
        ...{ batchNumber, expiresAsPrinted: null, firstNumber: null, lastNumber: null },
      })),
    },
    today,
  )
  for (const [index, { holderId }] of holders.entries())
    if (index % 2 === 0)
      await answerAlert(
        trx,
        partnershipId,
        alertId,
        {
          holderId,
          state: index % 4 === 0 ? 'completed' : 'ongoing',
          kitsFound: index % 4 === 0 ? 0 : null,
          note: null,
        },
        today,
      )
}
