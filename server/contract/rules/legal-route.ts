import type { Supply } from '../supply.ts'
import type { SupplyLaw } from '../supply-law.ts'
import type { Remark } from './remark.ts'

type Supplied = Partial<
  Pick<Supply, 'suppliedOn' | 'supplierKind' | 'supplierTrained' | 'suppliedUnder' | 'recipientKind'>
>
type Law = Pick<SupplyLaw, 'title' | 'covers' | 'suppliers' | 'needsTraining' | 'state' | 'inForceOn' | 'until'>

/** What is said of the law: under which a supply was made, or what would be needed. Nothing where it is not known who supplied. */
export type LegalRoute = { law: string | null; advice: Remark | null }

const NOTHING: LegalRoute = { law: null, advice: null }
const OR_SAY_WHY = 'or say why it was lawful'

/**
 * The legal route of a supply on its day: whether a law in force then lets this supplier supply without a prescription. Advice, never a
 * refusal: the law moves, and a person may know more.
 */
export function legalRouteOf(supply: Supplied, laws: readonly Law[]): LegalRoute {
  const { suppliedOn, supplierKind = 'unknown', supplierTrained, suppliedUnder = 'unknown', recipientKind } = supply
  if (!suppliedOn || laws.length === 0) return NOTHING
  if (recipientKind === 'public_box') return routeOfBox(suppliedOn, laws)
  if (supplierKind === 'unknown') return NOTHING
  if (suppliedUnder !== 'without_prescription' && suppliedUnder !== 'unknown')
    return { law: directionWords[suppliedUnder], advice: null }
  const naming = laws.filter((law) => law.covers === 'supply' && law.suppliers.includes(supplierKind))
  const inForce = naming.filter((law) => isInForce(law, suppliedOn))
  const open = inForce.find((law) => !law.needsTraining) ?? (supplierTrained === 'yes' ? inForce[0] : undefined)
  if (open) return { law: open.title, advice: null }
  if (inForce[0])
    return advise(
      'supplierTrained',
      `this supplier may supply without a prescription where they are trained in storage and supply, which is ${supplierTrained === 'no' ? 'said not to be so' : 'not recorded'}`,
      `record it, ${OR_SAY_WHY}`,
    )
  return advise(
    'supplierKind',
    whyNone(naming, suppliedOn),
    `it needed a PGD, a PSD or a prescription; name it, ${OR_SAY_WHY}`,
  )
}

const directionWords = {
  patient_group_direction: 'patient group direction',
  patient_specific_direction: 'patient specific direction',
  prescription: 'prescription',
} as const

/** Whether the law of a day lets kits lie in publicly accessible locked boxes. */
export function publicBoxesAllowedOn(day: string, laws: readonly Law[]): boolean {
  return laws.some((law) => law.covers === 'public_box' && isInForce(law, day))
}

function routeOfBox(day: string, laws: readonly Law[]): LegalRoute {
  const law = laws.find((one) => one.covers === 'public_box' && isInForce(one, day))
  if (law) return { law: law.title, advice: null }
  const boxes = laws.filter(({ covers }) => covers === 'public_box')
  return advise('recipientKind', `${whyNone(boxes, day)}: no law of that day lets kits lie in a public box`, OR_SAY_WHY)
}

function isInForce({ state, inForceOn, until }: Law, day: string): boolean {
  return state === 'in_force' && inForceOn !== null && inForceOn <= day && (until === null || until >= day)
}

/** The nearest that a law comes to it. */
function whyNone(naming: readonly Law[], day: string): string {
  const later = naming
    .filter(({ state, inForceOn }) => state === 'in_force' && inForceOn !== null && inForceOn > day)
    .toSorted((a, b) => String(a.inForceOn).localeCompare(String(b.inForceOn)))[0]
  if (later) return `“${later.title}” was not yet in force: its first day is ${later.inForceOn}`
  const ended = naming.find(({ state, until }) => state === 'in_force' && until !== null && until < day)
  if (ended) return `“${ended.title}” was no longer in force: its last day was ${ended.until}`
  const coming = naming.find(({ state }) => state !== 'in_force')
  if (coming) return `“${coming.title}” is ${coming.state === 'made' ? 'made and not in force' : 'only proposed'}`
  return 'no law in this table lets this supplier supply without a prescription'
}

function advise(path: string, message: string, hint: string): LegalRoute {
  return { law: null, advice: { path: [path], message, hint } }
}
