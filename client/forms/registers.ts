import { type Panel, Panels } from '../../server/contract/panel.ts'
import { Agencies } from '../../server/contract/partnership.ts'
import { Batches, NaloxoneProducts } from '../../server/contract/supply.ts'
import { useAnswer } from '../answers.ts'
import { dayInWords } from '../day.ts'
import { substanceWords, useSubstances } from '../substances/substances.ts'
import type { Words } from '../words.ts'
import type { Field, Register } from './fields.ts'

export type Registers = Readonly<Record<Register, Words>>

export const noRegisters: Registers = { substances: {}, agencies: {}, products: {}, batches: {}, panels: {} }

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
  const panels = useAnswer(Panels, '/toxicology-panels', {}, needs('panels')).data ?? []
  return {
    substances: substanceWords(substances),
    agencies: Object.fromEntries(agencies.map(({ agencyId, name }) => [agencyId, name])),
    products: Object.fromEntries(products.map(({ code, name }) => [code, name])),
    batches: Object.fromEntries(
      batches.map(({ batchId, batchNumber, expiresOn }) => [
        batchId,
        `${batchNumber}, expires ${dayInWords(expiresOn)}`,
      ]),
    ),
    panels: Object.fromEntries(panels.map((panel) => [panel.panelId, panelName(panel)])),
  }
}

/** A panel as it is chosen and said: laboratories use the same names for different lists. */
export function panelName({ name, laboratory }: Panel) {
  return laboratory ? `${name}, ${laboratory}` : name
}
