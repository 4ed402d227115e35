import type { Overlap, Rates } from '../stats/scan/grid-problem.ts'
import { WrongInput } from '../wrong-input.ts'
import { splitLines } from './input-text.ts'
import { type Layout, readFieldMap, toNumber } from './rows.ts'

/** What a SaTScan parameter file asks for, as far as this program can answer it. */
export type Parameters = {
  files: { cases: InputFile; controls?: InputFile; population?: InputFile; coordinates: InputFile }
  coordinates: 'cartesian' | 'latitude and longitude'
  precision: Precision
  startDate: string
  endDate: string
  analysis: 'spatial' | 'retrospective' | 'prospective'
  model: 'poisson' | 'bernoulli' | 'permutation'
  rates: Rates
  aggregation: { unit: Unit; length: number }
  largestShare: number
  /** Kilometres, or the unit of Cartesian coordinates. */
  largestRadius: number
  longestWindow: { share: number } | { units: number }
  /** In units of time, not in aggregations of them. */
  shortestWindow: number
  minimumCases: number
  minimumLowCases: number
  overlap: Overlap
  replicas: number
  iterative: { scans: number; largestP: number } | undefined
  /** Days between prospective analyses, or units of generic time. */
  everyDays: number
  /** Rows outside the study period, or of locations without coordinates: left out and counted, instead of refused. */
  leavesOut: { otherTimes: boolean; otherPlaces: boolean }
  /** Files to write: the results, and beside them those with another ending. */
  output: { results: string; endings: Ending[]; hasHeaders: boolean; title: string }
  /** What is asked for and left out, because it changes no cluster: a sentence each. */
  notes: string[]
}

/** As the parameter file names it, and how it is laid out where the import wizard said. */
export type InputFile = { name: string; parameter: string; layout: Layout | undefined }

export type Ending = 'col' | 'sci' | 'gis' | 'rr' | 'llr'

/** Memory holds the maxima of so many. */
export const MOST_REPLICAS = 10_000_000

export type Precision = 'none' | 'year' | 'month' | 'day' | 'generic'
export type Unit = Exclude<Precision, 'none'>

const MODELS = {
  0: 'poisson',
  1: 'bernoulli',
  2: 'permutation',
} as const
const OTHER_MODELS: Record<string, string> = {
  3: 'ordinal',
  4: 'exponential',
  5: 'normal',
  6: 'continuous Poisson',
  7: 'multinomial',
  8: 'rank',
  9: 'uniform time',
  10: 'batched',
}
const ANALYSES = { 1: 'spatial', 3: 'retrospective', 4: 'prospective' } as const
const OTHER_ANALYSES: Record<string, string> = {
  2: 'purely temporal',
  5: 'spatial variation in temporal trends',
  6: 'prospective purely temporal',
  7: 'seasonal',
}

type Only = { allowed: readonly string[]; why: string }
const off = (why: string): Only => ({ allowed: ['n'], why })
const nought = (why: string): Only => ({ allowed: ['0'], why })

/** Parameters that would change the clusters, with the only values under which they are the ones computed here. */
const ONLY: Record<string, Only> = {
  UseGridFile: off('circles are drawn about the locations themselves'),
  UseLocationsNetworkFile: off('distances are straight lines'),
  UseNeighborsFile: off('neighbours are found by distance'),
  UseMetaLocationsFile: off('a location is one place'),
  MultipleCoordinatesType: nought('a location has one place'),
  MaxSpatialSizeInterpretation: nought('MaxGeographicSize is a percentage of the population'),
  AliveClustersOnly: off('AnalysisType=4 looks for clusters that last to the end'),
  MultipleLocationsFile: { allowed: [], why: 'a location is one place' },
  LineListCaseFile: off('the case file has counts, not a list of persons'),
  UseMaxCirclePopulationFileOption: off('circles are limited by the population they are scanned in'),
  SpatialWindowShapeType: nought('elliptic windows are not planned: 0 scans circles'),
  IsotonicScan: nought('one risk within a window'),
  RiskLimitHighClusters: off('clusters are not chosen by their relative risk'),
  RiskLimitLowClusters: off('clusters are not chosen by their relative risk'),
  TimeTrendAdjustmentType: nought('no adjustment for trends of time'),
  AdjustForWeeklyTrends: off('no adjustment for days of the week'),
  SpatialAdjustmentType: nought('no adjustment for places'),
  UseAdjustmentsByRRFile: off('no adjustment for known relative risks'),
  UseReportOnlySmallerClusters: off('clusters are as large as they are scanned for: MaxSpatialSizeInPopulationAtRisk'),
  SimulatedDataMethodType: nought('replicas are drawn here'),
  PValues2PrespecifiedLLRs: off('only p values of clusters'),
  PValueReportType: { allowed: ['0', '1', '2', '3'], why: 'only 0, 1, 2, 3' },
}

/** The same for scans over time; a purely spatial one has no use for them. */
const ONLY_OVER_TIME: Record<string, Only> = {
  IncludePurelyTemporal: off('windows in space and time only'),
  IncludePurelySpatial: off('windows in space and time only'),
}

const noDBase = 'dBase files are not written; the same is written as text with …ASCII=y'
const noMail = 'no mail is sent'
const noPower = 'the power is not evaluated'
const noOliveira = 'Oliveira’s F is not computed'
const noGini = 'no Gini index; clusters are listed by their strength'
const noDrilldown = 'no cluster is scanned again by itself'

/** Switches that change no cluster, and what is not done where one is on. */
const LEFT_OUT: Record<string, string> = {
  ReportGiniClusters: noGini,
  ReportGiniIndexCoefficents: noGini,
  PerformPowerEvaluation: noPower,
  PerformStandardDrilldown: noDrilldown,
  PerformBernoulliDrilldown: noDrilldown,
  CalculateOliveira: noOliveira,
  CalculateOliviera: noOliveira,
  OutputGoogleEarthKML: 'KML files are not written',
  OutputGoogleMaps: 'no map is written',
  OutputShapefiles: 'shape files are not written',
  OutputCartesianGraph: 'no graph is written',
  OutputTemporalGraphHTML: 'no graph is written',
  MostLikelyClusterEachCentroidDBase: noDBase,
  MostLikelyClusterCaseInfoEachCentroidDBase: noDBase,
  CensusAreasReportedClustersDBase: noDBase,
  IncludeRelativeRisksCensusAreasDBase: noDBase,
  SaveSimLLRsDBase: noDBase,
  PrintSimulatedDataToFile: 'replicas are not written',
  CriticalValue: 'no critical values',
  ReportClusterRank: 'no ranks among the replicas',
  EmailAlwaysSummary: noMail,
  EmailCutoffSummary: noMail,
  EmailResultsSummary: noMail,
  EarlySimulationTermination: 'all replicas are run',
}

const FILES = {
  col: 'MostLikelyClusterEachCentroidASCII',
  sci: 'MostLikelyClusterCaseInfoEachCentroidASCII',
  gis: 'CensusAreasReportedClustersASCII',
  rr: 'IncludeRelativeRisksCensusAreasASCII',
  llr: 'SaveSimLLRsASCII',
} as const

const SWITCHES = new Set([
  ...Object.entries({ ...ONLY, ...ONLY_OVER_TIME }).flatMap(([name, { allowed }]) =>
    allowed[0] === 'n' ? [name] : [],
  ),
  ...Object.keys(LEFT_OUT),
  ...Object.values(FILES),
  'UseDistanceFromCenterOption',
  'IterativeScan',
  'AdjustForEarlierAnalyses',
  'ReportHierarchicalClusters',
  'PrintAsciiColumnHeaders',
])

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
  'ScanAreas',
  'TimeAggregationUnits',
  'TimeAggregationLength',
  'StudyPeriodCheckType',
  'GeographicalCoordinatesCheckType',
  'MaxSpatialSizeInPopulationAtRisk',
  'UseDistanceFromCenterOption',
  'MaxSpatialSizeInDistanceFromCenter',
  'MaxTemporalSizeInterpretation',
  'MaxTemporalSize',
  'MinimumTemporalClusterSize',
  'MinimumCasesInHighRateClusters',
  'MinimumCasesInLowRateClusters',
  'CriteriaForReportingSecondaryClusters',
  'ReportHierarchicalClusters',
  'MonteCarloReps',
  'IterativeScan',
  'IterativeScanMaxIterations',
  'IterativeScanMaxPValue',
  'ProspectiveFrequencyType',
  'ProspectiveFrequency',
  'IncludeClusters',
  'AdjustForEarlierAnalyses',
  'PowerEvaluationsMethod',
  'ResultsFile',
  'ResultsTitle',
  'PrintAsciiColumnHeaders',
  ...Object.values(FILES),
])

/**
 * Sections of SaTScan 3 to 10 whose parameters choose what is written where, and those that a switch above turns on as a whole;
 * older versions name some of them otherwise.
 */
const HARMLESS_SECTIONS = new Set([
  'output',
  'output files',
  'spatial output',
  'temporal output',
  'other output',
  'additional output',
  'clusters reported',
  'line list',
  'notifications',
  'email alerts',
  'run options',
  'batchmode features',
  'system',
  'elliptic scan',
  'border analysis',
  'power evaluation',
  'power simulations',
  'cluster drilldown',
])

/** Parameters that say more about a switch above, and mean nothing while that is off; or about titles, early stops. */
const HARMLESS = new Set([
  'GridFile',
  'ValidateParameters',
  'MaxReportedGeoClusterSize',
  'LogLinearPercentageType',
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
  'RiskThresholdLowClusters',
  'TimeTrendPercentage',
  'TimeTrendConvergence',
  'TimeStratifiedAdjLength',
  'TimeTrendType',
  'AdjustmentsByKnownRelativeRisksFilename',
  'EarlyTerminationThreshold',
  'ReportGumbel',
  'ProspectiveStartDate',
  'NumBootstrapReplications',
  'NumOlivieraSets',
  'OliveiraPvalueCutoff',
  'OlivieraPvalueCutoff',
  'MultipleDataSetsPurposeType',
  'DataSet1-Name',
])

/** Names as SaTScan spells them, by their small letters: it takes either. The last are those of versions to 8. */
const SPELLING = new Map([
  ...[
    ...Object.keys({ ...ONLY, ...ONLY_OVER_TIME, ...LEFT_OUT }),
    ...ANSWERED,
    ...HARMLESS,
    ...Object.values(FILES),
  ].map((name) => [name.toLowerCase(), name] as const),
  ['sequentialscan', 'IterativeScan'] as const,
  ['sequentialscanmaxiterations', 'IterativeScanMaxIterations'] as const,
  ['sequentialscanmaxpvalue', 'IterativeScanMaxPValue'] as const,
  ['intervalunits', 'TimeAggregationUnits'] as const,
  ['intervallength', 'TimeAggregationLength'] as const,
  ['maxgeographicsize', 'MaxSpatialSizeInPopulationAtRisk'] as const,
])

const SOURCE = /^(\w+File)-Source(Type|FieldMap|LinelistFieldMap|Delimiter|Grouper|Skip|FirstRowHeader)$/i

/**
 * Reads a parameter file of SaTScan 3 to 10; `replicas`, where they are given, stand for those of the file.
 * @throws WrongInput with the name and the value of each parameter that asks for other clusters than this program computes
 */
export function readParameters(text: string, replicas?: number): Parameters {
  const entries = readEntries(text)
  const value = (name: string, otherwise?: string) => {
    const given = entries.get(name)?.value
    if (given !== undefined && given !== '') return given
    if (otherwise === undefined) throw new WrongInput(`The parameter file does not say ${name}.`)
    return otherwise
  }
  const refusal = (name: string, why: string) => `${name}=${entries.get(name)?.value ?? ''} is not supported: ${why}.`
  const refuse = (name: string, why: string): never => {
    throw new WrongInput(refusal(name, why))
  }
  const choose = <Choice>(
    name: string,
    choices: Record<string, Choice>,
    otherwise?: string,
    why = `only ${Object.keys(choices).join(', ')}`,
  ): Choice => own<Choice>(choices, value(name, otherwise)) ?? refuse(name, why)
  const number = (name: string, otherwise: string, isAllowed: (number: number) => boolean, allowed: string) => {
    const given = toNumber(value(name, otherwise))
    return Number.isFinite(given) && isAllowed(given) ? given : refuse(name, `it should be ${allowed}`)
  }
  const isSwitchedOn = (name: string, otherwise = 'n') => choose(name, { y: true, n: false }, otherwise)
  const whole = (least: number) => (given: number) => Number.isInteger(given) && given >= least

  const isOverTime = value('AnalysisType') !== '1'
  refuseWhatIsOther()
  const analysis = choose(
    'AnalysisType',
    ANALYSES,
    undefined,
    sayOther(
      OTHER_ANALYSES,
      value('AnalysisType'),
      'purely spatial (1), retrospective (3) or prospective (4) space-time',
    ),
  )
  const model = choose(
    'ModelType',
    MODELS,
    undefined,
    sayOther(OTHER_MODELS, value('ModelType'), 'discrete Poisson (0), Bernoulli (1) or space-time permutation (2)'),
  )
  if (model === 'permutation' && !isOverTime) refuse('ModelType', 'a space-time permutation needs AnalysisType 3 or 4')
  if (isOverTime) {
    choose('IncludeClusters', analysis === 'prospective' ? { 0: 0, 1: 1 } : { 0: 0 }, '0')
    if (analysis === 'prospective') choose('AdjustForEarlierAnalyses', { n: false }, 'n')
  }
  const precision = choose(
    'PrecisionCaseTimes',
    { 0: 'none', 1: 'year', 2: 'month', 3: 'day', 4: 'generic' } as const,
    isOverTime ? undefined : '0',
  )
  if (isOverTime && precision === 'none') refuse('PrecisionCaseTimes', 'a scan over time needs times')
  const unit = isOverTime
    ? choose(
        'TimeAggregationUnits',
        { 1: 'year', 2: 'month', 3: 'day', 4: 'generic' } as const,
        entries.get('PrecisionCaseTimes')?.value,
      )
    : 'day'
  const fineness = ['none', 'year', 'month', 'day']
  if (isOverTime && (unit === 'generic') !== (precision === 'generic'))
    refuse('TimeAggregationUnits', `PrecisionCaseTimes=${value('PrecisionCaseTimes')} goes with the same only`)
  if (isOverTime && fineness.indexOf(unit) > fineness.indexOf(precision))
    refuse('TimeAggregationUnits', `finer than PrecisionCaseTimes=${entries.get('PrecisionCaseTimes')?.value}`)
  const length = isOverTime ? number('TimeAggregationLength', '1', whole(1), 'a whole number from 1') : 1
  const inputFile = (parameter: string, least: number): InputFile => ({
    name: value(parameter),
    parameter,
    layout: readLayout(parameter, least),
  })

  return {
    files: {
      cases: inputFile('CaseFile', 2),
      coordinates: inputFile('CoordinatesFile', 3),
      ...(model === 'bernoulli' && { controls: inputFile('ControlFile', 2) }),
      ...(model === 'poisson' && { population: inputFile('PopulationFile', 3) }),
    },
    coordinates: choose('CoordinatesType', { 0: 'cartesian', 1: 'latitude and longitude' } as const),
    precision,
    startDate: value('StartDate'),
    endDate: value('EndDate'),
    analysis,
    model,
    rates: choose('ScanAreas', { 1: 'high', 2: 'low', 3: 'both' } as const, '1'),
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
    shortestWindow: isOverTime ? number('MinimumTemporalClusterSize', '1', whole(1), 'a whole number from 1') : 1,
    minimumCases: number('MinimumCasesInHighRateClusters', '2', whole(0), 'a whole number'),
    minimumLowCases: number('MinimumCasesInLowRateClusters', '0', whole(0), 'a whole number'),
    overlap: choose(
      'CriteriaForReportingSecondaryClusters',
      {
        0: 'no location',
        1: 'no centre in the other',
        2: 'not its centre in a stronger one',
        3: 'not the centre of a stronger one',
        4: 'not both centres',
        5: 'anything',
      } as const,
      '0',
    ),
    replicas:
      replicas ??
      number(
        'MonteCarloReps',
        '999',
        (given) => whole(0)(given) && given <= MOST_REPLICAS,
        `a whole number up to ${MOST_REPLICAS}`,
      ),
    iterative: isSwitchedOn('IterativeScan')
      ? {
          scans: number('IterativeScanMaxIterations', '10', whole(1), 'a whole number from 1'),
          largestP: number('IterativeScanMaxPValue', '0.05', (p) => p >= 0 && p <= 1, 'from 0 to 1'),
        }
      : undefined,
    everyDays: isOverTime ? readFrequency() : 1,
    leavesOut: {
      otherTimes: choose('StudyPeriodCheckType', { 0: false, 1: true }, '0'),
      otherPlaces: choose('GeographicalCoordinatesCheckType', { 0: false, 1: true }, '0'),
    },
    output: {
      results: entries.get('ResultsFile')?.value ?? '',
      endings: (Object.keys(FILES) as Ending[]).filter((ending) => isSwitchedOn(FILES[ending])),
      hasHeaders: isSwitchedOn('PrintAsciiColumnHeaders'),
      title: entries.get('ResultsTitle')?.value ?? '',
    },
    notes: sayWhatIsLeftOut(),
  }

  /** All of them at once, so that nobody mends a file one parameter at a time. */
  function refuseWhatIsOther(): void {
    const refusals: string[] = []
    for (const [name, { value: given, section }] of entries) {
      const only = own<Only>(ONLY, name) ?? (isOverTime ? own<Only>(ONLY_OVER_TIME, name) : undefined)
      if (only) {
        if (given !== '' && !only.allowed.includes(given)) refusals.push(refusal(name, only.why))
      } else if (/^(CaseFile|ControlFile|PopulationFile)\d+$/i.test(name)) {
        if (given !== '') refusals.push(refusal(name, 'one data set at a time'))
      } else if (
        !ANSWERED.has(name) &&
        !HARMLESS.has(name) &&
        !SOURCE.test(name) &&
        !Object.hasOwn(LEFT_OUT, name) &&
        !Object.hasOwn(ONLY_OVER_TIME, name) &&
        !HARMLESS_SECTIONS.has(section)
      ) {
        if (!['', 'n', '0'].includes(given)) refusals.push(refusal(name, 'this program does not know it'))
      }
    }
    const isPowerOnly =
      entries.get('PerformPowerEvaluation')?.value === 'y' && value('PowerEvaluationsMethod', '0') !== '0'
    if (isPowerOnly) refusals.push(refusal('PowerEvaluationsMethod', `${noPower}, and it asks for nothing else`))
    if (refusals.length > 0) throw new WrongInput(refusals.join('\n'))
  }

  function sayWhatIsLeftOut(): string[] {
    const said = new Map<string, string[]>()
    for (const [name, { value: given }] of entries) {
      const why = own<string>(LEFT_OUT, name)
      if (why === undefined || given === '' || given === 'n') continue
      said.set(why, [...(said.get(why) ?? []), `${name}=${given}`])
    }
    for (const [name, { value: given }] of entries)
      if (/-SourceLinelistFieldMap$/.test(name) && given !== '') said.set('no list of persons is written', [name])
    const notes = Array.from(said, ([why, names]) => `Left out: ${names.join(', ')} (${why}).`)
    if (!isSwitchedOn('ReportHierarchicalClusters', 'y'))
      notes.push(
        'Left out: ReportHierarchicalClusters=n (every cluster that may stand beside a stronger one is listed).',
      )
    for (const [file, of] of [
      ['ControlFile', 'bernoulli'],
      ['PopulationFile', 'poisson'],
    ] as const)
      if (value(file, '-') !== '-' && model !== of)
        notes.push(`Not read: ${file}=${value(file)} (ModelType=${value('ModelType')} has no use for it).`)
    if (value('PValueReportType', '0') === '2') notes.push('Left out: PValueReportType=2 (all replicas are run).')
    return notes
  }

  function readLayout(file: string, least: number): Layout | undefined {
    const source = (what: string) => entries.get(`${file}-Source${what}`)?.value ?? ''
    choose(`${file}-SourceType`, { 0: 'text' }, '0', 'files are read as text, not as dBase (1) or shape (2)')
    const map = source('FieldMap')
    if (map === '') return undefined
    const fields = readFieldMap(map)
    if (!fields)
      return refuse(`${file}-SourceFieldMap`, 'columns by their number, oneCount or unspecified, between commas')
    if (fields.length < least) return refuse(`${file}-SourceFieldMap`, `it should name ${least} columns at least`)
    const isHeaded = { y: 1, n: 0, 1: 1, 0: 0, '': 0 }[source('FirstRowHeader')]
    if (isHeaded === undefined) return refuse(`${file}-SourceFirstRowHeader`, 'only y, n')
    return {
      fields,
      delimiter: unquote(source('Delimiter')).trim(),
      grouper: unquote(source('Grouper')) || '"',
      skip: number(`${file}-SourceSkip`, '0', whole(0), 'a whole number') + isHeaded,
    }
  }

  function readFrequency(): number {
    const days = { year: 365.25, month: 365.25 / 12, day: 1, generic: 1 }
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

function sayOther(others: Record<string, string>, given: string, known: string): string {
  const other = own<string>(others, given)
  return other === undefined ? `only ${known}` : `${other} is not planned, only ${known}`
}

/** `"; "` and `;` are the same. */
function unquote(text: string): string {
  return /^"(.*)"$/s.exec(text)?.[1] ?? text
}

/** What is said of a name, which may be any text. */
function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function readEntries(text: string): Map<string, { value: string; section: string }> {
  const entries = new Map<string, { value: string; section: string }>()
  let section = ''
  const lines = splitLines(text)
  if (!lines.some((line) => /^\s*\[.+\]\s*$/.test(line)) && lines.some((line) => /^[^=]*\/\//.test(line)))
    throw new WrongInput(
      'This parameter file is of SaTScan 2 or older: values without names. Open it in a newer SaTScan and save it there.',
    )
  for (const [index, line] of lines.entries()) {
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
    const name = SPELLING.get(written.toLowerCase()) ?? spellSource(written)
    if (entries.has(name)) throw new WrongInput(`Row ${index + 1} of the parameter file says ${name} a second time.`)
    const value = trimmed.slice(at + 1).trim()
    entries.set(name, { value: SWITCHES.has(name) ? spellSwitch(value) : value, section })
  }
  return entries
}

/** y and n, which old versions wrote as 1 and 0. */
function spellSwitch(value: string): string {
  return { 0: 'n', 1: 'y', Y: 'y', N: 'n', yes: 'y', no: 'n', true: 'y', false: 'n' }[value] ?? value
}

function spellSource(name: string): string {
  const [, file = '', what = ''] = SOURCE.exec(name) ?? []
  if (file === '') return name
  const spelt = ['Type', 'FieldMap', 'LinelistFieldMap', 'Delimiter', 'Grouper', 'Skip', 'FirstRowHeader']
  return `${SPELLING.get(file.toLowerCase()) ?? file}-Source${spelt.find((each) => each.toLowerCase() === what.toLowerCase())}`
}
