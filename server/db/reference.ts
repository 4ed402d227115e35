import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import type { Knex } from 'knex'
import { z } from 'zod'
import { DefinitionCase, Rule } from '../contract/death-definition.ts'

/** What every database holds from the first day: the substance tree and the naloxone products. */

const DIRECTORY = new URL('../../migrations/reference/', import.meta.url)
const blankIsNull = z.string().transform((text) => (text === '' ? null : text))

const SubstanceRow = z.strictObject({
  code: z.string(),
  name: z.string(),
  level: z.enum(['class', 'family', 'drug']),
  parent_code: blankIsNull,
  controlled_class: blankIsNull,
  naloxone_helps: z.enum(['yes', 'no', 'unknown']),
  is_watched: z.enum(['yes', 'no']),
  is_metabolite: z.enum(['yes', 'no']),
  aliases: z.string(),
})

const ProductRow = z.strictObject({
  code: z.string(),
  name: z.string(),
  route: z.string(),
  milligrams_per_dose: blankIsNull,
  doses_per_kit: blankIsNull,
})

const LawRow = z.strictObject({
  code: z.string(),
  title: z.string(),
  covers: z.string(),
  suppliers: z.string().transform((text) => (text === '' ? [] : text.split('|'))),
  needs_training: z.enum(['yes', 'no']).transform((said) => said === 'yes'),
  state: z.string(),
  in_force_on: blankIsNull,
  until: blankIsNull,
  source: z.string(),
  known_by: z.string(),
})

const ControlRow = z.strictObject({
  substance_code: z.string(),
  controlled_class: z.string(),
  controlled_from: blankIsNull,
  reaches: z.string(),
  law: z.string(),
  known_by: z.string(),
})

const DefinitionRow = z.strictObject({
  ...{ code: z.string(), version: z.string(), position: z.int(), title: z.string(), words: z.string() },
  ...{ source: z.string(), shipped_on: z.iso.date(), rule: Rule, cases: z.array(DefinitionCase).min(1) },
})

/** Puts the reference tables in step with their CSV files; does nothing when they have not changed. */
export async function loadReference(db: Knex): Promise<void> {
  const substancesText = readFileSync(new URL('substances.csv', DIRECTORY), 'utf8')
  const productsText = readFileSync(new URL('naloxone-products.csv', DIRECTORY), 'utf8')
  const lawsText = readFileSync(new URL('supply-law.csv', DIRECTORY), 'utf8')
  const controlText = readFileSync(new URL('substance-control.csv', DIRECTORY), 'utf8')
  const definitionsText = readFileSync(new URL('death-definitions.json', DIRECTORY), 'utf8')
  const hash = createHash('sha256')
  for (const text of [substancesText, productsText, lawsText, controlText, definitionsText]) hash.update(text)
  const edition = hash.digest('hex')
  await db.transaction(async (trx) => {
    if (await trx('reference_load').where({ hash: edition }).first()) return
    await loadSubstances(trx, substancesText)
    const products = z.array(ProductRow).parse(parse(productsText, { columns: true }))
    await trx('naloxone_product').insert(products).onConflict('code').merge()
    const laws = z.array(LawRow).parse(parse(lawsText, { columns: true }))
    await trx('supply_law').insert(laws).onConflict('code').merge()
    await trx('substance_control').delete()
    await trx('substance_control').insert(z.array(ControlRow).parse(parse(controlText, { columns: true })))
    await trx.raw('select write_controlled_since()')
    // a version that has been shipped stays as it was: what is altered in the file without a new number changes nothing here
    const definitions = z.array(DefinitionRow).parse(JSON.parse(definitionsText))
    await trx('shipped_definition')
      .insert(
        definitions.map(({ rule, cases, ...row }) => ({
          ...row,
          rule: JSON.stringify(rule),
          cases: JSON.stringify(cases),
        })),
      )
      .onConflict(['code', 'version'])
      .ignore()
    await trx('reference_load').insert({ hash: edition })
  })
}

async function loadSubstances(trx: Knex.Transaction, text: string): Promise<void> {
  const substances = z.array(SubstanceRow).parse(parse(text, { columns: true }))
  const order = { class: 0, family: 1, drug: 2 }
  const rows = substances
    .toSorted((a, b) => order[a.level] - order[b.level])
    .map(({ aliases: _, is_watched, is_metabolite, ...row }) => ({
      ...row,
      is_watched: is_watched === 'yes',
      is_metabolite: is_metabolite === 'yes',
    }))
  for (const level of ['class', 'family', 'drug']) {
    const atLevel = rows.filter((row) => row.level === level)
    // a family may stand under another family: parents first
    const known = new Set(
      rows.filter((row) => order[row.level] < order[level as keyof typeof order]).map((row) => row.code),
    )
    let waiting = atLevel
    while (waiting.length) {
      const ready = waiting.filter((row) => row.parent_code === null || known.has(row.parent_code))
      if (!ready.length)
        throw new Error(`substances.csv: no parent found for ${waiting.map((row) => row.code).join(', ')}`)
      await trx('substance').insert(ready).onConflict('code').merge()
      for (const row of ready) known.add(row.code)
      waiting = waiting.filter((row) => !known.has(row.code))
    }
  }
  await trx('substance_ancestor').delete()
  await trx.raw(`
    insert into substance_ancestor (substance_code, ancestor_code, depth)
    with recursive climb (substance_code, ancestor_code, depth) as (
      select code, code, 0 from substance
      union all
      select climb.substance_code, parent.parent_code, climb.depth + 1
      from climb
      join substance parent on parent.code = climb.ancestor_code
      where parent.parent_code is not null)
    select substance_code, ancestor_code, depth from climb`)
  const aliases = substances.flatMap((substance) =>
    [substance.name, ...substance.aliases.split('|')]
      .map((alias) => alias.trim().toLowerCase())
      .filter((alias) => alias.length >= 2)
      .map((alias) => ({ alias, substance_code: substance.code })),
  )
  const once = new Map(aliases.map((alias) => [alias.alias, alias]))
  await trx('substance_alias').delete()
  await trx('substance_alias').insert([...once.values()])
}
