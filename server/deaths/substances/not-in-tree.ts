import type { Day } from '../../contract/day.ts'
import { DeathDetails } from '../../contract/death.ts'
import type { NewFinding } from '../../contract/finding.ts'
import { NotInTreeList, type Placed } from '../../contract/not-in-tree.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { placeInOverdoses } from '../../naloxone/overdoses/store.ts'
import { addLaterRevisions as addDeathRevisions, findDeaths } from '../store.ts'
import { substanceNames } from './names.ts'
import { listSubstances } from './store.ts'
import { keyOf } from './words.ts'

/**
 * Drugs that are not in the tree. Placing one writes a new revision of each record that names it, known on the day of placing: every figure
 * as known before stays what it was. The spelling is remembered, so that the next file is read.
 */

/** Where a drug is named now: in the current revision of a death or of an overdose event. */
const NOW = `
  select 'death' as kind, head.death_id as id, finding.not_in_tree, finding.placed_from, finding.substance_code
  from death head
  join death_substance finding on finding.partnership_id = head.partnership_id and finding.death_id = head.death_id
    and finding.revision = head.current_revision
  union all
  select 'overdose', head.overdose_id, taken.not_in_tree, taken.placed_from, taken.substance_code
  from overdose head
  join overdose_person_substance taken on taken.partnership_id = head.partnership_id and taken.overdose_id = head.overdose_id
    and taken.revision = head.current_revision`

type Named = { kind: 'death' | 'overdose'; id: string; written: string }

async function whereNamed(trx: Trx, column: 'not_in_tree' | 'placed_from'): Promise<Named[]> {
  const { rows } = await trx.raw(
    `select kind, id, ${column} as written from (${NOW}) named where ${column} is not null order by kind, id`,
  )
  return rows
}

export async function listNotInTree(trx: Trx): Promise<NotInTreeList> {
  const names = substanceNames(await listSubstances(trx))
  const spellings = await trx('substance_spelling')
    .select('spelling_key', 'written', 'substance_code', 'placed_on')
    .orderBy('written')
  const unplaced = tally(await whereNamed(trx, 'not_in_tree'))
  const placed = tally(await whereNamed(trx, 'placed_from'))
  return NotInTreeList.parse({
    unplaced: [...unplaced.values()]
      .sort((a, b) => b.deaths + b.overdoses - a.deaths - a.overdoses || a.written.localeCompare(b.written))
      .map((one) => ({
        ...one,
        near: names.nearest(one.written).map((code) => ({ code, name: names.nameOf(code) })),
      })),
    placed: spellings.map(({ spelling_key, written, substance_code, placed_on }) => ({
      deaths: 0,
      overdoses: 0,
      ...placed.get(spelling_key),
      written,
      substanceCode: substance_code,
      substanceName: names.nameOf(substance_code),
      placedOn: placed_on,
    })),
  })
}

type Tallied = { written: string; deaths: number; overdoses: number }

/** By spelling: `Xyzolam` and `xyzolam ` are one. */
function tally(named: readonly Named[]): Map<string, Tallied> {
  const records = new Map<string, { writings: Map<string, number>; deaths: Set<string>; overdoses: Set<string> }>()
  for (const { kind, id, written } of named) {
    const key = keyOf(written)
    const one = records.get(key) ?? { writings: new Map(), deaths: new Set(), overdoses: new Set() }
    records.set(key, one)
    one.writings.set(written, (one.writings.get(written) ?? 0) + 1)
    one[kind === 'death' ? 'deaths' : 'overdoses'].add(id)
  }
  return new Map(
    [...records].map(([key, { writings, deaths, overdoses }]) => {
      const [written = ''] = [...writings].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0] ?? []
      return [key, { written, deaths: deaths.size, overdoses: overdoses.size }]
    }),
  )
}

/** Spellings that people of this partnership have placed: names beside the tree's, for reading files. */
export async function placedSpellings(trx: Trx): Promise<Record<string, string>> {
  const rows = await trx('substance_spelling').select('written', 'substance_code')
  return Object.fromEntries(rows.map(({ written, substance_code }) => [written, substance_code]))
}

export async function placeSubstance(
  trx: Trx,
  { written, substanceCode }: { written: string; substanceCode: string },
  { today, userId }: { today: Day; userId: string },
): Promise<Placed> {
  const key = keyOf(written)
  const names = substanceNames(await listSubstances(trx))
  const reason = `placed: ${written} is ${names.nameOf(substanceCode)}`
  await trx('substance_spelling')
    .insert({
      partnership_id: await partnershipOf(trx),
      spelling_key: key,
      written,
      substance_code: substanceCode,
      placed_on: today,
      placed_by: userId,
    })
    .onConflict(['partnership_id', 'spelling_key'])
    .merge(['written', 'substance_code', 'placed_on', 'placed_by'])
  const named = (await whereNamed(trx, 'not_in_tree')).filter((one) => keyOf(one.written) === key)
  return rewrite(trx, named, today, reason, (finding) =>
    finding.notInTree !== null && keyOf(finding.notInTree) === key
      ? { ...finding, substanceCode, notInTree: null, placedFrom: finding.notInTree }
      : finding,
  )
}

/** Takes a placing back: the records that it changed name the drug as it was written again, known from today. */
export async function unplaceSubstance(trx: Trx, written: string, today: Day): Promise<Placed | undefined> {
  const key = keyOf(written)
  const removed = await trx('substance_spelling').where({ spelling_key: key }).delete()
  if (removed === 0) return undefined
  const named = (await whereNamed(trx, 'placed_from')).filter((one) => keyOf(one.written) === key)
  return rewrite(trx, named, today, `no longer placed: ${written}`, (finding) =>
    finding.placedFrom !== null && keyOf(finding.placedFrom) === key
      ? { ...finding, substanceCode: null, notInTree: finding.placedFrom, placedFrom: null }
      : finding,
  )
}

async function rewrite(
  trx: Trx,
  named: readonly Named[],
  today: Day,
  changeReason: string,
  change: (finding: DrugOf) => DrugOf,
): Promise<Placed> {
  const idsOf = (kind: Named['kind']) => [...new Set(named.filter((one) => one.kind === kind).map(({ id }) => id))]
  const deathIds = idsOf('death')
  // one after another, each held until the end: an amendment meanwhile waits, and then finds its version changed
  await trx('death').whereIn('death_id', deathIds).orderBy('death_id').select('death_id').forUpdate()
  const deaths = await findDeaths(trx, deathIds)
  await addDeathRevisions(
    trx,
    deaths.map((death) => ({
      deathId: death.deathId,
      revision: death.revision + 1,
      knownOn: today,
      change: {
        ...DeathDetails.parse(death),
        changeReason,
        findings: death.findings.map(({ finding: _, substanceName: __, ...finding }) => ({
          ...finding,
          ...change(finding),
        })),
      },
    })),
  )
  const overdoses = await placeInOverdoses(trx, idsOf('overdose'), today, changeReason, change)
  return { deaths: deaths.length, overdoses }
}

/** What placing changes of a finding, or of what somebody is believed to have taken. */
export type DrugOf = Pick<NewFinding, 'substanceCode' | 'notInTree' | 'placedFrom'>
