import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../jobs/scan/run.ts'
import type { InputAccount } from '../../jobs/scan/study.ts'
import { parameterFile, row, scanHere, writeFolder } from './problem.ts'

type Answer = ScanReport & { cpuSeconds: number; inputs: InputAccount[]; files: string[]; notes: string[] }

// its bundle is made once
const home = mkdtempSync(join(tmpdir(), 'vigil-home-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

function startScan(...given: string[]) {
  return spawn(process.execPath, ['jobs/vigil.mjs', 'scan', ...given], {
    env: { ...process.env, VIGIL_HOME: home },
    cwd: new URL('../..', import.meta.url).pathname,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function vigilScan(...given: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((settle) => {
    const child = startScan(...given)
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('close', (code) => settle({ code, stdout, stderr }))
  })
}

async function answer(...given: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await vigilScan(...given, '--json')
  expect(code, stderr).toBe(0)
  return JSON.parse(stdout) as Answer
}

const inFolder = (files: Record<string, string> = {}) => join(writeFolder({ ...row, ...files }), 'row.prm')

describe('vigil scan', () => {
  it('prints the clusters as JSON alone on standard output, and progress beside it', async () => {
    const { code, stdout, stderr } = await vigilScan(inFolder(), '--json', '--threads', '1')
    expect(code).toBe(0)
    expect(stderr).toContain('replicas: 99 of 99')
    const { cpuSeconds, inputs, files, notes, ...report } = JSON.parse(stdout) as Answer
    expect(inputs.map(({ parameter, rows }) => [parameter, rows])).toEqual([
      ['CoordinatesFile', 6],
      ['CaseFile', 6],
      ['PopulationFile', 6],
    ])
    expect([files, notes]).toEqual([[], []])
    expect(cpuSeconds).toBeGreaterThan(0)
    const [first] = report.clusters
    expect(report).toMatchObject({ model: 'discrete Poisson', analysis: 'purely spatial', replicas: 99 })
    // by hand: A and B have 17 of 24 cases and a third of the people; 17·ln(17/8) + 7·ln(7/16)
    expect(first).toMatchObject({
      rank: 1,
      locations: ['A', 'B'],
      centre: [0, 0],
      radiusKm: 1,
      firstDay: null,
      lastDay: null,
      observed: 17,
      expected: 8,
      recurrenceIntervalDays: null,
    })
    expect(first?.relativeRisk).toBeCloseTo(17 / 8 / (7 / 16), 9)
    expect(first?.statistic).toBeCloseTo(17 * Math.log(17 / 8) + 7 * Math.log(7 / 16), 9)
    expect(first?.pValue).toBeLessThanOrEqual(0.03)
    expect(Object.keys(first ?? {})).toEqual([
      'rank',
      'locations',
      'centre',
      'radiusKm',
      'firstDay',
      'lastDay',
      'observed',
      'expected',
      'relativeRisk',
      'statistic',
      'pValue',
      'gumbelP',
      'recurrenceIntervalDays',
    ])
  })

  it('gives the same answer on any number of threads, and another for another seed', async () => {
    const file = inFolder()
    // enough of them that other threads begin before this one is through
    const there = await answer(file, '--threads', '3', '--replicas', '20000', '--seed', '2')
    expect(there.clusters).toEqual((await scanHere(file, 20_000, 2)).clusters)
    expect(there.clusters[0]?.gumbelP).not.toBe((await scanHere(file, 200, 1)).clusters[0]?.gumbelP)
  })

  it('writes the files that are asked for, says which it does not, and what is left out', async () => {
    const asks = { ResultsFile: 'out.txt', SaveSimLLRsASCII: 'y', OutputShapefiles: 'y' }
    const file = inFolder({ 'row.prm': parameterFile(asks) })
    const folder = dirname(file)
    const { stdout } = await vigilScan(file, '--threads', '1')
    expect(stdout).toContain('PopulationFile ')
    expect(stdout).toContain('Left out: OutputShapefiles=y (shape files are not written).')
    expect(stdout).toContain(`Written: ${join(folder, 'out.llr.txt')}`)
    expect(readFileSync(join(folder, 'out.llr.txt'), 'utf8').split('\n')).toHaveLength(100)

    writeFileSync(join(folder, 'out.txt'), 'of another program')
    const { notes, files } = await answer(file, '--threads', '1')
    expect([files, notes[1]]).toEqual([[], expect.stringContaining('out.txt is there, and not by this program')])
    // where the user says where, what is not written is a failure
    const { code } = await vigilScan(file, '--threads', '1', '--output', folder)
    expect(code).toBe(2)
    expect((await answer(file, '--output', folder, '--overwrite', '--threads', '1')).files).toHaveLength(2)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])

    writeFileSync(join(folder, 'out.txt'), 'of another program')
    expect((await answer(file, '--no-files', '--threads', '1')).notes).toHaveLength(1)
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('of another program')
  })

  it('says it in words without --json', async () => {
    const { code, stdout } = await vigilScan(inFolder(), '--threads', '1')
    expect(code).toBe(0)
    expect(stdout).toContain('1. 2 locations: A, B')
    expect(stdout).toContain('17 cases, 8.00 expected; relative risk 4.86')
  })

  it.each([
    [
      'a parameter it cannot follow',
      { 'row.prm': parameterFile({ SpatialWindowShapeType: '1' }) },
      [],
      'SpatialWindowShapeType=1 is not supported: elliptic windows are not planned',
    ],
    ['a fault in an input file', { 'row.cas': 'A 9\nB many' }, [], 'row 2, column 2: the count is not a number: many.'],
    ['options that are no numbers', {}, ['--replicas', '-3'], '--replicas -3 is not a whole number'],
  ])('ends with 1 and a sentence at %s', async (_, files, options, sentence) => {
    const { code, stdout, stderr } = await vigilScan(inFolder(files), '--json', ...options)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toContain(sentence)
    expect(stderr).not.toContain('    at ')
  })

  it('ends without a word where nobody reads the answer, and goes on where nobody reads the progress', async () => {
    const unread = startScan(inFolder(), '--threads', '1')
    unread.stdout.destroy()
    let [stdout, stderr] = ['', '']
    unread.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    expect(await new Promise((settle) => unread.on('close', settle))).toBe(0)
    expect(stderr).not.toContain('EPIPE')

    const silent = startScan(inFolder(), '--threads', '1', '--json')
    silent.stderr.destroy()
    silent.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    expect(await new Promise((settle) => silent.on('close', settle))).toBe(0)
    expect((JSON.parse(stdout) as Answer).clusters).toHaveLength(1)
  })

  it('ends with 1 where there is no such file', async () => {
    const { code, stderr } = await vigilScan('/no/such.prm')
    expect(code).toBe(1)
    expect(stderr).toContain('Cannot read /no/such.prm (ENOENT)')
  })
})
