import { randomUUID } from 'node:crypto'
import { NewDeath } from '../../contract/death.ts'
import type { DefinitionCase, Verdict } from '../../contract/death-definition.ts'
import { toColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { compile } from './compile.ts'
import type { Standing } from './rulebook.ts'

export type Tried = { death: string; expect: Verdict; came: Verdict }

/**
 * Tries a definition on its cases, by the statement that judges deaths: the cases stand in for the tables of deaths, under their names, and
 * nothing is written.
 */
export async function tryCases(trx: Trx, definition: Standing): Promise<Tried[]> {
  const cases = definition.cases.map((one: DefinitionCase) => ({ ...one, id: randomUUID(), whole: toDeath(one) }))
  const { judged } = compile([definition])
  const { rows } = await trx.raw(
    `with death_revision as (
       select * from jsonb_populate_recordset(null::death_revision, :revisions::jsonb)),
     death_substance as (
       select * from jsonb_populate_recordset(null::death_substance, :findings::jsonb)),
     asked_revision as (select partnership_id, death_id, revision from death_revision),
     ${judged}
     select judged.death_id as id, cardinality(judged.counts_in) > 0 as "isIn", cardinality(judged.cannot_say) > 0 as "cannotSay" from judged`,
    {
      revisions: JSON.stringify(cases.map(({ id, whole }) => ({ ...ofRevision(id), ...toColumns(whole.details) }))),
      findings: JSON.stringify(
        cases.flatMap(({ id, whole }) =>
          whole.findings.map((finding, at) => ({ ...ofRevision(id), finding: at + 1, ...toColumns(finding) })),
        ),
      ),
    },
  )
  const byId = new Map(rows.map((row: { id: string; isIn: boolean; cannotSay: boolean }) => [row.id, row]))
  return cases.map(({ id, death, expect }) => {
    const came = byId.get(id) as { isIn: boolean; cannotSay: boolean }
    return { death, expect, came: came.isIn ? 'in' : came.cannotSay ? 'cannot say' : 'out' }
  })
}

const ofRevision = (id: string) => ({ partnership_id: NOBODY, death_id: id, revision: 1, known_on: '2026-12-01' })
const NOBODY = '00000000-0000-0000-0000-000000000000'

function toDeath({ facts }: DefinitionCase) {
  const {
    findings,
    source: _,
    reference: __,
    knownOn: ___,
    ...details
  } = NewDeath.parse({
    ...{ source: 'a case', eventDay: '2026-06-01', status: 'registered' },
    ...facts,
  })
  return { findings, details }
}
