import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { drawWeighted } from '../../../jobs/demo/draw.ts'
import { substanceOf } from '../../../jobs/demo/mixtures.ts'
import type { Random } from '../../../jobs/stats/draws/random.ts'
import type { Snapshot } from '../../../server/surveillance/nights/snapshot.ts'

/** The list every database holds from the first day. */
const rows: {
  code: string
  name: string
  level: string
  parent_code: string
  is_watched: string
  is_metabolite: string
}[] = parse(readFileSync(new URL('../../../migrations/reference/substances.csv', import.meta.url), 'utf8'), {
  columns: true,
})

export const substances: Snapshot['substances'] = rows
  .map((row) => ({
    code: row.code,
    name: row.name,
    parentCode: row.parent_code || null,
    level: row.level,
    isWatched: row.is_watched === 'yes',
    isMetabolite: row.is_metabolite === 'yes',
  }))
  .sort((a, b) => (a.code < b.code ? -1 : 1))

/** A panel that looks for everything: every class. */
export const everyClass = substances.flatMap(({ code, parentCode }) => (parentCode === null ? [code] : []))

/** Main opioid of a death, in shares of 100; '' is none. After Cornwall's published figures, as the demo's (jobs/demo/mixtures.ts). */
const MAIN_OPIOID = [
  ['heroin', 33],
  ['heroin-morphine', 7],
  ['methadone', 31],
  ['codeine', 6],
  ['dihydrocodeine', 4],
  ['tramadol', 5],
  ['oxycodone', 3],
  ['buprenorphine', 3],
  ['', 8],
] as const

/** Beside it: the share of deaths with it where the main opioid is one of the street (heroin, methadone), and elsewhere. */
const BESIDE = [
  ['cocaine', 0.54, 0.25],
  ['diazepam', 0.5, 0.36],
  ['pregabalin', 0.33, 0.24],
  ['ethanol', 0.3, 0.43],
  ['bromazolam', 0.12, 0.04],
  ['gabapentin', 0.09, 0.12],
  ['zopiclone', 0.07, 0.13],
  ['alprazolam', 0.07, 0.03],
  ['mirtazapine', 0.16, 0.19],
  ['sertraline', 0.08, 0.11],
  ['amitriptyline', 0.06, 0.15],
  ['quetiapine', 0.06, 0.09],
  ['paracetamol', 0.06, 0.18],
  ['ketamine', 0.04, 0.07],
  ['amphetamine', 0.07, 0.07],
  ['cannabis', 0.18, 0.14],
] as const

/** What the laboratory finds in one death of the background: each its own draw, commoner or rarer beside street opioids, with metabolites. */
export function drawMixture(random: Random): string[] {
  const main = drawWeighted(random, MAIN_OPIOID)
  const isStreet = main === 'heroin' || main === 'heroin-morphine' || main === 'methadone'
  const beside = BESIDE.filter(([, street, elsewhere]) => random() < (isStreet ? street : elsewhere)).map(
    ([code]) => code,
  )
  const taken = [main, ...beside].filter((code) => code !== '')
  return addMetabolites(random, taken.length > 0 ? taken : ['cocaine'])
}

export function addMetabolites(random: Random, taken: readonly string[]): string[] {
  const found = taken.flatMap((code) => {
    const [metabolite, chance] = substanceOf(code).metabolite ?? []
    return metabolite && random() < (chance ?? 0) ? [code, metabolite] : [code]
  })
  return [...new Set(found)].sort()
}
