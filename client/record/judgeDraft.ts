import { useMemo } from 'react'
import { Basemap } from '../../server/contract/map.ts'
import { judgePlace } from '../../server/contract/rules/place.ts'
import {
  broughtIn,
  type Judgement,
  type Remark,
  type RuleContext,
  sayRemark,
  together,
} from '../../server/contract/rules/remark.ts'
import type { SuppliedBatch } from '../../server/contract/rules/supply.ts'
import { SupplyLaws } from '../../server/contract/supply-law.ts'
import { useAnswer } from '../api/answers.ts'
import { usePartnership } from '../api/partnership.ts'
import type { FieldError } from '../ui/ErrorSummary.tsx'
import type { Field } from './fields.ts'
import { labelled } from './findErrors.ts'
import type { Registers } from './registers.ts'

/** The rules of a kind of record, as the contract has them for the API and the import too. */
export type Judge = (record: unknown, context: RuleContext & { batch: SuppliedBatch }) => Judgement

/** What the rules need to know beside the record: the day, where the partnership is, and of a supply the table of law. */
export function useRuleContext(fields: readonly Field[]) {
  const { today } = usePartnership()
  const hasPlace = fields.some(({ kind }) => kind === 'place')
  const extent =
    useAnswer(Basemap, '/map/basemap', {}, { enabled: hasPlace, staleTime: 3_600_000 }).data?.extent ?? null
  const isSupply = fields.some(({ path }) => path === 'supplierKind')
  const laws = useAnswer(SupplyLaws, '/naloxone/laws', {}, { enabled: isSupply, staleTime: 3_600_000 }).data
  return useMemo(() => ({ today, extent, ...(laws ? { laws } : {}) }), [today, extent, laws])
}

/** A record judged with the batch it names; of an amendment only what it brings in. */
export function judgeRecord(
  judge: Judge,
  record: unknown,
  stands: unknown,
  context: RuleContext,
  { allBatches }: Registers,
): Judgement {
  const judgeOne = (one: unknown) => {
    const { batchId } = one as { batchId?: string | null }
    return judge(one, { ...context, batch: allBatches.find((batch) => batch.batchId === batchId) ?? null })
  }
  return stands === undefined ? judgeOne(record) : broughtIn(judgeOne, stands, record)
}

/** The points of a form, judged even where the contract takes none of their numbers: what was meant can be told all the same. */
export function judgePlaces(record: unknown, fields: readonly Field[], { extent }: RuleContext): Judgement {
  const places = fields.filter(({ kind, path }) => kind === 'place' && !path.includes('*'))
  return together(
    places.map(({ path }) =>
      judgePlace((record as Record<string, never>)[path] as Parameters<typeof judgePlace>[0], extent, [path]),
    ),
  )
}

/** A remark as an error of its field, by its label. */
export function asError(remark: Remark, fields: readonly Field[]): FieldError {
  const { proposal } = remark
  const error = labelled({ path: remark.path.join('.'), message: sayRemark(remark) }, fields)
  return proposal ? { ...error, proposal } : error
}
