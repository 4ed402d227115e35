import { WrongInput } from '../commands/wrong-input.ts'
import { splitLines } from './input-text.ts'
import { toNumber } from './rows.ts'

/** What a SaTScan parameter file asks for, as far as this program can answer it. */
export type Parameters = {
  files: { cases: string; controls?: string; population?: string; coordinates: string }
  coordinates: 'cartesian' | 'latitude and longitude'
  precision: Precision
  startDate: string
  endDate: string
  analysis: 'spatial' | 'retrospective' | 'prospective'
  model: 'poisson' | 'bernoulli' | 'permutation'
  aggregation: { unit: Exclude<Precision, 'none'>; length: number }
  largestShare: number
  /** Kilometres, or the unit of Cartesian coordinates. */
  largestRadius: number
  longestWindow: { share: number } | { units: number }
  minimumCases: number
  replicas: number
  iterative: { scans: number; largestP: number } | undefined
  /** Days between prospective analyses. */
  everyDays: number
}

/** Memory holds the maxima of so many. */
export const MOST_REPLICAS = 10_000_000

export type Precision = 'none' | 'year' | 'month' | 'day'

/** Parameters that would change the answer, with the only values under which the answer is the one computed here. */
const ONLY = {
  UseGridFile: ['n'],
  ScanAreas: ['1'],
  StudyPeriodCheckType: ['0'],
  GeographicalCoordinatesCheckType: ['0'],
  UseLocationsNetworkFile: ['n'],
  UseNeighborsFile: ['n'],
  UseMetaLocationsFile: ['n'],
  MultipleCoordinatesType: ['0'],
  MultipleLocationsFile: [],
  UseMaxCirclePopulationFileOption: ['n'],
  SpatialWindowShapeType: ['0'],
  IsotonicScan: ['0'],
  RiskLimitHighClusters: ['n'],
  TimeTrendAdjustmentType: ['0'],
  AdjustForWeeklyTrends: ['n'],
  SpatialAdjustmentType: ['0'],
  UseAdjustmentsByRRFile: ['n'],
  PerformStandardDrilldown: ['n'],
  PerformBernoulliDrilldown: ['n'],
  CalculateOliveira: ['n'],
  PerformPowerEvaluation: ['n'],
  ReportHierarchicalClusters: ['y'],
  CriteriaForReportingSecondaryClusters: ['0'],
  ReportGiniClusters: ['n'],
  UseReportOnlySmallerClusters: ['n'],
  SimulatedDataMethodType: ['0'],
  PValues2PrespecifiedLLRs: ['n'],
  PValueReportType: ['0', '1', '2', '3'],
}

/** The same for scans over time; a purely spatial one has no use for them. */
const ONLY_OVER_TIME = {
  IncludePurelyTemporal: ['n'],
  IncludePurelySpatial: ['n'],
  MinimumTemporalClusterSize: ['1'],
}

const ANSWERED = new Set([
  'CaseFile',
  'ControlFile',
  'PopulationFile',
  'CoordinatesFile',
  'CoordinatesType',
  'PrecisionCaseTimes',
  'StartDate',
  'EndDate',
  'AnalysisType',
  'ModelType',
  'TimeAggregationUnits',
  'TimeAggregationLength',
  'MaxSpatialSizeInPopulationAtRisk',
  'UseDistanceFromCenterOption',
  'MaxSpatialSizeInDistanceFromCenter',
  'MaxTemporalSizeInterpretation',
  'MaxTemporalSize',
  'MinimumCasesInHighRateClusters',
  'MonteCarloReps',
  'IterativeScan',
  'IterativeScanMaxIterations',
  'IterativeScanMaxPValue',
  'ProspectiveFrequencyType',
  'ProspectiveFrequency',
  'IncludeClusters',
  'AdjustForEarlierAnalyses',
])

/** Sections of SaTScan 9 and 10 whose parameters choose what is written where, and those that a switch above turns on as a whole. */
const HARMLESS_SECTIONS = new Set([
  'output',
  'spatial output',
  'temporal output',
  'other output',
  'additional output',
  'clusters reported',
  'line list',
  'notifications',
  'run options',
  'system',
  'elliptic scan',
  'power evaluation',
  'power simulations',
  'cluster drilldown',
])

/** Parameters that say more about a switch above, and mean nothing while that is off; or about low rates, titles, early stops. */
const HARMLESS = new Set([
  'GridFile',
  'LocationsNetworkFilename',
  'PurposeLocationsNetworkFile',
  'NeighborsFilename',
  'MetaLocationsFilename',
  'MaxSpatialSizeInMaxCirclePopulationFile',
  'MaxCirclePopulationFile',
  'NonCompactnessPenalty',
  'IntervalStartRange',
  'IntervalEndRange',
  'RiskThresholdHighClusters',
  'RiskLimitLowClusters',
  'RiskThresholdLowClusters',
  'MinimumCasesInLowRateClusters',
  'TimeTrendPercentage',
  'TimeStratifiedAdjLength',
  'TimeTrendType',
  'AdjustmentsByKnownRelativeRisksFilename',
  'EarlySimulationTermination',
  'EarlyTerminationThreshold',
  'CriticalValue',
  'ReportGumbel',
  'ProspectiveStartDate',
  'NumBootstrapReplications',
  'OliveiraPvalueCutoff',
  'MultipleDataSetsPurposeType',
  'DataSet1-Name',
])

/** Names as SaTScan spells them, by their small letters: it takes either. */
const SPELLING = new Map(
  [...Object.keys(ONLY), ...Object.keys(ONLY_OVER_TIME), ...ANSWERED, ...HARMLESS].map((name) => [
    name.toLowerCase(),
    name,
  ]),
)

/**
 * Reads a parameter file of SaTScan 9 or 10; `replicas`, where they are given, stand for those of the file.
 * @throws WrongInput with the name and the value of a parameter that asks for something else than this program computes
 */
export function readParameters(text: string, replicas?: number): Parameters {
  const entries = readEntries(text)
  const value = (name: string, otherwise?: string) => {
    const given = entries.get(name)?.value
    if (given !== undefined && given !== '') return given
    if (otherwise === undefined) throw new WrongInput(`The parameter file does not say ${name}.`)
    return otherwise
  }
  const refuse = (name: string, why: string): never => {
    throw new WrongInput(`${name}=${entries.get(name)?.value ?? ''} is not supported: ${why}.`)
  }
  const choose = <Choice>(name: string, choices: Record<string, Choice>, otherwise?: string): Choice =>
    own<Choice>(choices, value(name, otherwise)) ?? refuse(name, `only ${Object.keys(choices).join(', ')}`)
  const number = (name: string, otherwise: string, isAllowed: (number: number) => boolean, allowed: string) => {
    const given = toNumber(value(name, otherwise))
    return Number.isFinite(given) && isAllowed(given) ? given : refuse(name, `it should be ${allowed}`)
  }
  const isSwitchedOn = (name: string) => choose(name, { y: true, n: false }, 'n')
  const whole = (least: number) => (given: number) => Number.isInteger(given) && given >= least

  const analysis = choose('AnalysisType', { 1: 'spatial', 3: 'retrospective', 4: 'prospective' } as const)
  const isOverTime = analysis !== 'spatial'
  for (const [name, { value: given, section }] of entries) {
    const allowed = own<string[]>(ONLY, name) ?? own<string[]>(ONLY_OVER_TIME, name)
    if (allowed) {
      const matters = isOverTime || !Object.hasOwn(ONLY_OVER_TIME, name)
      if (matters && given !== '' && !allowed.includes(given))
        refuse(name, allowed.length === 0 ? 'it must be empty' : `only ${allowed.join(', ')}`)
    } else if (/^(CaseFile|ControlFile|PopulationFile)\d+$/i.test(name)) {
      if (given !== '') refuse(name, 'one data set at a time')
    } else if (/File-Source\w+$/i.test(name)) {
      if (!['', 'n', '0', '"'].includes(given))
        refuse(name, 'files are read as text, with columns in SaTScan’s own order between spaces or tabs')
    } else if (!ANSWERED.has(name) && !HARMLESS.has(name) && !HARMLESS_SECTIONS.has(section)) {
      if (!['', 'n', '0'].includes(given)) refuse(name, 'this program does not know it')
    }
  }

  const model = choose('ModelType', { 0: 'poisson', 1: 'bernoulli', 2: 'permutation' } as const)
  if (model === 'permutation' && !isOverTime) refuse('ModelType', 'a space-time permutation needs AnalysisType 3 or 4')
  if (isOverTime) {
    choose('IncludeClusters', analysis === 'prospective' ? { 0: 0, 1: 1 } : { 0: 0 }, '0')
    if (analysis === 'prospective') choose('AdjustForEarlierAnalyses', { n: false }, 'n')
  }
  const precision = choose(
    'PrecisionCaseTimes',
    { 0: 'none', 1: 'year', 2: 'month', 3: 'day' } as const,
    isOverTime ? undefined : '0',
  )
  if (isOverTime && precision === 'none') refuse('PrecisionCaseTimes', 'a scan over time needs times')
  const unit = isOverTime
    ? choose(
        'TimeAggregationUnits',
        { 1: 'year', 2: 'month', 3: 'day' } as const,
        entries.get('PrecisionCaseTimes')?.value,
      )
    : 'day'
  const fineness = ['none', 'year', 'month', 'day']
  if (isOverTime && fineness.indexOf(unit) > fineness.indexOf(precision))
    refuse('TimeAggregationUnits', `finer than PrecisionCaseTimes=${entries.get('PrecisionCaseTimes')?.value}`)
  const length = isOverTime ? number('TimeAggregationLength', '1', whole(1), 'a whole number from 1') : 1

  return {
    files: {
      cases: value('CaseFile'),
      coordinates: value('CoordinatesFile'),
      ...(model === 'bernoulli' && { controls: value('ControlFile') }),
      ...(model === 'poisson' && { population: value('PopulationFile') }),
    },
    coordinates: choose('CoordinatesType', { 0: 'cartesian', 1: 'latitude and longitude' } as const),
    precision,
    startDate: value('StartDate'),
    endDate: value('EndDate'),
    analysis,
    model,
    aggregation: { unit, length },
    largestShare:
      number('MaxSpatialSizeInPopulationAtRisk', '50', (share) => share > 0 && share <= 50, 'above 0 and at most 50') /
      100,
    largestRadius: isSwitchedOn('UseDistanceFromCenterOption')
      ? number('MaxSpatialSizeInDistanceFromCenter', '', (radius) => radius > 0, 'above 0')
      : Infinity,
    longestWindow:
      !isOverTime || choose('MaxTemporalSizeInterpretation', { 0: 'share', 1: 'units' }, '0') === 'share'
        ? {
            share: isOverTime
              ? number('MaxTemporalSize', '50', (share) => share > 0 && share <= 90, 'above 0 and at most 90') / 100
              : 1,
          }
        : { units: number('MaxTemporalSize', '1', whole(length), `a whole number from ${length}`) },
    minimumCases: number('MinimumCasesInHighRateClusters', '2', whole(0), 'a whole number'),
    replicas:
      replicas ??
      number(
        'MonteCarloReps',
        '999',
        (given) => whole(1)(given) && given <= MOST_REPLICAS,
        `a whole number from 1 to ${MOST_REPLICAS}`,
      ),
    iterative: isSwitchedOn('IterativeScan')
      ? {
          scans: number('IterativeScanMaxIterations', '10', whole(1), 'a whole number from 1'),
          largestP: number('IterativeScanMaxPValue', '0.05', (p) => p >= 0 && p <= 1, 'from 0 to 1'),
        }
      : undefined,
    everyDays: isOverTime ? readFrequency() : 1,
  }

  function readFrequency(): number {
    const days = { year: 365.25, month: 365.25 / 12, day: 1 }
    const every = choose(
      'ProspectiveFrequencyType',
      { 0: days[unit] * length, 1: 1, 2: 7, 3: days.month, 4: 3 * days.month, 5: days.year },
      '0',
    )
    return value('ProspectiveFrequencyType', '0') === '0'
      ? every
      : every * number('ProspectiveFrequency', '1', whole(1), 'a whole number from 1')
  }
}

/** What is said of a name, which may be any text. */
function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function readEntries(text: string): Map<string, { value: string; section: string }> {
  const entries = new Map<string, { value: string; section: string }>()
  let section = ''
  for (const [index, line] of splitLines(text).entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith(';')) continue
    const heading = /^\[(.+)\]$/.exec(trimmed)?.[1]
    if (heading !== undefined) {
      section = heading.toLowerCase()
      continue
    }
    const at = trimmed.indexOf('=')
    if (at < 1) throw new WrongInput(`Row ${index + 1} of the parameter file is not NAME=VALUE: ${trimmed}`)
    const written = trimmed.slice(0, at).trim()
    const name = SPELLING.get(written.toLowerCase()) ?? written
    if (entries.has(name)) throw new WrongInput(`Row ${index + 1} of the parameter file says ${name} a second time.`)
    const value = trimmed.slice(at + 1).trim()
    entries.set(name, { value: /^[YN]$/.test(value) ? value.toLowerCase() : value, section })
  }
  return entries
}
