import { partialText } from '../../server/contract/day.ts'
import { Agencies } from '../../server/contract/partnership.ts'
import { type Batch, Batches, NaloxoneProducts } from '../../server/contract/supply.ts'
import { type ToxicologyPanel, ToxicologyPanels } from '../../server/contract/toxicology-panel.ts'
import { useAnswer } from '../api/answers.ts'
import { substanceWords, useSubstances } from '../substances/substances.ts'
import { partialInWords } from '../words/partialDay.ts'
import type { Words } from '../words/words.ts'
import type { Field, Register } from './fields.ts'

export type Registers = Readonly<Record<Register, Words>> & {
  /** the batches themselves: which of them are offered depends on the product and on the day */
  allBatches: readonly Batch[]
}

export const noRegisters: Registers = {
  substances: {},
  agencies: {},
  products: {},
  batches: {},
  panels: {},
  allBatches: [],
}

/** The codelists of the database that these fields speak of; the others stay empty and are not asked for. */
export function useRegisters(fields: readonly Field[]): Registers {
  const needs = (register: Register) => ({
    enabled: fields.some((field) => field.register === register),
    staleTime: 60_000,
  })
  const substances = useSubstances()
  const agencies = useAnswer(Agencies, '/agencies', {}, needs('agencies')).data ?? []
  const products = useAnswer(NaloxoneProducts, '/naloxone/products', {}, needs('products')).data ?? []
  const batches = useAnswer(Batches, '/naloxone/batches', {}, needs('batches')).data ?? []
  const panels = useAnswer(ToxicologyPanels, '/toxicology-panels', {}, needs('panels')).data ?? []
  return {
    substances: substanceWords(substances),
    agencies: Object.fromEntries(agencies.map(({ agencyId, name }) => [agencyId, name])),
    products: Object.fromEntries(products.map(({ code, name }) => [code, name])),
    batches: Object.fromEntries(batches.map((batch) => [batch.batchId, batchName(batch)])),
    allBatches: batches,
    panels: Object.fromEntries(panels.map((panel) => [panel.panelId, panelName(panel)])),
  }
}

function batchName({ batchNumber, expiresOn, expiresPrecision }: Batch) {
  return `${batchNumber}, expires ${partialInWords(partialText(expiresOn, expiresPrecision))}`
}

/** The batches of a product, those that are good on the day first and the first of them to expire before the others. */
export function batchesFor({ allBatches }: Registers, productCode: string | undefined, day: string): Words {
  const ofProduct = allBatches.filter((batch) => !productCode || batch.productCode === productCode)
  const good = ofProduct.filter(({ expiresOn }) => expiresOn >= day)
  const expired = ofProduct.filter(({ expiresOn }) => expiresOn < day)
  const byExpiry = (a: Batch, b: Batch) => a.expiresOn.localeCompare(b.expiresOn)
  return Object.fromEntries([
    ...good.toSorted(byExpiry).map((batch) => [batch.batchId, batchName(batch)]),
    ...expired.toSorted((a, b) => byExpiry(b, a)).map((batch) => [batch.batchId, `${batchName(batch)} (expired)`]),
  ])
}

/** A panel as it is chosen and said: laboratories use the same names for different lists. */
export function panelName({ name, laboratory, isRetired }: ToxicologyPanel) {
  return `${laboratory ? `${name}, ${laboratory}` : name}${isRetired ? ' (retired)' : ''}`
}
