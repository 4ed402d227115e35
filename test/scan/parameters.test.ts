import { describe, expect, it } from 'vitest'
import { readParameters } from '../../jobs/scan/parameters.ts'
import { WrongInput } from '../../jobs/wrong-input.ts'
import { overTime, parameterFile } from './problem.ts'

it('reads what an analysis is, whatever the order of sections, comments and line ends', () => {
  expect(readParameters(parameterFile())).toEqual({
    files: {
      cases: { name: 'row.cas', parameter: 'CaseFile', layout: undefined },
      population: { name: 'row.pop', parameter: 'PopulationFile', layout: undefined },
      coordinates: { name: 'row.geo', parameter: 'CoordinatesFile', layout: undefined },
    },
    coordinates: 'cartesian',
    precision: 'none',
    startDate: '2024/01/01',
    endDate: '2024/12/31',
    analysis: 'spatial',
    model: 'poisson',
    rates: 'high',
    aggregation: { unit: 'day', length: 1 },
    largestShare: 0.5,
    largestRadius: Infinity,
    longestWindow: { share: 1 },
    shortestWindow: 1,
    minimumCases: 2,
    minimumLowCases: 0,
    overlap: 'no location',
    replicas: 99,
    iterative: undefined,
    everyDays: 1,
    leavesOut: { otherTimes: false, otherPlaces: false },
    output: { results: '', endings: [], hasHeaders: false, title: '' },
    notes: [],
  })
  expect(
    readParameters(
      parameterFile({
        ...overTime,
        ModelType: '2',
        UseDistanceFromCenterOption: 'Y',
        MaxSpatialSizeInDistanceFromCenter: '3',
        MaxSpatialSizeInPopulationAtRisk: '10',
        MinimumCasesInHighRateClusters: '4',
        IterativeScan: 'y',
        IterativeScanMaxIterations: '5',
        ProspectiveFrequencyType: '2',
      }),
    ),
  ).toMatchObject({
    analysis: 'prospective',
    model: 'permutation',
    precision: 'day',
    largestShare: 0.1,
    largestRadius: 3,
    longestWindow: { units: 7 },
    minimumCases: 4,
    iterative: { scans: 5, largestP: 0.05 },
    everyDays: 7,
  })
})

describe('refuses by name and value what would change the answer', () => {
  it.each([
    [{ AnalysisType: '7' }, 'AnalysisType=7'],
    [{ AnalysisType: '2' }, 'AnalysisType=2'],
    [{ ModelType: '3' }, 'ModelType=3'],
    [{ ModelType: '4' }, 'ModelType=4'],
    [{ ModelType: '5' }, 'ModelType=5'],
    [{ ModelType: '7' }, 'ModelType=7'],
    [{ PerformPowerEvaluation: 'y', PowerEvaluationsMethod: '1' }, 'PowerEvaluationsMethod=1'],
    [{ LineListCaseFile: 'y' }, 'LineListCaseFile=y'],
    [{ 'CaseFile-SourceFieldMap': '1,shapeX' }, 'CaseFile-SourceFieldMap=1,shapeX'],
    [{ 'CaseFile-SourceFieldMap': '1' }, 'CaseFile-SourceFieldMap=1'],
    [{ 'CoordinatesFile-SourceType': '2' }, 'CoordinatesFile-SourceType=2'],
    [{ ...overTime, PrecisionCaseTimes: '4' }, 'TimeAggregationUnits=3'],
    [{ ModelType: '2' }, 'ModelType=2'],
    [{ CoordinatesType: '2' }, 'CoordinatesType=2'],
    [{ SpatialWindowShapeType: '1' }, 'SpatialWindowShapeType=1'],
    [{ IsotonicScan: '1' }, 'IsotonicScan=1'],
    [{ UseGridFile: 'y' }, 'UseGridFile=y'],
    [{ UseNeighborsFile: 'y' }, 'UseNeighborsFile=y'],
    [{ UseMaxCirclePopulationFileOption: 'y' }, 'UseMaxCirclePopulationFileOption=y'],
    [{ RiskLimitHighClusters: 'y' }, 'RiskLimitHighClusters=y'],
    [{ TimeTrendAdjustmentType: '3' }, 'TimeTrendAdjustmentType=3'],
    [{ SpatialAdjustmentType: '1' }, 'SpatialAdjustmentType=1'],
    [{ UseAdjustmentsByRRFile: 'y' }, 'UseAdjustmentsByRRFile=y'],
    [{ UseReportOnlySmallerClusters: 'y' }, 'UseReportOnlySmallerClusters=y'],
    [{ CaseFile2: 'more.cas' }, 'CaseFile2=more.cas'],
    [{ 'CaseFile-SourceType': '1' }, 'CaseFile-SourceType=1'],
    [{ AnalysisType: 'toString' }, 'AnalysisType=toString'],
    [{ constructor: '1' }, 'constructor=1'],
    [{ MaxSpatialSizeInPopulationAtRisk: '0x20' }, 'MaxSpatialSizeInPopulationAtRisk=0x20'],
    [{ MaxSpatialSizeInPopulationAtRisk: '12,5' }, 'MaxSpatialSizeInPopulationAtRisk=12,5'],
    [{ MonteCarloReps: '1000000000' }, 'MonteCarloReps=1000000000'],
    [{ SomethingNew: '5' }, 'SomethingNew=5'],
    [{ MaxSpatialSizeInPopulationAtRisk: '60' }, 'MaxSpatialSizeInPopulationAtRisk=60'],
    [{ ...overTime, IncludePurelySpatial: 'y' }, 'IncludePurelySpatial=y'],
    [{ ...overTime, IncludePurelyTemporal: 'y' }, 'IncludePurelyTemporal=y'],
    [{ ...overTime, AdjustForEarlierAnalyses: 'y' }, 'AdjustForEarlierAnalyses=y'],
    [{ ...overTime, AdjustForWeeklyTrends: 'y' }, 'AdjustForWeeklyTrends=y'],
    [{ ...overTime, PrecisionCaseTimes: '0' }, 'PrecisionCaseTimes=0'],
    [{ ...overTime, PrecisionCaseTimes: '2' }, 'TimeAggregationUnits=3'],
    [{ ...overTime, MaxTemporalSizeInterpretation: '0', MaxTemporalSize: '95' }, 'MaxTemporalSize=95'],
    [{ ...overTime, AnalysisType: '3', IncludeClusters: '1' }, 'IncludeClusters=1'],
    [{ ...overTime, IncludeClusters: '2' }, 'IncludeClusters=2'],
  ])('%o', (changes, named) => {
    expect(() => readParameters(parameterFile(changes))).toThrow(WrongInput)
    expect(() => readParameters(parameterFile(changes))).toThrow(`${named} is not supported`)
  })

  it('with the name of the model or analysis, and which there are', () => {
    for (const [changes, why] of [
      [{ ModelType: '3' }, 'ordinal is not planned, only discrete Poisson (0), Bernoulli (1)'],
      [{ ModelType: '4' }, 'exponential is not planned'],
      [{ ModelType: '5' }, 'normal is not planned'],
      [{ ModelType: '7' }, 'multinomial is not planned'],
      [{ AnalysisType: '5' }, 'spatial variation in temporal trends is not planned, only purely spatial (1)'],
    ] as const)
      expect(() => readParameters(parameterFile(changes))).toThrow(why)
  })

  it('and what is missing, said twice, or no parameter', () => {
    expect(() => readParameters(parameterFile({ CaseFile: '' }))).toThrow('does not say CaseFile')
    expect(() => readParameters(parameterFile({ ModelType: '1' }))).toThrow('does not say ControlFile')
    expect(() => readParameters(`${parameterFile()}ModelType=0\n`)).toThrow(
      'Row 14 of the parameter file says ModelType a second',
    )
    expect(() => readParameters('[Input]\nhello\n')).toThrow('Row 2 of the parameter file is not NAME=VALUE: hello')
  })
})

it('takes the replicas it is given for those of the file', () => {
  expect(readParameters(parameterFile({ MonteCarloReps: '0' }), 99).replicas).toBe(99)
})

it('takes names and sections in small or large letters, as SaTScan does, and line ends of every system', () => {
  const text = parameterFile({ MaxSpatialSizeInPopulationAtRisk: '10', MinimumCasesInHighRateClusters: '4' })
  const read = readParameters(text)
  const inLetters = (change: (name: string) => string) => text.replace(/^[^;=]+/gm, change)
  expect(readParameters(inLetters((name) => name.toLowerCase()))).toEqual(read)
  expect(readParameters(inLetters((name) => name.toUpperCase()))).toEqual(read)
  expect(readParameters(text.replaceAll('\r\n', '\r'))).toEqual(read)
  expect(() => readParameters(`${text}usegridfile=Y\r\n`)).toThrow('UseGridFile=y is not supported')
  expect(() => readParameters(`${text}SCANAREAS=1\r\n`)).toThrow('says ScanAreas a second time')
})

it('ignores what SaTScan 9 put elsewhere, and 10.0 says of a network that is not used', () => {
  const text = `${parameterFile({ PurposeLocationsNetworkFile: '1' })}[Clusters Reported]\nMaxSpatialSizeInPopulationAtRisk_Reported=50\nUseReportOnlySmallerClusters=n\n[Power Simulations]\nPValues2PrespecifiedLLRs=n\nLLR1=1\n[Border Analysis]\nCalculateOliviera=n\nNumOlivieraSets=1000\n[Email Alerts]\nEmailSubjectLineNoSignificant=None today\n[BatchMode Features]\nValidatePriorToCalculation=y\n`
  expect(readParameters(text)).toEqual(readParameters(parameterFile()))
  expect(() => readParameters(text.replace('SmallerClusters=n', 'SmallerClusters=y'))).toThrow(
    'UseReportOnlySmallerClusters=y is not supported',
  )
})

describe('what the public parameter files ask for is read', () => {
  it.each([
    ['low rates', { ScanAreas: '2', MinimumCasesInLowRateClusters: '3' }, { rates: 'low', minimumLowCases: 3 }],
    ['both rates', { ScanAreas: '3' }, { rates: 'both' }],
    [
      'generic time',
      { ...overTime, PrecisionCaseTimes: '4', TimeAggregationUnits: '4', StartDate: '0', EndDate: '743' },
      { precision: 'generic', aggregation: { unit: 'generic', length: 1 }, startDate: '0', everyDays: 1 },
    ],
    ['no replicas', { MonteCarloReps: '0' }, { replicas: 0 }],
    ['windows of some length at least', { ...overTime, MinimumTemporalClusterSize: '2' }, { shortestWindow: 2 }],
    ['criterion 1', { CriteriaForReportingSecondaryClusters: '1' }, { overlap: 'no centre in the other' }],
    ['criterion 5', { CriteriaForReportingSecondaryClusters: '5' }, { overlap: 'anything' }],
    [
      'relaxed checks',
      { StudyPeriodCheckType: '1', GeographicalCoordinatesCheckType: '1' },
      { leavesOut: { otherTimes: true, otherPlaces: true } },
    ],
    [
      'field maps',
      {
        'CaseFile-SourceType': '0',
        'CaseFile-SourceFieldMap': '3,oneCount,1',
        'CaseFile-SourceDelimiter': '","',
        'CaseFile-SourceGrouper': "'",
        'CaseFile-SourceSkip': '2',
        'CaseFile-SourceFirstRowHeader': 'y',
        'PopulationFile-SourceFieldMap': '1,unspecified,2',
        'PopulationFile-SourceDelimiter': '" "',
      },
      {
        files: {
          cases: { layout: { fields: [3, '1', 1], delimiter: ',', grouper: "'", skip: 3 } },
          population: { layout: { fields: [1, 'unspecified', 2], delimiter: '', grouper: '"', skip: 0 } },
          coordinates: { layout: undefined },
        },
      },
    ],
    ['switches of old versions', { UseGridFile: '0', UseDistanceFromCenterOption: '0' }, { largestRadius: Infinity }],
    [
      'a sequential scan, as the iterative one was called',
      { SequentialScan: 'y', SequentialScanMaxIterations: '3' },
      { iterative: { scans: 3, largestP: 0.05 } },
    ],
    [
      'the names of version 4',
      {
        AnalysisType: '3',
        PrecisionCaseTimes: '3',
        IntervalUnits: '2',
        IntervalLength: '3',
        MaxGeographicSize: '25',
        MaxSpatialSizeInterpretation: '0',
        AliveClustersOnly: '0',
        ValidateParameters: '1',
      },
      { aggregation: { unit: 'month', length: 3 }, largestShare: 0.25 },
    ],
    [
      'the columns of a line list',
      { 'CaseFile-SourceFieldMap': '4,5', 'CaseFile-SourceLinelistFieldMap': '6:0:"IndividualID",2:3:"Age"' },
      { notes: ['Left out: CaseFile-SourceLinelistFieldMap (no list of persons is written).'] },
    ],
    [
      'files to write',
      {
        ResultsFile: 'out\\row.txt',
        MostLikelyClusterEachCentroidASCII: 'y',
        SaveSimLLRsASCII: 'y',
        PrintAsciiColumnHeaders: 'y',
        ResultsTitle: 'Six places',
      },
      { output: { results: 'out\\row.txt', endings: ['col', 'llr'], hasHeaders: true, title: 'Six places' } },
    ],
  ])('%s', (_, changes, read) => {
    expect(readParameters(parameterFile(changes))).toMatchObject(read)
  })

  it('and what changes no cluster is said to be left out', () => {
    const changes = {
      ReportGiniClusters: 'y',
      ReportGiniIndexCoefficents: 'y',
      ReportHierarchicalClusters: 'n',
      PerformPowerEvaluation: 'y',
      CalculateOliviera: 'y',
      EmailResultsSummary: 'y',
      OutputGoogleEarthKML: 'y',
      OutputShapefiles: 'y',
      SaveSimLLRsDBase: 'y',
      EarlySimulationTermination: 'y',
      PValueReportType: '2',
      CriticalValue: 'y',
      PerformStandardDrilldown: 'y',
    }
    const { notes, ...read } = readParameters(parameterFile(changes))
    expect(notes).toEqual([
      'Left out: ReportGiniClusters=y, ReportGiniIndexCoefficents=y (no Gini index; clusters are listed by their strength).',
      'Left out: PerformPowerEvaluation=y (the power is not evaluated).',
      'Left out: CalculateOliviera=y (Oliveira’s F is not computed).',
      'Left out: EmailResultsSummary=y (no mail is sent).',
      'Left out: OutputGoogleEarthKML=y (KML files are not written).',
      'Left out: OutputShapefiles=y (shape files are not written).',
      'Left out: SaveSimLLRsDBase=y (dBase files are not written; the same is written as text with …ASCII=y).',
      'Left out: EarlySimulationTermination=y (all replicas are run).',
      'Left out: CriticalValue=y (no critical values).',
      'Left out: PerformStandardDrilldown=y (no cluster is scanned again by itself).',
      'Left out: ReportHierarchicalClusters=n (every cluster that may stand beside a stronger one is listed).',
      'Left out: PValueReportType=2 (all replicas are run).',
    ])
    const { notes: none, ...plain } = readParameters(parameterFile())
    expect(none).toEqual([])
    expect(read).toEqual(plain)
  })

  it('and a file that the model has no use for is said not to be read', () => {
    expect(readParameters(parameterFile({ ControlFile: 'row.ctl' })).notes).toEqual([
      'Not read: ControlFile=row.ctl (ModelType=0 has no use for it).',
    ])
    const { notes } = readParameters(parameterFile({ ...overTime, ModelType: '2' }))
    expect(notes).toEqual(['Not read: PopulationFile=row.pop (ModelType=2 has no use for it).'])
  })

  it('and every reason against a file is told at once', () => {
    const text = parameterFile({ SpatialWindowShapeType: '1', UseGridFile: 'y', TimeTrendAdjustmentType: '2' })
    expect(() => readParameters(text)).toThrow(
      'SpatialWindowShapeType=1 is not supported: elliptic windows are not planned: 0 scans circles.\n' +
        'UseGridFile=y is not supported: circles are drawn about the locations themselves.\n' +
        'TimeTrendAdjustmentType=2 is not supported: no adjustment for trends of time.',
    )
  })

  it('but not a file of SaTScan 2, which names no parameter', () => {
    expect(() => readParameters('1     // Analysis Type (1=PS, 2=ST, 3=PT)\nNEAST.CAS\n')).toThrow(
      'of SaTScan 2 or older: values without names. Open it in a newer SaTScan',
    )
  })
})

it('ignores how results are to be written, and switches that are off', () => {
  const text = `${parameterFile({ UseGridFile: 'n', GridFile: '', AnUnknownSwitch: 'n', MinimumTemporalClusterSize: '5' })}[Output]\nResultsFile=x.txt\nOutputShapefiles=y\n[Run Options]\nNumberParallelProcesses=1\n[System]\nVersion=10.3.2\n`
  expect(readParameters(text).analysis).toBe('spatial')
})
