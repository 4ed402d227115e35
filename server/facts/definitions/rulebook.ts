import { z } from 'zod'
import type { Day } from '../../contract/day.ts'
import { DeathDefinition, DefinitionCase } from '../../contract/death-definition.ts'
import { withCounts } from '../../contract/rules/death-definition.ts'
import type { Trx } from '../../db/tenant.ts'
import type { Compilable } from './compile.ts'

/** A definition as it stands, with its test cases, and its rule with nothing left to look up in others. */
export type Standing = DeathDefinition & Compilable & { cases: DefinitionCase[]; whole: DeathDefinition['rule'] }

const Row = DeathDefinition.extend({ cases: z.array(DefinitionCase) })

/** Every version there is, newest first of each definition, in the order of the definitions; what is proposed is none. */
const VERSIONS = `
  select shipped.code, shipped.version, shipped.position, shipped.title, shipped.words, shipped.source, shipped.rule, shipped.cases,
    shipped.shipped_on as since, false as "isOwn"
  from shipped_definition shipped
  union all
  select change.code, change.version, shipped.position, shipped.title, change.words, change.source, change.rule, shipped.cases,
    change.decided_on, true
  from definition_change change
  join shipped_definition shipped on shipped.code = change.code and shipped.version = split_part(change.version, '.', 1)
  where change.decided = 'signed'`

/**
 * The definitions as they stand, or stood at the end of a day; before Vigil had any, the first versions. A partnership's own version goes
 * before what is shipped, also before what is shipped later: it is theirs to take over.
 */
export async function readDefinitions(trx: Trx, on: Day | 'infinity' = 'infinity'): Promise<Standing[]> {
  const { rows } = await trx.raw(
    `select * from (
       select distinct on (version.code) version.*
       from (${VERSIONS}) version
       where version.since <= :on::date or not version."isOwn" and version.version = '1'
       order by version.code, version."isOwn" desc, string_to_array(version.version, '.')::int[] desc) standing
     order by position`,
    { on },
  )
  return standing(rows.map(({ position: _, ...row }: Record<string, unknown>) => Row.parse(row)))
}

/** What each comes to among the others. */
export function standing(definitions: readonly (DeathDefinition & { cases: DefinitionCase[] })[]): Standing[] {
  const rules = new Map(definitions.map(({ code, rule }) => [code, rule]))
  return definitions.map((definition) => {
    const rule = withCounts(definition.rule, (code) => rules.get(code), [definition.code])
    // of a definition that asks another, which may ask a third, the key names the version of each
    const asked = new Set<string>()
    askedBy(definition.rule, rules, asked)
    const key = [definition, ...definitions.filter(({ code }) => asked.has(code))]
      .map(({ code, version }) => `${code}.${version}`)
      .join('-')
    return { ...definition, whole: definition.rule, rule, key }
  })
}

function askedBy(
  rule: DeathDefinition['rule'],
  rules: ReadonlyMap<string, DeathDefinition['rule']>,
  asked: Set<string>,
): void {
  if ('all' in rule) for (const one of rule.all) askedBy(one, rules, asked)
  if ('any' in rule) for (const one of rule.any) askedBy(one, rules, asked)
  if ('not' in rule) askedBy(rule.not, rules, asked)
  if (!('counts' in rule) || asked.has(rule.counts)) return
  asked.add(rule.counts)
  const named = rules.get(rule.counts)
  if (named) askedBy(named, rules, asked)
}

/** All versions of one definition, newest first. */
export async function readVersions(trx: Trx, code: string) {
  const { rows } = await trx.raw(
    `select version.version, version.since, version."isOwn", version.words, version.source
     from (${VERSIONS}) version
     where version.code = :code
     order by string_to_array(version.version, '.')::int[] desc`,
    { code },
  )
  return rows as { version: string; since: Day; isOwn: boolean; words: string; source: string }[]
}
