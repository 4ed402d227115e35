import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { WrongInput } from '../wrong-input.ts'
import { describeResults, HEADING } from './output-results.ts'
import { figuresOf, tableOf } from './output-tables.ts'
import type { Ending, Parameters } from './parameters.ts'
import type { ScanReport } from './run.ts'
import type { InputAccount, Study } from './study.ts'

/*
 * The files that a parameter file asks for, in the columns of SaTScan 10: the results, clusters (.col), clusters by data set
 * (.sci), locations of clusters (.gis), risks of all locations (.rr) and the replicas' statistics (.llr). Kulldorff M. SaTScan
 * User Guide, Results of Analysis. Columns that belong to what is left out (the Gini index) are not there.
 */

/** Where each file goes; empty where the parameter file names none. */
export type OutputPaths = { results: string; others: { ending: Ending; path: string }[]; notes: string[] }

/**
 * @param folder where the user wants them; left out, where the parameter file says, or beside it where there is no such folder
 * @throws WrongInput where one would be written over what is read
 */
export function planOutput(
  { output }: Parameters,
  parameterFile: string,
  inputs: readonly InputAccount[],
  folder?: string,
): OutputPaths {
  if (output.results === '') return { results: '', others: [], notes: [] }
  const notes: string[] = []
  const here = dirname(resolve(parameterFile))
  const named = resolve(here, sep === '/' ? output.results.replaceAll('\\', '/') : output.results)
  let results = folder === undefined ? named : join(resolve(folder), basename(named))
  if (folder === undefined && !existsSync(dirname(named))) {
    results = join(here, basename(named))
    notes.push(`There is no folder ${dirname(named)} (ResultsFile): results are written to ${here}.`)
  }
  if (existsSync(results) && statSync(results).isDirectory())
    throw new WrongInput(`ResultsFile=${output.results} is a folder: ${results}.`)
  const stem = results.replace(/\.txt$/i, '')
  const others = output.endings.map((ending) => ({ ending, path: `${stem}.${ending}.txt` }))
  const read = new Set([resolve(parameterFile), ...inputs.map(({ file }) => resolve(file))])
  for (const path of [results, ...others.map((other) => other.path)])
    if (read.has(path))
      throw new WrongInput(`ResultsFile=${output.results} would be written over ${path}, which is read.`)
  return { results, others, notes }
}

/**
 * Writes the files; gives those that were written, and a sentence on each that was not. Every file is whole or as it was before.
 * A results file that is not ours stays, and what belongs to it, unless `overwrites`.
 */
export function writeOutput(
  study: Study,
  report: ScanReport,
  { results, others }: OutputPaths,
  { overwrites, isFolderGiven }: { overwrites: boolean; isFolderGiven: boolean },
): { written: string[]; notes: string[] } {
  if (results === '') return { written: [], notes: [] }
  const folder = dirname(results)
  if (isFolderGiven) {
    try {
      mkdirSync(folder, { recursive: true })
    } catch (error) {
      return { written: [], notes: [`Not written: ${folder} cannot be made (${codeOf(error)}).`] }
    }
  }
  // whoever may write everywhere leaves alone what is marked as to be read only
  else if ((statSync(folder).mode & 0o222) === 0)
    return {
      written: [],
      notes: [`Not written: ${basename(results)}, because ${folder} is read-only (--output FOLDER).`],
    }
  if (!overwrites && existsSync(results) && !isOurs(results))
    return {
      written: [],
      notes: [`Not written: ${results} is there, and not by this program (--overwrite, or --output FOLDER).`],
    }
  const figures = figuresOf(study, report)
  const written: string[] = []
  const notes: string[] = []
  const all = [
    { path: results, text: () => describeResults(figures) },
    ...others.map(({ ending, path }) => ({ path, text: () => tableOf(ending, figures) })),
  ]
  for (const { path, text } of all) {
    const content = text()
    if (content === undefined) {
      notes.push(`Not written: ${basename(path)}, because a space-time permutation knows no risk of a location.`)
      continue
    }
    try {
      writeFileSync(`${path}.part`, content)
      renameSync(`${path}.part`, path)
      written.push(path)
    } catch (error) {
      rmSync(`${path}.part`, { force: true })
      notes.push(`Not written: ${path} (${codeOf(error)}).`)
    }
  }
  return { written, notes }
}

function isOurs(path: string): boolean {
  return readFileSync(path, 'utf8').slice(0, 400).includes(HEADING)
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
