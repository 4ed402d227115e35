import { type ComparableReport, metresBetween } from './report.ts'

/**
 * How far two reports agree: a level in each field, of which a model holds how often it is met among reports of one event and of two.
 * Levels stand in groups, one for each way in which the field can be known; a level tells within its group only, so that how a time or a
 * place was written says nothing of itself. Not known in one of the two is no level, and weighs nothing.
 */
export type Field = {
  name: FieldName
  /** For each level the words in which it is said, by group. */
  groups: readonly (readonly string[])[]
}

export const FIELD_NAMES = [
  'time',
  'place',
  'age',
  'sex',
  'product',
  'persons',
  'doses',
  'ambulance',
  'setting',
  'source',
] as const
export type FieldName = (typeof FIELD_NAMES)[number]

/** A level of each field, in the order of FIELD_NAMES; NOT_KNOWN where one of the two does not say. */
export type Pattern = readonly number[]
export const NOT_KNOWN = -1

/** Differences in minutes, each the most of its level; what is further apart is not compared. */
const MINUTES = [0, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120]
const MINUTES_BY_HOUR = [0, 30, 60, 90, 120, 180]
/** Between a part of the day, or a day, and a time outside it. */
const MINUTES_BY_PART = [0, 60]
const QUARTER_OF_AN_HOUR = 15

const METRES = [25, 75, 150, 250, 400, 600, 800, 1000, 1500, 2000]
/** From the middle of a cell to the middle of another: the same (resolution 8 or 7), beside it, further. */
const METRES_OF_CELLS = [50, 1100, 2000, 2700, 3500]
const METRES_TO_CELL = [300, 600, 900, 1300, 2000, 3500]
const METRES_COARSE = [50, 1000, 3000, 6000, 10_000]

const between = (edges: readonly number[], unit: string, first: string) =>
  edges.map((edge, at) =>
    at === 0
      ? first
      : `${(edges[at - 1] as number).toLocaleString('en-GB')} to ${edge.toLocaleString('en-GB')} ${unit} apart`,
  )
const sayMinutes = between(MINUTES, 'minutes', 'at the same minute')
const ON_QUARTERS = ['', ', one on a quarter of an hour', ', both on quarters of an hour']

export const FIELDS: readonly Field[] = [
  {
    name: 'time',
    groups: [
      ...ON_QUARTERS.map((also) => sayMinutes.map((words) => `${words}${also}`)),
      between(MINUTES_BY_HOUR, 'minutes', 'at the same hour'),
      ['within the same part of the day', 'up to an hour outside that part of the day'],
      ['on the same day', 'up to an hour outside that day'],
    ],
  },
  {
    name: 'place',
    groups: [
      between(METRES, 'm', 'within 25 m'),
      between(METRES_OF_CELLS, 'm', 'in the same cell').map((words) => words.replace('apart', 'from cell to cell')),
      between(METRES_TO_CELL, 'm', 'within 300 m').map((words) => `${words}, one known to its cell`),
      between(METRES_COARSE, 'm', 'the same town or small area'),
      ['the same town', 'two towns'],
    ],
  },
  { name: 'age', groups: [['the same age band', 'age bands that touch', 'age bands apart']] },
  { name: 'sex', groups: [['the same sex', 'not the same sex']] },
  { name: 'product', groups: [['the same product', 'two products']] },
  { name: 'persons', groups: [['as many persons', 'not as many persons']] },
  { name: 'doses', groups: [['as many doses', 'a dose more or less', 'two doses or more apart']] },
  { name: 'ambulance', groups: [['both say the same of the ambulance', 'only one says an ambulance was called']] },
  { name: 'setting', groups: [['the same kind of place', 'two kinds of place']] },
  { name: 'source', groups: [['of two sources', 'of one source']] },
]

/** Of each field, at which level each of its groups begins, and how many levels there are. */
export const STARTS = FIELDS.map(({ groups }) => {
  const starts: number[] = []
  let levels = 0
  for (const group of groups) {
    starts.push(levels)
    levels += group.length
  }
  return { starts, levels }
})

/** The group of each level, by field. */
export const GROUP_OF = FIELDS.map(({ groups }) => groups.flatMap((group, at) => group.map(() => at)))

export const WORDS = FIELDS.map(({ groups }) => groups.flat())

/** Up to how many minutes after the last that a report may have been another one is still compared with it. */
export const LONGEST_MINUTES = 180

const levelIn = (edges: readonly number[], value: number) => {
  for (let at = 0; at < edges.length; at++) if (value <= (edges[at] as number)) return at
  return NOT_KNOWN
}

/** `undefined`: too far apart in time or place to be asked about, or neither the time of day nor the place of both is known. */
export function comparePair(a: ComparableReport, b: ComparableReport): Pattern | undefined {
  const time = compareTimes(a, b)
  if (time === NOT_KNOWN) return undefined
  const place = comparePlaces(a, b)
  if (place === 'apart') return undefined
  if (place === NOT_KNOWN && (a.timePrecision === 'unknown' || b.timePrecision === 'unknown')) return undefined
  return [time, place, ...compareFacts(a, b)]
}

/** How far two reports agree in all but time and place, whether or not they are near: the fields from the third on. */
export function compareFacts(a: ComparableReport, b: ComparableReport): number[] {
  return [
    compareAges(a, b),
    same(a.sex, b.sex),
    a.products.length === 0 || b.products.length === 0
      ? NOT_KNOWN
      : a.products.some((one) => b.products.includes(one))
        ? 0
        : 1,
    a.persons === b.persons ? 0 : 1,
    a.doses === null || b.doses === null ? NOT_KNOWN : Math.min(2, Math.abs(a.doses - b.doses)),
    same(a.ambulanceCalled, b.ambulanceCalled),
    same(a.setting, b.setting),
    a.source === b.source ? 1 : 0,
  ]
}

function same(one: unknown, other: unknown): number {
  if (one === null || other === null) return NOT_KNOWN
  return one === other ? 0 : 1
}

function compareTimes(a: ComparableReport, b: ComparableReport): number {
  const starts = (STARTS[0] as (typeof STARTS)[number]).starts
  const gap = Math.max(0, b.from - a.until, a.from - b.until)
  const precisions = [a.timePrecision, b.timePrecision]
  const at = (group: number, level: number) => (level === NOT_KNOWN ? NOT_KNOWN : (starts[group] as number) + level)
  if (precisions.includes('unknown')) return at(5, levelIn(MINUTES_BY_PART, gap))
  if (precisions.includes('part_of_day')) return at(4, levelIn(MINUTES_BY_PART, gap))
  if (precisions.includes('hour')) return at(3, levelIn(MINUTES_BY_HOUR, gap))
  const heaped = Number(a.from % QUARTER_OF_AN_HOUR === 0) + Number(b.from % QUARTER_OF_AN_HOUR === 0)
  return at(heaped, levelIn(MINUTES, gap))
}

function comparePlaces(a: ComparableReport, b: ComparableReport): number | 'apart' {
  const starts = (STARTS[1] as (typeof STARTS)[number]).starts
  const at = (group: number, level: number) => (level === NOT_KNOWN ? 'apart' : (starts[group] as number) + level)
  if (a.placePrecision === null || b.placePrecision === null) {
    if (a.town === null || b.town === null) return NOT_KNOWN
    return at(4, a.town === b.town ? 0 : 1)
  }
  const metres = metresBetween(a, b)
  const precisions = [a.placePrecision, b.placePrecision]
  if (precisions.includes('coarse')) return at(3, levelIn(METRES_COARSE, metres))
  if (!precisions.includes('cell')) return at(0, levelIn(METRES, metres))
  return precisions.includes('fine') ? at(2, levelIn(METRES_TO_CELL, metres)) : at(1, levelIn(METRES_OF_CELLS, metres))
}

function compareAges(a: ComparableReport, b: ComparableReport): number {
  if (a.ageFrom === null || a.ageUntil === null || b.ageFrom === null || b.ageUntil === null) return NOT_KNOWN
  if (a.ageFrom === b.ageFrom && a.ageUntil === b.ageUntil) return 0
  return a.ageFrom <= b.ageUntil + 1 && b.ageFrom <= a.ageUntil + 1 ? 1 : 2
}
