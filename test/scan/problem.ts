import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readParameters } from '../../jobs/scan/parameters.ts'
import { runScan, type ScanReport } from '../../jobs/scan/run.ts'
import { readStudy } from '../../jobs/scan/study.ts'

/** Writes files into a new folder and gives its path. */
export function writeFolder(files: Record<string, string | Buffer>): string {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-scan-'))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  return folder
}

/** A purely spatial Poisson problem of six places in a row; more parameters, or other values, by name. */
export function parameterFile(changes: Record<string, string> = {}): string {
  const parameters: Record<string, string> = {
    CaseFile: 'row.cas',
    PopulationFile: 'row.pop',
    CoordinatesFile: 'row.geo',
    CoordinatesType: '0',
    PrecisionCaseTimes: '0',
    StartDate: '2024/01/01',
    EndDate: '2024/12/31',
    AnalysisType: '1',
    ModelType: '0',
    ScanAreas: '1',
    MonteCarloReps: '99',
    ...changes,
  }
  return [
    '[Analysis]',
    '; a comment',
    ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`),
    '',
  ].join('\r\n')
}

const names = ['A', 'B', 'C', 'D', 'E', 'F']

export const row = {
  'row.geo': names.map((name, i) => `${name} ${i * i} 0`).join('\n'),
  'row.pop': names.map((name) => `${name} 2024 1000`).join('\n'),
  'row.cas': 'A 9\nB 8\nC 1\nD 2\nE 2\nF 2\n',
  'row.ctl': names.map((name) => `${name} 20`).join('\n'),
  'row.prm': parameterFile(),
}

export const overTime = {
  AnalysisType: '4',
  PrecisionCaseTimes: '3',
  TimeAggregationUnits: '3',
  TimeAggregationLength: '1',
  MaxTemporalSizeInterpretation: '1',
  MaxTemporalSize: '7',
  StartDate: '2024/1/1',
  EndDate: '2024/1/30',
}

/** What `vigil scan` computes, in this process and on one thread. */
export function scanHere(file: string, replicas?: number, seed = 1): Promise<ScanReport> {
  const parameters = readParameters(readFileSync(file, 'utf8'))
  const study = readStudy(parameters, file)
  return runScan(study, { replicas: replicas ?? parameters.replicas, seed, compute: undefined, say: () => {} })
}
