import { describe, expect, it } from 'vitest'
import { WrongInput } from '../../jobs/commands/wrong-input.ts'
import { readParameters } from '../../jobs/scan/parameters.ts'
import { overTime, parameterFile } from './problem.ts'

it('reads what an analysis is, whatever the order of sections, comments and line ends', () => {
  expect(readParameters(parameterFile())).toEqual({
    files: { cases: 'row.cas', population: 'row.pop', coordinates: 'row.geo' },
    coordinates: 'cartesian',
    precision: 'none',
    startDate: '2024/01/01',
    endDate: '2024/12/31',
    analysis: 'spatial',
    model: 'poisson',
    aggregation: { unit: 'day', length: 1 },
    largestShare: 0.5,
    largestRadius: Infinity,
    longestWindow: { share: 1 },
    minimumCases: 2,
    replicas: 99,
    iterative: undefined,
    everyDays: 1,
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
    [{ ModelType: '3' }, 'ModelType=3'],
    [{ ModelType: '2' }, 'ModelType=2'],
    [{ ScanAreas: '3' }, 'ScanAreas=3'],
    [{ PrecisionCaseTimes: '4' }, 'PrecisionCaseTimes=4'],
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
    [{ CriteriaForReportingSecondaryClusters: '5' }, 'CriteriaForReportingSecondaryClusters=5'],
    [{ ReportGiniClusters: 'y' }, 'ReportGiniClusters=y'],
    [{ UseReportOnlySmallerClusters: 'y' }, 'UseReportOnlySmallerClusters=y'],
    [{ CaseFile2: 'more.cas' }, 'CaseFile2=more.cas'],
    [{ 'CaseFile-SourceType': '1' }, 'CaseFile-SourceType=1'],
    [{ 'CaseFile-SourceFieldMap': '1,3,2' }, 'CaseFile-SourceFieldMap=1,3,2'],
    [{ AnalysisType: 'toString' }, 'AnalysisType=toString'],
    [{ constructor: '1' }, 'constructor=1'],
    [{ MaxSpatialSizeInPopulationAtRisk: '0x20' }, 'MaxSpatialSizeInPopulationAtRisk=0x20'],
    [{ MaxSpatialSizeInPopulationAtRisk: '12,5' }, 'MaxSpatialSizeInPopulationAtRisk=12,5'],
    [{ MonteCarloReps: '1000000000' }, 'MonteCarloReps=1000000000'],
    [{ SomethingNew: '5' }, 'SomethingNew=5'],
    [{ MaxSpatialSizeInPopulationAtRisk: '60' }, 'MaxSpatialSizeInPopulationAtRisk=60'],
    [{ MonteCarloReps: '0' }, 'MonteCarloReps=0'],
    [{ ...overTime, IncludePurelySpatial: 'y' }, 'IncludePurelySpatial=y'],
    [{ ...overTime, IncludePurelyTemporal: 'y' }, 'IncludePurelyTemporal=y'],
    [{ ...overTime, MinimumTemporalClusterSize: '2' }, 'MinimumTemporalClusterSize=2'],
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
  expect(() => readParameters(`${text}reporthierarchicalclusters=n\r\n`)).toThrow(
    'ReportHierarchicalClusters=n is not supported',
  )
  expect(() => readParameters(`${text}SCANAREAS=1\r\n`)).toThrow('says ScanAreas a second time')
})

it('ignores what SaTScan 9 put elsewhere, and 10.0 says of a network that is not used', () => {
  const text = `${parameterFile({ EarlySimulationTermination: 'y', PurposeLocationsNetworkFile: '1' })}[Clusters Reported]\nMaxSpatialSizeInPopulationAtRisk_Reported=50\nUseReportOnlySmallerClusters=n\n[Additional Output]\nCriticalValue=y\nReportClusterRank=y\n[Power Simulations]\nPValues2PrespecifiedLLRs=n\nLLR1=1\n`
  expect(readParameters(text)).toEqual(readParameters(parameterFile()))
  expect(() => readParameters(text.replace('SmallerClusters=n', 'SmallerClusters=y'))).toThrow(
    'UseReportOnlySmallerClusters=y is not supported',
  )
})

it('ignores how results are to be written, and switches that are off', () => {
  const text = `${parameterFile({ UseGridFile: 'n', GridFile: '', AnUnknownSwitch: 'n', MinimumTemporalClusterSize: '5' })}[Output]\nResultsFile=x.txt\nOutputShapefiles=y\n[Run Options]\nNumberParallelProcesses=1\n[System]\nVersion=10.3.2\n`
  expect(readParameters(text).analysis).toBe('spatial')
})
