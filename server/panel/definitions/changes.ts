import type { Day } from '../../contract/day.ts'
import {
  DefinitionChange,
  type DefinitionDecision,
  type DefinitionPage,
  type NewDefinitionChange,
} from '../../contract/death-definition.ts'
import { questionsOf } from '../../contract/rules/death-definition.ts'
import { fromColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { readDefinitions, readVersions, type Standing, standing } from '../../facts/definitions/rulebook.ts'
import { tryCases } from '../../facts/definitions/try-cases.ts'
import { readNames } from '../../office/people/names.ts'
import { HttpProblem, invalid, notFound } from '../../problem.ts'

type By = { userId: string; today: Day }

/** What every screen counts: two definitions of it would be two numbers for one thing. */
const COUNTED_EVERYWHERE = 'local'

/** A definition with its cases tried, its versions, and what was proposed to change. */
export async function readDefinitionPage(trx: Trx, code: string, userId: string): Promise<DefinitionPage> {
  const definition = (await readDefinitions(trx)).find((one) => one.code === code) ?? notFound('definition')
  return {
    definition: toAnswer(definition),
    cases: await tryCases(trx, definition),
    versions: await readVersions(trx, code),
    changes: await listChanges(trx, code, userId),
  }
}

export function toAnswer({ code, version, title, words, source, whole, since, isOwn }: Standing) {
  return { code, version, title, words, source, rule: whole, since, isOwn }
}

async function listChanges(trx: Trx, code: string, userId: string): Promise<DefinitionChange[]> {
  const rows = await trx('definition_change').where({ code }).orderBy('proposed_at', 'desc')
  const names = await readNames(
    trx,
    rows.flatMap(({ proposed_by, decided_by }) => [proposed_by, decided_by]),
  )
  return rows.map(({ partnership_id: _, proposed_at: __, decided_at: ___, proposed_by, decided_by, ...row }) =>
    DefinitionChange.parse({
      ...fromColumns(row),
      proposedByName: names.get(proposed_by) ?? null,
      decidedByName: names.get(decided_by) ?? null,
      isMine: proposed_by === userId,
    }),
  )
}

/** Proposes a change: it counts nothing until a second person has signed it. */
export async function proposeChange(
  trx: Trx,
  { code, ...change }: NewDefinitionChange,
  { userId, today }: By,
): Promise<DefinitionChange> {
  if (code === COUNTED_EVERYWHERE)
    invalid([{ path: 'code', message: 'is what the map, lists and charts count, and is not changed here' }])
  await oneAtATime(trx)
  const definitions = await readDefinitions(trx)
  const now = definitions.find((one) => one.code === code) ?? invalid([{ path: 'code', message: 'is no definition' }])
  if (
    JSON.stringify(change.rule) === JSON.stringify(now.whole) &&
    change.words === now.words &&
    change.source === now.source
  )
    invalid([{ path: 'rule', message: 'is what stands: nothing is changed' }])
  if (await trx('definition_change').where({ code }).whereNull('decided').first('change_id'))
    conflict('A change of this definition waits to be signed: sign it or refuse it first.')
  await tryChange(trx, definitions, code, change.rule)
  const shipped = now.version.split('.')[0] as string
  const { rows } = await trx.raw(
    "select coalesce(max(split_part(version, '.', 2)::int), 0) + 1 as next from definition_change where code = :code and split_part(version, '.', 1) = :shipped",
    { code, shipped },
  )
  const [{ change_id: changeId }] = await trx('definition_change')
    .insert({
      ...{ partnership_id: await partnershipOf(trx), code, version: `${shipped}.${rows[0].next}`, ...change },
      ...{ rule: JSON.stringify(change.rule), proposed_by: userId, proposed_on: today },
    })
    .returning('change_id')
  return (await listChanges(trx, code, userId)).find((one) => one.changeId === changeId) ?? notFound('change')
}

/** What holds together alone may not beside what another signs in the same moment. */
async function oneAtATime(trx: Trx): Promise<void> {
  await trx.raw("select pg_advisory_xact_lock(hashtextextended('definitions ' || current_partnership_id(), 0))")
}

/** Different questions of one definition: the statement that judges deaths asks them of all definitions at once, a column each. */
const MOST_QUESTIONS = 40

/** The whole rulebook must hold together, and the statement must run. */
async function tryChange(
  trx: Trx,
  definitions: readonly Standing[],
  code: string,
  rule: DefinitionChange['rule'],
): Promise<void> {
  const changed = definitions.map((one) => ({ ...one, rule: one.code === code ? rule : one.whole }))
  let whole: Standing[]
  try {
    whole = standing(changed)
  } catch (error) {
    return invalid([{ path: 'rule', message: (error as Error).message }])
  }
  if (whole.some((one) => questionsOf(one.rule).length > MOST_QUESTIONS))
    invalid([{ path: 'rule', message: `asks more than ${MOST_QUESTIONS} different questions` }])
  const { rows } = await trx.raw(
    `select asked.code from jsonb_array_elements_text(:codes::jsonb) asked (code)
     where not exists (select from substance where substance.code = asked.code)`,
    { codes: JSON.stringify(substancesOf(rule)) },
  )
  if (rows.length) invalid([{ path: 'rule', message: `${rows[0].code} is not in the substance tree` }])
  const one = whole.find((definition) => definition.code === code)
  if (one) await tryCases(trx, one)
}

function substancesOf(rule: DefinitionChange['rule']): string[] {
  if ('asks' in rule) return rule.asks === 'substance' ? [...rule.of, ...rule.except] : []
  if ('all' in rule) return rule.all.flatMap(substancesOf)
  if ('any' in rule) return rule.any.flatMap(substancesOf)
  return 'not' in rule ? substancesOf(rule.not) : []
}

/** Signs a change, which counts from now on, or refuses it. Whoever proposed it may only take it back. */
export async function decideChange(
  trx: Trx,
  changeId: string,
  { decided, reason }: DefinitionDecision,
  { userId, today }: By,
): Promise<DefinitionChange> {
  await oneAtATime(trx)
  const change = await trx('definition_change').where({ change_id: changeId }).forUpdate().first()
  if (!change) notFound('change')
  if (change.decided) conflict(`This change was ${change.decided} already.`)
  if (decided === 'signed' && change.proposed_by === userId)
    throw new HttpProblem({ status: 403, title: 'A second person signs a change: nobody signs their own.' })
  // another change may have been signed since this one was proposed: two that ask each other would leave no death judged
  if (decided === 'signed') await tryChange(trx, await readDefinitions(trx), change.code, change.rule)
  await trx('definition_change')
    .where({ change_id: changeId })
    .update({ decided, decision_reason: reason, decided_by: userId, decided_on: today, decided_at: trx.fn.now() })
  return (await listChanges(trx, change.code, userId)).find((one) => one.changeId === changeId) ?? notFound('change')
}

function conflict(title: string): never {
  throw new HttpProblem({ status: 409, title })
}
