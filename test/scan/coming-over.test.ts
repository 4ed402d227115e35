import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { planOutput, writeOutput } from '../../jobs/scan/output-files.ts'
import { readParameters } from '../../jobs/scan/parameters.ts'
import { describeReport } from '../../jobs/scan/print.ts'
import { type ReportedCluster, runScan } from '../../jobs/scan/run.ts'
import { readStudy } from '../../jobs/scan/study.ts'
import { overTime, parameterFile, row, scanHere, writeFolder } from './problem.ts'

/** A study as a user of SaTScan may have it, in a folder of its own. */
function open(changes: Record<string, string>, files: Record<string, string | Buffer> = {}) {
  const folder = writeFolder({ ...row, ...files, 'row.prm': parameterFile(changes) })
  const file = join(folder, 'row.prm')
  const parameters = readParameters(readFileSync(file, 'utf8'))
  return { folder, file, parameters, read: () => readStudy(parameters, file) }
}

const counted = {
  'row.pop': 'A 2024 10\nB 2024 20\nC 2024 30',
  'row.geo': 'A 0 0\nB 1 0\nC 4 0',
  'row.cas': 'A 3\nB 1\nC 2',
}
const whatItIs = { names: ['A', 'B', 'C'], cases: [3, 1, 2], people: [10, 20, 30] }

function whatIsRead(study: ReturnType<typeof readStudy>) {
  const cases = study.places.map(() => 0)
  for (const { place, count } of study.cases) cases[place] = (cases[place] as number) + count
  return {
    names: study.names,
    cases,
    people: study.names.map((_, place) => study.populations.get(place)?.[0]?.people),
  }
}

describe('input as it comes', () => {
  const bom = '\uFEFF'
  it.each([
    ['plain', counted, {}],
    [
      'with marks, carriage returns, tabs and blank lines',
      Object.fromEntries(
        Object.entries(counted).map(([name, text]) => [
          name,
          `${bom}${text.replaceAll(' ', '\t').replaceAll('\n', '\r\n\r\n')}\r\n`,
        ]),
      ),
      {},
    ],
    ['quoted', { ...counted, 'row.cas': '"A" "3"\n"B" 1\n"C" 2\n' }, {}],
    ['in other letters than the parameter file says', counted, { CaseFile: 'ROW.CAS', PopulationFile: 'Row.Pop' }],
    ['where Windows says it is, on another machine', counted, { CaseFile: 'C:\\Users\\Ann Other\\study\\row.cas' }],
    ['where another machine had it', counted, { CoordinatesFile: '/Users/ann/Google Drive/study/row.geo' }],
    [
      'between commas, by the map of the import wizard, with a heading and other columns',
      {
        ...counted,
        'row.cas': 'made on Monday\nid,age,n\n"A","70, say",3\n"B","",1\nC,"said ""old""",2\n',
        'row.pop': 'A;10\nB;20\nC;30\n',
      },
      {
        'CaseFile-SourceFieldMap': '1,3',
        'CaseFile-SourceDelimiter': ',',
        'CaseFile-SourceSkip': '1',
        'CaseFile-SourceFirstRowHeader': 'y',
        'PopulationFile-SourceFieldMap': '1,unspecified,2',
        'PopulationFile-SourceDelimiter': ';',
      },
    ],
    [
      'a row a person, counted as one',
      { ...counted, 'row.cas': 'A\nC\nA\nB\nC\nA\n' },
      { 'CaseFile-SourceFieldMap': '1,oneCount' },
    ],
    [
      'with populations at no date',
      { ...counted, 'row.pop': 'A unspecified 10\nB Unspecified 20\nC unspecified 30' },
      {},
    ],
    ['with years of two digits', { ...counted, 'row.pop': 'A 24 10\nB 24 20\nC 24 30' }, {}],
  ])('is read %s', (_, files, changes) => {
    expect(whatIsRead(open(changes, files).read())).toEqual(whatItIs)
  })

  it('is said to be elsewhere, or of another century than written, where it is', () => {
    const { folder, read } = open(
      { CaseFile: 'D:\\data\\ROW.CAS' },
      { ...counted, 'row.pop': 'A 24 10\nB 24 20\nC 24 30\nA 98 1\nB 98 2\nC 98 3' },
    )
    expect(read().notes).toEqual([
      `CaseFile=D:\\data\\ROW.CAS is read from ${join(folder, 'row.cas')}.`,
      'Years of two digits are those nearest to the study period: 24 is 2024, 98 is 1998.',
    ])
  })

  it('is said to have populations at dates that differ between locations', () => {
    const pop = 'A 2020 10\nA 2024 12\nB 2020/7/1 20\nB 2024 20\nC 2022 30'
    expect(open({}, { ...counted, 'row.pop': pop }).read().notes).toEqual([
      'Populations are of different dates in different locations, and each is interpolated between its own: 2020-07-01, 2024-07-01 of 2 (A, …); 2022-07-01 of 1 (C).',
    ])
    // by covariates, each location has them all
    const same = {
      'row.cas': 'A 3 old\nB 1 young',
      'row.pop': 'A 2020 10 old\nA 2024 10 young\nB 2020 10 old\nB 2024 10 young',
    }
    expect(open({}, { ...counted, ...same }).read().notes).toEqual([])
  })

  it('has every line accounted for', () => {
    const { read } = open(
      { ...overTime, ModelType: '2', StudyPeriodCheckType: '1', GeographicalCoordinatesCheckType: '1' },
      {
        ...counted,
        'row.cas': '\nA 3 2024/1/2\nB 0 2024/1/3\n\nZ 1 2024/1/4\nC 2 2024/1/30\nA 1 2023/12/31\nA 1 2024/1/31\n',
      },
    )
    const study = read()
    expect(study.cases.map(({ count }) => count)).toEqual([3, 2])
    expect(study.inputs.map(({ parameter, rows, blank, leftOut }) => [parameter, rows, blank, leftOut])).toEqual([
      ['CoordinatesFile', 3, 0, []],
      [
        'CaseFile',
        3,
        2,
        [
          { reason: 'of a location without coordinates', rows: 1 },
          { reason: 'outside the study period', rows: 2 },
        ],
      ],
    ])
  })

  it.each([
    [
      'a date that may be read in two ways',
      { 'row.cas': 'A 1 01/02/03' },
      overTime,
      'row 1, column 3: which of these is the year? Write it with four digits: 01/02/03',
    ],
    [
      'a time that is no number',
      { 'row.cas': 'A 1 2024/1/1' },
      { ...overTime, PrecisionCaseTimes: '4', TimeAggregationUnits: '4', StartDate: '0', EndDate: '9' },
      'row 1, column 3: this is no whole number: 2024/1/1',
    ],
    [
      'a time outside',
      { 'row.cas': 'A 1 10' },
      { ...overTime, PrecisionCaseTimes: '4', TimeAggregationUnits: '4', StartDate: '0', EndDate: '9' },
      'row 1, column 3: the time is outside the study period: 10',
    ],
    [
      'a population with and without a date',
      { 'row.pop': 'A 2024 10\nA unspecified 10' },
      {},
      'row 2, column 2: this location has a population at a date and one that is unspecified',
    ],
    [
      'a column that the map names and is not there',
      { 'row.cas': 'A,3\nB' },
      { 'CaseFile-SourceFieldMap': '1,2', 'CaseFile-SourceDelimiter': ',' },
      'row 2, column 2: CaseFile-SourceFieldMap names this column, and it is missing',
    ],
    [
      'a fault in the column of the file, not of the map',
      { 'row.cas': 'x,y,A\nmany,z,B' },
      { 'CaseFile-SourceFieldMap': '3,1', 'CaseFile-SourceDelimiter': ',' },
      'row 1, column 1: the count is not a number: x',
    ],
    ['commas, with how to say so', { 'row.cas': 'A,3' }, {}, 'CaseFile-SourceDelimiter and CaseFile-SourceFieldMap'],
    ['a study that begins in no year', {}, { StartDate: '73/1/1' }, 'StartDate=73/1/1 is no date such as 2024/3/14'],
    [
      'generic times that are dates',
      {},
      { ...overTime, PrecisionCaseTimes: '4', TimeAggregationUnits: '4' },
      'StartDate=2024/1/1 is no whole number',
    ],
    [
      'a window longer than the longest',
      {},
      { ...overTime, ModelType: '2', MinimumTemporalClusterSize: '8' },
      'MinimumTemporalClusterSize=8 is longer than the longest window',
    ],
  ])('fails at %s', (_, files, changes: Record<string, string>, reason) => {
    const { file } = open(changes, { ...counted, ...files })
    expect(() => scanHere(file, 9)).toThrow(reason)
  })
})

describe('a scan that SaTScan’s users ask for', () => {
  it('of low rates finds where there are fewer than expected, and of both the stronger', async () => {
    const files = {
      ...counted,
      'row.geo': row['row.geo'],
      'row.pop': row['row.pop'],
      'row.cas': 'A 9\nB 8\nC 9\nD 8\nE 0\nF 8\n',
    }
    const scan = async (changes: Record<string, string>) => (await scanHere(open(changes, files).file, 99)).clusters[0]
    // by hand: none of 42 cases at a sixth of the people
    expect(await scan({ ScanAreas: '2' })).toMatchObject({
      locations: ['E'],
      observed: 0,
      expected: 7,
      relativeRisk: 0,
    })
    expect((await scan({ ScanAreas: '3' }))?.statistic).toBeCloseTo(42 * Math.log(42 / 35), 9)
    expect((await scan({ ScanAreas: '2', MinimumCasesInLowRateClusters: '1' }))?.observed).toBeGreaterThan(0)
    expect((await scan({ ScanAreas: '1' }))?.observed).toBeGreaterThan(7)
  })

  it('says of a p that is too small for a number that it is below the smallest', async () => {
    // an eruption beyond any chance
    const { file } = open({}, { 'row.cas': 'A 90000\nB 1\nC 1\nD 1\nE 1\nF 1' })
    const report = await scanHere(file)
    expect(report.clusters[0]?.gumbelP).toBe(0)
    expect(describeReport(report, true)).toContain('p 0.0100 (Monte Carlo), below 1e-300 (Gumbel)')
  })

  it('has no p without replicas, and as many scans as it is allowed', async () => {
    const { file } = open({ MonteCarloReps: '0', IterativeScan: 'y', IterativeScanMaxIterations: '2' })
    const { clusters } = await scanHere(file)
    expect(clusters.map(({ pValue, gumbelP }) => [pValue, gumbelP])).toEqual([
      [null, null],
      [null, null],
    ])
  })

  it('in generic time tells its numbers', async () => {
    const generic = {
      PrecisionCaseTimes: '4',
      TimeAggregationUnits: '4',
      StartDate: '0',
      EndDate: '29',
      ModelType: '2',
    }
    const quiet = Array.from({ length: 24 }, (_, i) => `${'BCDEF'[i % 5]} 1 ${i}`).join('\n')
    const { file } = open({ ...overTime, ...generic }, { 'row.cas': `${quiet}\nA 3 28\nA 2 29` })
    const [cluster] = (await scanHere(file)).clusters
    expect(cluster).toMatchObject({ locations: ['A'], firstDay: '28', lastDay: '29', observed: 5 })
    // the same in days
    const inDays = quiet.replace(/ (\d+)$/gm, (_, day) => ` 2024/1/${Number(day) + 1}`)
    const same = open({ ...overTime, ModelType: '2' }, { 'row.cas': `${inDays}\nA 3 2024/1/29\nA 2 2024/1/30` })
    expect((await scanHere(same.file)).clusters[0]).toMatchObject({
      pValue: cluster?.pValue,
      firstDay: '2024-01-29',
      lastDay: '2024-01-30',
    })
  })

  it('looks at no window shorter than it is told', async () => {
    const quiet = Array.from({ length: 24 }, (_, i) => `${'BCDEF'[i % 5]} 1 2024/1/${i + 1}`).join('\n')
    const files = { 'row.cas': `${quiet}\nA 5 2024/1/30` }
    const longest = async (least: string) => {
      const changes = { ...overTime, ModelType: '2', MinimumTemporalClusterSize: least }
      return (await scanHere(open(changes, files).file)).clusters[0]
    }
    expect(await longest('1')).toMatchObject({ firstDay: '2024-01-30' })
    expect(await longest('3')).toMatchObject({ firstDay: '2024-01-28', lastDay: '2024-01-30', observed: 5 })
  })
})

describe('the files that a parameter file asks for', () => {
  const all = {
    ResultsFile: 'row.txt',
    MostLikelyClusterEachCentroidASCII: 'y',
    MostLikelyClusterCaseInfoEachCentroidASCII: 'y',
    CensusAreasReportedClustersASCII: 'y',
    IncludeRelativeRisksCensusAreasASCII: 'y',
    SaveSimLLRsASCII: 'y',
  }

  async function write(
    changes: Record<string, string>,
    files: Record<string, string> = {},
    { overwrites = false, output }: { overwrites?: boolean; output?: string } = {},
  ) {
    const { folder, file, parameters, read } = open({ ...all, ...changes }, files)
    const study = read()
    const paths = planOutput(parameters, file, study.inputs, output)
    const report = await runScan(study, { replicas: parameters.replicas, seed: 1, compute: undefined, say: () => {} })
    const outcome = writeOutput(study, report, paths, { overwrites, isFolderGiven: output !== undefined })
    const lines = (name: string) =>
      readFileSync(join(output ?? folder, name), 'utf8')
        .split('\n')
        .slice(0, -1)
    const columns = (name: string) => lines(name).map((line) => line.trim().split(/\s+/))
    return { folder, report, notes: [...paths.notes, ...outcome.notes], written: outcome.written, lines, columns }
  }

  it('have SaTScan’s columns: clusters, by data set, their locations, all risks, the replicas', async () => {
    const { written, notes, lines, columns, report, folder } = await write({ PrintAsciiColumnHeaders: 'y' })
    expect(notes).toEqual([])
    expect(written).toEqual(
      ['txt', 'col.txt', 'sci.txt', 'gis.txt', 'rr.txt', 'llr.txt'].map((ending) => join(folder, `row.${ending}`)),
    )
    const p = report.clusters[0]?.pValue?.toFixed(3)
    // by hand: 17 of 24 cases at A and B, a third of the people; A has 9 of 24 and a sixth
    expect(columns('row.col.txt')).toEqual(
      [
        'CLUSTER LOC_ID X Y RADIUS START_DATE END_DATE NUMBER_LOC LLR P_VALUE OBSERVED EXPECTED ODE REL_RISK POPULATION',
        `1 A 0 0 1.00 2024/1/1 2024/12/31 2 7.027371 ${p} 17 8.00 2.13 4.86 2000.00`,
      ].map((line) => line.split(' ')),
    )
    // widths as SaTScan has them
    expect(lines('row.col.txt')[1]?.indexOf('A')).toBe(20)
    expect(lines('row.col.txt')[1]?.indexOf('2024/1/1')).toBe(20 + 32 + 60)
    expect(columns('row.sci.txt')).toEqual([
      'CLUSTER DATASET CATEGORY OBSERVED EXPECTED ODE REL_RISK POPULATION'.split(' '),
      '1 1 1 17 8.00 2.13 4.86 2000.00'.split(' '),
    ])
    expect(columns('row.gis.txt')).toEqual(
      [
        'LOC_ID CLUSTER P_VALUE CLU_OBS CLU_EXP CLU_ODE CLU_RR CLU_POP LOC_OBS LOC_EXP LOC_ODE LOC_RR LOC_POP LOC_X LOC_Y',
        `A 1 ${p} 17 8.00 2.13 4.86 2000.00 9 4.00 2.25 3.00 1000.00 0 0`,
        `B 1 ${p} 17 8.00 2.13 4.86 2000.00 8 4.00 2.00 2.50 1000.00 1 0`,
      ].map((line) => line.split(' ')),
    )
    expect(columns('row.rr.txt').slice(0, 4)).toEqual([
      ['LOC_ID', 'OBSERVED', 'EXPECTED', 'ODE', 'REL_RISK'],
      ['A', '9', '4.00', '2.25', '3.00'],
      ['B', '8', '4.00', '2.00', '2.50'],
      ['C', '1', '4.00', '0.25', '0.22'],
    ])
    expect(columns('row.llr.txt')).toEqual([['LLR'], ...Array.from(report.maxima, (maximum) => [maximum.toFixed(6)])])
    const text = lines('row.txt').join('\n')
    for (const line of [
      'Purely Spatial analysis',
      'scanning for clusters with high rates',
      'using the Discrete Poisson model.',
      'Study period.......................: 2024/1/1 to 2024/12/31',
      'Total number of cases..............: 24',
      '1.Location IDs included.: A, B',
      '  Coordinates / radius..: (0,0) / 1.00',
      '  Relative risk.........: 4.86',
      '  Log likelihood ratio..: 7.027371',
      `CaseFile ${join(folder, 'row.cas')}: 6 rows used.`,
    ])
      expect(text).toContain(`${line}\n`)
  })

  it('of a permutation over time have times, a recurrence interval and no risks, which is said', async () => {
    const quiet = Array.from({ length: 24 }, (_, i) => `${'BCDEF'[i % 5]} 1 2024/1/${i + 1}`).join('\n')
    const { notes, columns, lines, report } = await write(
      { ...overTime, ModelType: '2', ResultsFile: 'out', CoordinatesType: '1' },
      { 'row.cas': `${quiet}\nA 3 2024/1/29\nA 2 2024/1/30` },
    )
    expect(notes).toEqual(['Not written: out.rr.txt, because a space-time permutation knows no risk of a location.'])
    const [cluster] = report.clusters
    expect(columns('out.col.txt')[0]).toEqual(
      `1 A 0.000000 0.000000 0 2024/1/29 2024/1/30 1 ${cluster?.statistic.toFixed(6)} ${cluster?.pValue?.toFixed(3)} ${cluster?.recurrenceIntervalDays?.toFixed(0)} 5 0.86 5.80`.split(
        ' ',
      ),
    )
    expect(columns('out.gis.txt')[0]?.slice(-5)).toEqual(['5', '0.86', '5.80', '0.000000', '0.000000'])
    expect(lines('out').join('\n')).toContain('  Time frame............: 2024/1/29 to 2024/1/30\n')
  })

  it('tell in words alone of clusters that last to the end, which SaTScan does not report', async () => {
    const { file, parameters, read, folder } = open(
      { ...all, ...overTime, AnalysisType: '3', ModelType: '2' },
      {
        'row.cas': 'A 3 2024/1/29\nA 2 2024/1/30\nB 4 2024/1/3\nC 4 2024/1/9\nB 1 2024/1/19',
      },
    )
    const study = read()
    const report = await runScan(study, { replicas: 9, seed: 1, compute: undefined, say: () => {} })
    const isLast = ({ locations, lastDay }: ReportedCluster) => locations[0] === 'A' && lastDay === '2024-01-30'
    const atTheEnd = report.clusters.filter(isLast)
    expect(atTheEnd).toHaveLength(1)
    const further = { ...report, clusters: report.clusters.filter((cluster) => !isLast(cluster)), atTheEnd }
    const paths = planOutput(parameters, file, study.inputs)
    writeOutput(study, further, paths, { overwrites: false, isFolderGiven: false })
    const text = (name: string) => readFileSync(join(folder, name), 'utf8')
    const [, told = ''] = text('row.txt').split('FURTHER CLUSTERS THAT LAST TO THE END OF THE STUDY')
    expect(told).toMatch(/\d\.Location IDs included\.: A\n/)
    expect(told).toContain('  Time frame............: 2024/1/29 to 2024/1/30\n')
    expect(text('row.col.txt')).not.toContain('2024/1/30')
  })

  it('of a Bernoulli model have the share of cases', async () => {
    const { columns } = await write({ ModelType: '1', ControlFile: 'row.ctl' })
    // 17 of the 57 at A and B
    expect(columns('row.sci.txt')[0]?.slice(-2)).toEqual(['57.00', '29.8'])
  })

  it('without replicas have no column of p', async () => {
    const { columns } = await write({ MonteCarloReps: '0', PrintAsciiColumnHeaders: 'y' })
    expect(columns('row.col.txt')[0]).not.toContain('P_VALUE')
    expect(columns('row.llr.txt')).toEqual([['LLR']])
  })

  it('are never written over what is read, nor unasked over another program’s', async () => {
    await expect(write({ ResultsFile: 'row.cas' })).rejects.toThrow(
      /ResultsFile=row.cas would be written over .*row.cas, which is read/,
    )
    const theirs = { 'row.txt': 'SaTScan v10.1\n', 'row.col.txt': 'theirs\n' }
    const kept = await write({}, theirs)
    expect(kept.written).toEqual([])
    expect(kept.notes[0]).toMatch(/row.txt is there, and not by this program \(--overwrite, or --output FOLDER\)/)
    expect(kept.lines('row.col.txt')).toEqual(['theirs'])
    expect((await write({}, theirs, { overwrites: true })).written).toHaveLength(6)
    // our own of yesterday are
    const ours = readFileSync(join((await write({})).folder, 'row.txt'), 'utf8')
    expect((await write({}, { 'row.txt': ours })).written).toHaveLength(6)
  })

  it('are said not to be written where that cannot be, and the answer is there all the same', async () => {
    await expect(write({ ResultsFile: '.' })).rejects.toThrow(/ResultsFile=. is a folder: /)
    const { notes, written, report } = await write({}, {}, { output: join(writeFolder({ file: '' }), 'file', 'under') })
    expect([written, notes]).toEqual([
      [],
      [expect.stringMatching(/^Not written: .*under cannot be made \(ENOTDIR\)\.$/)],
    ])
    expect(report.clusters).toHaveLength(1)
  })

  it('go where the user says, or beside the parameter file where its folder is of another machine', async () => {
    const output = join(writeFolder({}), 'new', 'folder')
    expect((await write({ ResultsFile: 'C:\\results\\row.txt' }, {}, { output })).written[0]).toBe(
      join(output, 'row.txt'),
    )
    const beside = await write({ ResultsFile: 'C:\\results\\row.txt' })
    expect(beside.written[0]).toBe(join(beside.folder, 'row.txt'))
    expect(beside.notes[0]).toMatch(/There is no folder .*results \(ResultsFile\): results are written to/)
  })
})

const folder = resolve(process.env.VIGIL_DATA ?? '../shared/data', 'satscan')

describe.skipIf(!existsSync(join(folder, 'samples')))('[data] SaTScan’s samples run', () => {
  it.each([
    ['samples/NewMexicoSpaceTimePoisson.prm', {}, 10.979758, 'Torrance'],
    ['samples/NewMexicoSpaceTimePoisson.prm', { AnalysisType: '1' }, 6.890841, 'Torrance'],
    ['samples/NewMexicoSpaceTimePoisson.prm', { AnalysisType: '4' }, 8.654067, 'Torrance'],
    ['samples/NHumbersideSpatialBernoulli.prm', {}, 4.836516, '18'],
    ['NYCSpaceTimePermutation.prm', {}, 3.845418, '11418'],
  ])('%s %o', async (name, changes, statistic, centre) => {
    const file = join(folder, name)
    const text = Object.entries(changes).reduce(
      (before, [parameter, value]) => before.replace(new RegExp(`^${parameter}=.*$`, 'm'), `${parameter}=${value}`),
      readFileSync(file, 'utf8'),
    )
    const study = readStudy(readParameters(text, 9), file)
    const { clusters } = await runScan(study, { replicas: 9, seed: 1, compute: undefined, say: () => {} })
    expect([clusters[0]?.statistic.toFixed(6), clusters[0]?.locations[0]]).toEqual([statistic.toFixed(6), centre])
  })

  it('and both rates, low ones, and populations at no date', async () => {
    const samples = join(folder, 'samples')
    const parameters = readFileSync(join(samples, 'NewMexicoSpaceTimePoisson.prm'), 'utf8').replace(
      /^AnalysisType=.*$/m,
      'AnalysisType=1',
    )
    const files = Object.fromEntries(
      ['nm.cas', 'nm.geo', 'nm.pop'].map((name) => [name, readFileSync(join(samples, name), 'utf8')]),
    )
    // the census of 1982 as one without a date: every other row says the same at all times
    const undated = (files['nm.pop'] as string)
      .replace(/^(\S+) 82 /gm, '$1 unspecified ')
      .replace(/^\S+ (73|91) .*\r?\n/gm, '')
    const strongest = async (scanAreas: string, pop = files['nm.pop'] as string) => {
      const text = parameters.replace(/^ScanAreas=.*$/m, `ScanAreas=${scanAreas}`)
      const file = join(writeFolder({ ...files, 'nm.pop': pop, 'nm.prm': text }), 'nm.prm')
      return (await scanHere(file, 9)).clusters[0]
    }
    const [low, both, dated, never] = await Promise.all([
      strongest('2'),
      strongest('3'),
      strongest('1', (files['nm.pop'] as string).replace(/^\S+ (73|91) .*\r?\n/gm, '')),
      strongest('1', undated),
    ])
    expect(low?.observed).toBeLessThan(low?.expected as number)
    expect(both?.statistic.toFixed(6)).toBe(Math.max(low?.statistic as number, 6.890841).toFixed(6))
    expect(never).toEqual(dated)
  })
})
