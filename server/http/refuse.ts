import { type Judgement, sayRemark } from '../contract/rules/remark.ts'
import type { Trx } from '../db/tenant.ts'
import { invalid } from '../problem.ts'

/** Refuses what the rules of a record call impossible, or possible only with a reason that was not given. Doubts are for the form to ask. */
export function refuseImpossible({ impossible, unexplained }: Judgement): void {
  const remarks = [...impossible, ...unexplained]
  if (remarks.length > 0)
    invalid(remarks.map((remark) => ({ path: remark.path.join('.'), message: sayRemark(remark) })))
}

/** A code or an id that a record speaks of, and the path at which it stands. */
export type Reference = { path: string; to: keyof typeof REGISTERS; value: string | null | undefined }

const REGISTERS = {
  substance: { table: 'substance', column: 'code', message: 'there is no such substance' },
  product: { table: 'naloxone_product', column: 'code', message: 'there is no such product' },
  agency: { table: 'agency', column: 'agency_id', message: 'there is no such agency' },
  panel: { table: 'toxicology_panel', column: 'panel_id', message: 'there is no such toxicology panel' },
  batch: { table: 'naloxone_batch', column: 'batch_id', message: 'there is no such batch' },
  kit: { table: 'naloxone_kit', column: 'kit_id', message: 'there is no such kit' },
  holder: { table: 'stock_holder', column: 'holder_id', message: 'there is no such holder of stock' },
  death: { table: 'death', column: 'death_id', message: 'there is no such death' },
} as const

/**
 * Refuses what does not exist here, at its own path. Whether a death exists is not told to whom it is not shown: the foreign key alone
 * would tell.
 */
export async function refuseUnknown(trx: Trx, references: readonly Reference[]): Promise<void> {
  const given = references.flatMap(({ path, to, value }) => (value ? [{ path, to, value }] : []))
  const errors: { path: string; message: string }[] = []
  for (const to of new Set(given.map((reference) => reference.to))) {
    const { table, column, message } = REGISTERS[to]
    const wanted = given.filter((reference) => reference.to === to)
    const there = new Set(
      await trx(table)
        .whereIn(column, [...new Set(wanted.map(({ value }) => value))])
        .pluck(column),
    )
    errors.push(...wanted.filter(({ value }) => !there.has(value)).map(({ path }) => ({ path, message })))
  }
  if (errors.length > 0) invalid(errors)
}

/** Where the database itself refuses in words (`refuse_in_words` in the migrations), they are said at this path. */
export async function refusedAt<T>(path: string, writing: PromiseLike<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    const { code, detail } = error as { code?: string; detail?: string }
    if (code === 'VG422' && detail) invalid([{ path, message: detail }])
    throw error
  }
}
