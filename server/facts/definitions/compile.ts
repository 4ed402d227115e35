import type { Question, Rule, SubstancePart } from '../../contract/death-definition.ts'
import { isQuestion, keyOfQuestion, questionsOf } from '../../contract/rules/death-definition.ts'
import { toColumn } from '../../db/columns.ts'

/**
 * Definitions as SQL over revisions of deaths. A question becomes an expression that is true, false or null (not known), a rule the same with
 * `and`, `or` and `not`, whose logic of three values is PostgreSQL's own. Each question is asked once, whichever definitions ask it; findings
 * are read once for all of them.
 */

const FOUND_AS: Record<SubstancePart, string> = {
  present: "('implicated', 'detected', 'metabolite', 'incidental')",
  mentioned: "('implicated')",
  implicated: "('implicated')",
}

/** Words that say nothing. */
const UNSAID = "('unknown', 'not_yet', 'pending')"

/** Written into the statement: what the contract lets through holds no quotation mark. */
function quoted(word: string): string {
  if (!/^[A-Za-z0-9_.-]+$/.test(word)) throw new Error(`no code: ${word}`)
  return `'${word}'`
}
const listed = (words: readonly string[]) => `(${words.map(quoted).join(', ')})`
const below = (codes: readonly string[]) =>
  `(select substance_code from substance_ancestor where ancestor_code in ${listed(codes)})`

/** 'F11-F16' holds F11.2; 'T40.0-T40.3' holds T40.1 and not T40. */
function isAmong(code: string, ranges: readonly string[]): string {
  const tests = ranges.map((range) => {
    const [from = range, to = from] = range.split('-')
    const asked = from.includes('.') ? `${code} collate "C"` : `left(${code}, 3) collate "C"`
    return from === to ? `${asked} = ${quoted(from)}` : `${asked} between ${quoted(from)} and ${quoted(to)}`
  })
  return `(${tests.join(' or ')})`
}

type SubstanceQuestion = Question & { asks: 'substance' }
const asksSubstance = (question: Question): question is SubstanceQuestion => question.asks === 'substance'

/** Whether a finding (`f`, of the revision `r`) is what is asked for. */
function isFound({ part, of, except, controlled, leavesOutCompounds }: SubstanceQuestion): string {
  const cases = [
    `when f.role not in ${FOUND_AS[part]} then false`,
    // nobody has placed it in the tree: it may be
    ...(of.length || controlled ? ['when f.substance_code is null then null'] : []),
    ...(of.length ? [`when f.substance_code not in ${below(of)} then false`] : []),
    ...(except.length ? [`when f.substance_code in ${below(except)} then false`] : []),
    ...(leavesOutCompounds
      ? [`when r.has_paracetamol and f.substance_code in ${below(['codeine', 'dihydrocodeine'])} then false`]
      : []),
    // a product is known by its name, whatever else was looked for
    ...(leavesOutCompounds
      ? [
          "when f.as_written ~* '\\m(co-{0,1}codamol|co-{0,1}dydramol|solpadeine|solpadol|kapake|tylex|remedeine)' then false",
        ]
      : []),
    ...(controlled
      ? [
          'when since.controlled_from <= r.event_day then true',
          // it became controlled within the month or the year that is all that is known
          'when since.controlled_from <= r.last_day then null',
        ]
      : []),
  ]
  return `case ${cases.join('\n      ')} else ${controlled ? 'false' : 'true'} end`
}

/** Whether what was not found is known not to be there. */
function isLookedFor({ part, of }: SubstanceQuestion): string {
  if (part !== 'present') return 'r.is_cause_known or coalesce(found.names_implicated, false)'
  if (of.length === 0) return 'r.toxicology_complete_on is not null'
  const onPanel = of.map(
    (code) => `exists (
      select from toxicology_panel_substance tested
      join substance_ancestor above on above.ancestor_code = tested.substance_code
      where tested.partnership_id = r.partnership_id and tested.panel_id = r.toxicology_panel_id
        and above.substance_code = ${quoted(code)})`,
  )
  return `r.toxicology_complete_on is not null and ${onPanel.join(' and ')}`
}

function ask(question: Question, at: number): string {
  switch (question.asks) {
    case 'underlying code': {
      const isOne = isAmong('r.underlying_cause_icd10', question.is)
      return question.orElseNo ? `coalesce(${isOne}, false)` : isOne
    }
    case 'any code':
      return `case
      when exists (
        select from unnest(r.underlying_cause_icd10 || string_to_array(coalesce(r.other_causes_icd10, ''), ' ')) code
        where ${isAmong('code', question.is)}) then true
      when r.other_causes_icd10 is not null then false end`
    case 'substance':
      return `case when found.is_${at} then true when found.may_be_${at} then null when ${isLookedFor(question)} then false end`
    case 'word': {
      const column = `r.${toColumn(question.of)}`
      return `case when ${column} in ${listed(question.is)} then true ${question.orElseNo ? 'else' : `when ${column} not in ${UNSAID} then`} false end`
    }
    case 'days after': {
      const from = `r.${toColumn(question.of)}`
      return `case
      when ${from} is null then case when r.is_reviewed then false end
      when r.event_day_basis = 'reported' then null
      when ${from} <= r.event_day and r.last_day <= ${from} + ${question.atMost} then true
      when r.last_day < ${from} or r.event_day > ${from} + ${question.atMost} then false end`
    }
    case 'in our areas': {
      const place = question.of === 'residence' ? 'r.residence' : 'r.found_place'
      return `case when ${place} is not null and exists (select from area) then exists (select from area_of(${place})) end`
    }
  }
}

/** What answered a question, as text; null where it says nothing more. */
function factOf(question: Question, at: number): string {
  switch (question.asks) {
    case 'underlying code':
      return 'r.underlying_cause_icd10'
    case 'any code':
      return "concat_ws(' ', r.underlying_cause_icd10, r.other_causes_icd10)"
    case 'substance':
      return `found.names_${at}`
    case 'word':
      return `r.${toColumn(question.of)}`
    case 'days after':
      return `r.${toColumn(question.of)}::text`
    case 'in our areas':
      return 'null::text'
  }
}

/** A rule over the questions as `l.q0`, `l.q1`, …; `{ counts }` is replaced before. */
function toSql(rule: Rule, placeOf: (question: Question) => number): string {
  if (isQuestion(rule)) return `l.q${placeOf(rule)}`
  if ('not' in rule) return `not ${toSql(rule.not, placeOf)}`
  if ('all' in rule) return `(${rule.all.map((one) => toSql(one, placeOf)).join(' and ')})`
  if ('any' in rule) return `(${rule.any.map((one) => toSql(one, placeOf)).join(' or ')})`
  throw new Error('withCounts comes first')
}

/** A version of a definition with nothing left to look up. */
export type Compilable = { key: string; rule: Rule }

/**
 * `answers`: revisions with the answer to each question (`q0`, …) and what answered it (`fact0`, …). `judged`: the same revisions with the keys
 * of the definitions by which they count and of those which cannot say. Both read revisions from `asked_revision (partnership_id, death_id,
 * revision)`, which whoever asks puts before them.
 */
export function compile(definitions: readonly Compilable[]) {
  const questions = [
    ...new Map(definitions.flatMap(({ rule }) => questionsOf(rule)).map((one) => [keyOfQuestion(one), one])).values(),
  ]
  const places = new Map(questions.map((question, at) => [keyOfQuestion(question), at]))
  const placeOf = (question: Question) => places.get(keyOfQuestion(question)) as number
  const substances = questions.flatMap((question, at) => (asksSubstance(question) ? [{ question, at }] : []))

  /** What is asked of the findings of a revision: looked up for each, by the primary key, however many are asked. */
  const findings = (withNames: boolean) => `
      select bool_or(matched.role = 'implicated') as names_implicated${substances
        .map(
          ({ at }) => `,
        bool_or(matched.m${at}) as is_${at}, bool_or(matched.m${at} is null) as may_be_${at}${
          withNames
            ? `, string_agg(distinct coalesce(substance.name, matched.not_in_tree), ', ') filter (where matched.m${at} is not false) as names_${at}`
            : ''
        }`,
        )
        .join('')}
      from (
        select f.role, f.substance_code, f.not_in_tree${substances
          .map(({ question, at }) => `,\n          ${isFound(question)} as m${at}`)
          .join('')}
        from death_substance f
        left join substance_controlled_since since on since.substance_code = f.substance_code
        where f.partnership_id = r.partnership_id and f.death_id = r.death_id and f.revision = r.revision
          and f.role not in ('not_detected', 'believed_taken', 'given_in_resuscitation')) matched
      ${withNames ? 'left join substance on substance.code = matched.substance_code' : ''}`

  const ground = (withNames: boolean) => `
  l as (
    select r.partnership_id, r.death_id, r.revision${questions.map((question, at) => `,\n    ${ask(question, at)} as q${at}`).join('')}${
      withNames ? questions.map((question, at) => `,\n    ${factOf(question, at)} as fact${at}`).join('') : ''
    }
    from (
      select revision.*,
        last_possible_day(revision.event_day, revision.event_day_precision) as last_day,
        revision.cause_of_death is not null or revision.registered_on is not null
          or revision.status in ('registered', 'ons_matched', 'closed') as is_cause_known,
        revision.panel_finding <> 'not_yet' or revision.status = 'closed' as is_reviewed,
        exists (
          select from death_substance beside
          where beside.partnership_id = revision.partnership_id and beside.death_id = revision.death_id
            and beside.revision = revision.revision and beside.role in ${FOUND_AS.present}
            and beside.substance_code in ${below(['paracetamol'])}) as has_paracetamol
      from asked_revision
      join death_revision revision using (partnership_id, death_id, revision)
      offset 0
    ) r
    left join lateral (${findings(withNames)}) found on true
    offset 0
  )`

  const keysWhere = (holds: (sql: string) => string) =>
    definitions.length === 0
      ? "'{}'::text[]"
      : `array_remove(array[${definitions.map(({ key, rule }) => `case when ${holds(toSql(rule, placeOf))} then ${quoted(key)} end`).join(',\n      ')}], null)`

  return {
    questions,
    judged: `${ground(false)},
  judged as (
    select l.partnership_id, l.death_id, l.revision,
      ${keysWhere((sql) => `(${sql}) is true`)} as counts_in,
      ${keysWhere((sql) => `(${sql}) is null`)} as cannot_say
    from l)`,
    answers: ground(true),
  }
}
