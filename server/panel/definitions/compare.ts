import type { z } from 'zod'
import type { Day } from '../../contract/day.ts'
import type {
  Compared,
  ComparedDeath,
  ComparedQuery,
  Judged,
  JudgedDeathAnswer,
  RevisedCount,
  RevisedQuery,
} from '../../contract/death-definition.ts'
import type { Trx } from '../../db/tenant.ts'
import { explainDeaths } from '../../facts/definitions/judge.ts'
import { readDefinitions, type Standing } from '../../facts/definitions/rulebook.ts'
import { type Counted, figure } from '../../figures/figure.ts'
import { invalid } from '../../problem.ts'
import { BASIS_WORDS, definitionsFor, knownDeaths } from './counts.ts'

/** How many deaths are listed one by one; the others are counted. */
const MOST = 200

type Asked = ComparedQuery & { today: Day; mayOpen: boolean }

/** Deaths by two definitions: who is in one and not the other, and the fact that decided it. */
export const comparedDefinitions = figure<Asked, Compared>({
  definition: ({ one, other }) =>
    `People who died, by the definitions “${one}” and “${other}”, and those of whom the two do not say the same`,
  basis: ({ basis }) => BASIS_WORDS[basis],
  source: 'deaths of this partnership, records of one death counted once',
  carries: ['case text'],
  count: compare,
  csv: {
    fileName: 'deaths-between-definitions',
    rows: ({ one, other, deaths }) =>
      deaths.map((death) => ({
        ...{
          reference: death.reference,
          day: death.day,
          one: one.title,
          oneSays: death.one.verdict,
          oneBecause: because(death.one),
        },
        ...{ other: other.title, otherSays: death.other.verdict, otherBecause: because(death.other) },
      })),
  },
})

export function because({ reasons }: Judged): string {
  return reasons.map(({ question, answer, fact }) => `${question}: ${answer}${fact ? ` (${fact})` : ''}`).join('; ')
}

function find(definitions: readonly Standing[], code: string, path: string): Standing {
  return definitions.find((one) => one.code === code) ?? invalid([{ path, message: 'is no definition' }])
}

async function compare(
  trx: Trx,
  { one, other, year, basis, asKnownOn, rulesOn, today, mayOpen }: Asked,
): Promise<Counted<Compared>> {
  const definitions = await definitionsFor(trx, rulesOn)
  const [first, second] = [find(definitions, one, 'one'), find(definitions, other, 'other')]
  const says = (key: string) =>
    `case when :${key} = any (judged.counts_in) then 'in' when :${key} = any (judged.cannot_say) then 'cannot say' else 'out' end`
  const { rows } = await trx.raw(
    `with known as materialized (${knownDeaths(basis)}),
     said as (
       select known.death_id, known.revision, known.day, ${says('one')} as one, ${says('other')} as other
       from known
       join death_judged judged using (partnership_id, death_id, revision)
       where :year::int is null or extract(year from known.day) = :year::int)
     select
       count(*) filter (where one = 'in')::int as "oneIn", count(*) filter (where one = 'cannot say')::int as "oneCannotSay",
       count(*) filter (where other = 'in')::int as "otherIn", count(*) filter (where other = 'cannot say')::int as "otherCannotSay",
       count(*) filter (where one = 'in' and other = 'in')::int as "inBoth",
       count(*) filter (where one = 'out' and other = 'out')::int as "inNeither",
       count(*) filter (where one <> other)::int as differ,
       coalesce((
         select jsonb_agg(jsonb_build_object('deathId', apart.death_id, 'revision', apart.revision, 'day', apart.day, 'reference', head.reference)
           order by apart.one <> 'in' and apart.other <> 'in', apart.day desc nulls last, apart.death_id)
         from (
           select * from said where one <> other
           order by one <> 'in' and other <> 'in', day desc nulls last, death_id limit ${MOST}) apart
         join death head on head.death_id = apart.death_id), '[]') as deaths
     from said`,
    { one: first.key, other: second.key, today, asKnownOn: asKnownOn ?? 'infinity', year: year ?? null },
  )
  const [{ oneIn, oneCannotSay, otherIn, otherCannotSay, inBoth, inNeither, differ, deaths }] = rows
  type Apart = { deathId: string; revision: number; day: Day | null; reference: string }
  const apart: Apart[] = mayOpen ? deaths : []
  const said = await explainDeaths(trx, [first, second], apart)
  const head = ({ code, version, title }: Standing, counted: number, cannotSay: number) => ({
    code,
    version,
    title,
    counted,
    cannotSay,
  })
  return {
    said: asKnownOn ? { asKnownOn } : {},
    one: head(first, oneIn, oneCannotSay),
    other: head(second, otherIn, otherCannotSay),
    ...{ inBoth, inNeither, differ },
    deaths: apart.map(({ deathId, reference, day }): ComparedDeath => {
      const [oneSays, otherSays] = said.get(deathId) as [Judged, Judged]
      return { deathId, reference, day, one: oneSays, other: otherSays }
    }),
  }
}

/** What every definition says of one death, as known on a day, and why. */
export async function judgeOne(
  trx: Trx,
  deathId: string,
  { asKnownOn, rulesOn, today }: { asKnownOn?: Day | undefined; rulesOn?: Day | undefined; today: Day },
): Promise<JudgedDeathAnswer | undefined> {
  const { rows } = await trx.raw(
    `select revision.revision
     from death head
     join death_revision revision on revision.partnership_id = head.partnership_id and revision.death_id = head.death_id
     where head.death_id = :deathId
       and ${asKnownOn ? 'revision.known_on <= :asKnownOn' : 'revision.revision = head.current_revision'}
     order by revision.revision desc
     limit 1`,
    { deathId, ...(asKnownOn && { asKnownOn }) },
  )
  const revision: number | undefined = rows[0]?.revision
  if (revision === undefined) return undefined
  const said = await explainDeaths(trx, await readDefinitions(trx, rulesOn), [{ deathId, revision }])
  return { deathId, revision, asKnownOn: asKnownOn ?? today, definitions: said.get(deathId) ?? [] }
}

type RevisedAsked = z.infer<typeof RevisedQuery> & { today: Day; mayOpen: boolean }

/** Why a figure of one year changed between two days: the deaths that came in and went out, and the facts. */
export const revisedCount = figure<RevisedAsked, RevisedCount>({
  definition: ({ code, from, to }) =>
    `People who died, by the definition “${code}”, as known on ${from} and on ${to}, and who came in or went out between`,
  basis: ({ year, basis }) => `${year}, ${BASIS_WORDS[basis]}`,
  source: 'deaths of this partnership, records of one death counted once',
  carries: ['case text'],
  count: revise,
  csv: {
    fileName: 'deaths-revised',
    rows: ({ code, deaths }) =>
      deaths.map(({ reference, change, wasRecorded, before, after }) => ({
        ...{ code, reference, change, wasRecorded },
        ...{ before: before && because(before), after: because(after) },
      })),
  },
})

async function revise(
  trx: Trx,
  { code, year, basis, from, to, today, mayOpen }: RevisedAsked,
): Promise<Counted<RevisedCount>> {
  const definition = find(await definitionsFor(trx, undefined), code, 'code')
  const on = async (asKnownOn: Day) => {
    const { rows } = await trx.raw(
      `with known as (${knownDeaths(basis)})
       select known.death_id as "deathId", known.revision, head.reference
       from known
       join death head using (partnership_id, death_id)
       join death_judged judged on judged.partnership_id = known.partnership_id and judged.death_id = known.death_id
         and judged.revision = known.revision and :key = any (judged.counts_in)
       where extract(year from known.day) = :year::int
       order by known.day, known.death_id`,
      { today, asKnownOn, key: definition.key, year },
    )
    return new Map(rows.map((row: Standpoint) => [row.deathId, row])) as Map<string, Standpoint>
  }
  type Standpoint = { deathId: string; revision: number; reference: string }
  const [before, after] = [await on(from), await on(to)]
  const came = [...after.values()].filter(({ deathId }) => !before.has(deathId))
  const went = [...before.values()].filter(({ deathId }) => !after.has(deathId))
  const changed = mayOpen ? [...came, ...went].slice(0, MOST) : []
  const then = await revisionsOn(trx, changed, from)
  const now = await revisionsOn(trx, changed, to)
  const saidThen = await explainDeaths(trx, [definition], then)
  const saidNow = await explainDeaths(trx, [definition], now)
  return {
    said: { asKnownOn: to },
    ...{ code, title: definition.title, before: before.size, after: after.size },
    deaths: changed.map(({ deathId, reference }) => ({
      ...{ deathId, reference },
      change: after.has(deathId) ? ('came in' as const) : ('went out' as const),
      wasRecorded: saidThen.has(deathId),
      before: saidThen.get(deathId)?.[0] ?? null,
      after: saidNow.get(deathId)?.[0] as Judged,
    })),
  }
}

async function revisionsOn(trx: Trx, deaths: readonly { deathId: string }[], on: Day) {
  const { rows } = await trx.raw(
    `select distinct on (revision.death_id) revision.death_id as "deathId", revision.revision
     from death_revision revision
     where revision.death_id = any (:ids::uuid[]) and revision.known_on <= :on
     order by revision.death_id, revision.revision desc`,
    { ids: deaths.map(({ deathId }) => deathId), on },
  )
  return rows as { deathId: string; revision: number }[]
}
