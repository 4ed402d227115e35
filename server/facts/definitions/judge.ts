import type { Judged, Question } from '../../contract/death-definition.ts'
import { type Answer, decide, keyOfQuestion, sayQuestion, verdictOf } from '../../contract/rules/death-definition.ts'
import type { Trx } from '../../db/tenant.ts'
import { compile } from './compile.ts'
import { readDefinitions, type Standing } from './rulebook.ts'

const keysOf = (definitions: readonly Standing[]) => definitions.map(({ key }) => key)

/**
 * Asks the definitions of those revisions that they were not asked of yet: all of the partnership, or of these deaths. What they said of a
 * revision stays, since neither changes; a definition that comes into force is asked of every revision once.
 */
export async function judgeDeaths(
  trx: Trx,
  definitions: readonly Standing[],
  deathIds?: readonly string[],
): Promise<void> {
  const keys = keysOf(definitions)
  await trx.raw(
    `with asked_revision as materialized (
       select revision.partnership_id, revision.death_id, revision.revision
       from death_revision revision
       left join death_judged judged using (partnership_id, death_id, revision)
       where (judged.asked is null or not judged.asked @> :keys::text[])
         ${deathIds ? 'and revision.death_id = any (:deathIds::uuid[])' : ''}),
     ${compile(definitions).judged}
     insert into death_judged as before (partnership_id, death_id, revision, asked, counts_in, cannot_say)
     select judged.partnership_id, judged.death_id, judged.revision, :keys::text[], judged.counts_in, judged.cannot_say
     from judged
     -- two who ask at once wait for each other in one order
     order by judged.death_id, judged.revision
     on conflict (partnership_id, death_id, revision) do update set
       asked = array(select unnest(before.asked) union select unnest(excluded.asked)),
       counts_in = array(select was from unnest(before.counts_in) was where was <> all (excluded.asked)) || excluded.counts_in,
       cannot_say = array(select was from unnest(before.cannot_say) was where was <> all (excluded.asked)) || excluded.cannot_say`,
    { keys, ...(deathIds && { deathIds }) },
  )
}

/** The same by the definitions of today, for who has just written these deaths. */
export async function judgeWritten(trx: Trx, deathIds: readonly string[]): Promise<void> {
  if (deathIds.length) await judgeDeaths(trx, await readDefinitions(trx), deathIds)
}

export type RevisionId = { deathId: string; revision: number }

/** What each definition says of each of these revisions, and the questions with the facts that decided it; by death. */
export async function explainDeaths(
  trx: Trx,
  definitions: readonly Standing[],
  revisions: readonly RevisionId[],
): Promise<Map<string, Judged[]>> {
  if (revisions.length === 0) return new Map()
  const { answers, questions } = compile(definitions)
  const { rows } = await trx.raw(
    `with asked_revision as materialized (
       select revision.partnership_id, asked."deathId" as death_id, asked.revision
       from jsonb_to_recordset(:revisions::jsonb) as asked ("deathId" uuid, revision int)
       join death_revision revision on revision.death_id = asked."deathId" and revision.revision = asked.revision),
     ${answers}
     select l.death_id as "deathId", ${selectAnswers(questions.length)} from l`,
    { revisions: JSON.stringify(revisions) },
  )
  return new Map(
    rows.map((row: AnswerRow) => [row.deathId, definitions.map((definition) => judgedBy(definition, questions, row))]),
  )
}

type AnswerRow = { deathId: string; answers: (boolean | null)[]; facts: (string | null)[] }

const selectAnswers = (questions: number) => {
  const each = (name: string) => Array.from({ length: questions }, (_, at) => `l.${name}${at}`).join(', ')
  return `array[${each('q')}]::boolean[] as answers, array[${each('fact')}]::text[] as facts`
}

function judgedBy(
  { code, version, title, rule }: Standing,
  questions: readonly Question[],
  { answers, facts }: AnswerRow,
): Judged {
  const places = new Map(questions.map((question, at) => [JSON.stringify(question), at]))
  const at = (question: Parameters<typeof keyOfQuestion>[0]) => places.get(keyOfQuestion(question)) as number
  const answerTo = (question: Parameters<typeof keyOfQuestion>[0]): Answer => sayAnswer(answers[at(question)] ?? null)
  const { answer, by } = decide(rule, answerTo)
  return {
    ...{ code, version, title, verdict: verdictOf[answer] },
    reasons: by.map((question) => ({
      question: sayQuestion(question),
      answer: answerTo(question),
      fact: facts[at(question)] || null,
    })),
  }
}

function sayAnswer(answer: boolean | null): Answer {
  if (answer === null) return 'not known'
  return answer ? 'yes' : 'no'
}
