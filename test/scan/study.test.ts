import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readParameters } from '../../jobs/scan/parameters.ts'
import { peopleAt, personDays, personDaysBetween } from '../../jobs/scan/population.ts'
import { longestWindowOf, readStudy, toGridInput, withoutCluster } from '../../jobs/scan/study.ts'
import {
  cutPeriod,
  populationDay,
  type ReadTime,
  readDate,
  readTime,
  toDay,
  wholePeriod,
} from '../../jobs/scan/times.ts'
import { overTime, parameterFile, row, writeFolder } from './problem.ts'

function read(changes: Record<string, string>, files: Record<string, string | Buffer> = {}) {
  const folder = writeFolder({ ...row, ...files })
  return readStudy(readParameters(parameterFile(changes)), join(folder, 'row.prm'))
}

describe('a fault in an input file is told by row and column, with its reason', () => {
  it.each([
    ['row.geo', 'A 0 0\nB x 0', 'row 2, column 2: x is not a number: x'],
    ['row.geo', 'A 0 0\n\nB 1', 'row 3, column 3: y is missing'],
    ['row.geo', 'A 0 0\nA 1 0', 'row 2, column 1: this location was given before: A'],
    ['row.geo', 'A 0 0 7', 'row 1, column 4: only two dimensions are supported'],
    ['row.cas', 'A,9\nB,8', 'row 1, column 1: columns lie between spaces or tabs, not between commas'],
    ['row.cas', 'A 9\nZ 8', 'row 2, column 1: this location has no coordinates: Z'],
    ['row.cas', 'A 9\nB -1', 'row 2, column 2: the count is below 0: -1'],
    ['row.cas', 'A 9\nB 1.5', 'row 2, column 2: the count is not a whole number: 1.5'],
    ['row.cas', 'A 9\nB 1e', 'row 2, column 2: the count is not a number: 1e'],
    ['row.cas', 'A 9\nB 3000000000', 'row 2, column 2: with this count there are more than 20000000 in all'],
    ['row.geo', 'A 0 0\nB 1e200 0', 'row 2, column 2: x is above 1000000000000000: 1e200'],
    ['row.pop', 'A 2024 1e308', 'row 1, column 3: the population is above 1000000000000000: 1e308'],
    ['row.cas', 'A 9 young\nB 8', 'row 2, column 3: there should be 1 covariates'],
    ['row.cas', 'A 9\nB 8 young', 'row 2, column 3: there should be 0 covariates'],
    ['row.cas', 'A 9 young', 'row 1, column 1: there are cases and no population: A 9 young'],
    ['row.pop', 'A 2024 1000', 'row 2, column 1: there are cases and no population: B 8'],
    ['row.pop', 'A 2024 -5', 'row 1, column 3: the population is below 0: -5'],
    ['row.pop', 'A 2024/13/01 5', 'row 1, column 2: this is no date: 2024/13/01'],
    ['row.pop', 'A 2024 5 young', 'row 1, column 4: there should be 0 covariates'],
  ])('%s: %j', (file, content, reason) => {
    expect(() => read({}, { [file]: content, ...(reason.endsWith('young') && { 'row.pop': 'A 2024 5 old' }) })).toThrow(
      reason,
    )
  })

  it.each([
    ['A 1 2024/02/30', 'row 1, column 3: this is no date: 2024/02/30'],
    ['A 1', 'row 1, column 3: the date is missing'],
    ['A 1 2024/01', 'row 1, column 3: PrecisionCaseTimes asks for the day: 2024/01'],
    ['A 1 2024/01/31', 'row 1, column 3: the date is outside the study period: 2024/01/31'],
  ])('%j, over time', (content, reason) => {
    expect(() => read({ ...overTime, ModelType: '2' }, { 'row.cas': content })).toThrow(reason)
  })

  it('and a file that is not there or has nothing in it', () => {
    expect(() => read({ CaseFile: 'none.cas' })).toThrow(/CaseFile: cannot read .*none.cas \(ENOENT\)/)
    expect(() => read({}, { 'row.pop': '\n\n' })).toThrow(/PopulationFile: .* is empty/)
    expect(() => read({ ModelType: '1', ControlFile: 'row.ctl' }, { 'row.ctl': 'A 20 old' })).toThrow(
      'row 1, column 3: there is nothing to come after the count',
    )
    expect(() => read({}, { 'row.cas': 'A 0' })).toThrow('has no cases')
  })

  it('of latitude and longitude too', () => {
    expect(() => read({ CoordinatesType: '1' }, { 'row.geo': 'A 95 0' })).toThrow(
      'row 1, column 2: the latitude is above 90: 95',
    )
    expect(() => read({ CoordinatesType: '1' }, { 'row.geo': 'A 50 200' })).toThrow(
      'column 3: the longitude is above 180',
    )
  })
})

describe('what the files say', () => {
  it.each([
    ['in the letters of Windows', Buffer.from('Tr\u00e9 0 0\r\nTr\u00e8 1 0\r\n', 'latin1')],
    ['in UTF-16 with its mark', Buffer.from('\uFEFFTr\u00e9 0 0\r\nTr\u00e8 1 0\r\n', 'utf16le')],
    ['in UTF-8 with its mark', '\uFEFFTr\u00e9 0 0\nTr\u00e8 1 0'],
    ['with the line ends of old Macintoshes', 'Tr\u00e9 0 0\rTr\u00e8 1 0\r'],
  ])('is read %s', (_, geo) => {
    const files = { 'row.geo': geo, 'row.pop': 'Tr\u00e9 2024 10\nTr\u00e8 2024 10', 'row.cas': 'Tr\u00e9 3' }
    expect(read({}, files)).toMatchObject({ names: ['Tr\u00e9', 'Tr\u00e8'], cases: [{ place: 0, count: 3 }] })
  })

  it('is found where Windows says it is', () => {
    expect(read({ CaseFile: '.\\row.cas' }).cases).toEqual(read({}).cases)
  })

  it('is the expected cases of each place by its covariates', () => {
    const study = read(
      {},
      {
        'row.cas': 'A 6 old "not known"\nB 4 young "not known"\n',
        'row.pop':
          'A 2024 100 old "not known"\nB 2024 200 old "not known"\nA 2024 900 young "not known"\nB 2024 100 young "not known"',
      },
    )
    const input = toGridInput(study)
    if (input.model !== 'poisson') throw new Error(input.model)
    // by hand: old 6 of 300, young 4 of 1,000
    expect([...input.expected].map((expected) => expected.toFixed(9))).toEqual(
      [2 + 3.6, 4 + 0.4, 0, 0, 0, 0].map((expected) => expected.toFixed(9)),
    )
  })

  it('is the cases of each unit of time, counted back from the end, with what is left over in the first', () => {
    const study = read(
      { ...overTime, ModelType: '2', TimeAggregationLength: '7' },
      { 'row.cas': 'A 1 2024/1/1\nA 2 1/2/2024\nB 3 2024-01-03\nB 4 2024/01/30' },
    )
    expect(study.unitStarts.map(toDay)).toEqual(['2024-01-01', '2024-01-10', '2024-01-17', '2024-01-24', '2024-01-31'])
    expect(study.cases.map(({ place, unit, count }) => [place, unit, count])).toEqual([
      [0, 0, 1],
      [0, 0, 2],
      [1, 0, 3],
      [1, 3, 4],
    ])
    expect(longestWindowOf(study)).toBe(1)
  })

  it('is in months where times are, with a study of whole months', () => {
    const study = read(
      {
        ...overTime,
        PrecisionCaseTimes: '2',
        TimeAggregationUnits: '2',
        StartDate: '2023/11',
        EndDate: '2024/2',
        MaxTemporalSizeInterpretation: '0',
        MaxTemporalSize: '50',
      },
      { 'row.cas': 'A 1 2023/11\nB 2 2/2024\nC 1 2024/1/31', 'row.pop': 'A 2024 10\nB 2024 10\nC 2024 10' },
    )
    expect(study.unitStarts.map(toDay)).toEqual(['2023-11-01', '2023-12-01', '2024-01-01', '2024-02-01', '2024-03-01'])
    expect(study.cases.map(({ unit }) => unit)).toEqual([0, 3, 2])
    expect([...(study.categories[0]?.personTime().subarray(0, 4) ?? [])]).toEqual([300, 310, 310, 290])
    expect(longestWindowOf(study)).toBe(2)
  })

  it('is less a cluster in a second scan: its places where there is no time, else its places in its time', () => {
    const spatial = withoutCluster(read({}), { places: [0, 1], firstUnit: 0, lastUnit: 0 })
    expect(spatial?.names).toEqual(['C', 'D', 'E', 'F'])
    expect(spatial?.cases.map(({ place, count }) => [place, count])).toEqual([
      [0, 1],
      [1, 2],
      [2, 2],
      [3, 2],
    ])
    expect(spatial?.categories[0]?.cases).toBe(7)
    expect(spatial?.categories[0]?.personTime()).toHaveLength(4)
    const inTime = withoutCluster(read(overTime, { 'row.cas': 'A 1 2024/1/1\nA 2 2024/1/2\nB 3 2024/1/2' }), {
      places: [0],
      firstUnit: 1,
      lastUnit: 2,
    })
    expect(inTime?.cases.map(({ place, unit }) => [place, unit])).toEqual([
      [0, 0],
      [1, 1],
    ])
    expect([...(inTime?.categories[0]?.personTime().subarray(0, 4) ?? [])]).toEqual([1000, 0, 0, 1000])
    // by permutation, its places at all times: what is expected of the rest comes from the margins
    const files = { 'row.cas': 'A 1 2024/1/1\nA 2 2024/1/2\nB 3 2024/1/2' }
    const shuffled = withoutCluster(read({ ...overTime, ModelType: '2' }, files), {
      places: [0],
      firstUnit: 1,
      lastUnit: 2,
    })
    expect(shuffled?.cases.map(({ place, unit, count }) => [shuffled.names[place], unit, count])).toEqual([['B', 1, 3]])
    expect(withoutCluster(read({}), { places: [0, 1, 2, 3, 4, 5], firstUnit: 0, lastUnit: 0 })).toBeUndefined()
  })
})

describe('times', () => {
  it('are read in every form SaTScan takes', () => {
    const day = (text: string, period?: [number, number]) => {
      const date = readDate(text, period)
      return typeof date === 'object' ? `${toDay(date.day)} ${date.precision}` : date
    }
    expect(['2024', '2024/3', '3/2024', '2024-03-14', '3/14/2024'].map((text) => day(text))).toEqual([
      '2024-01-01 year',
      '2024-03-01 month',
      '2024-03-01 month',
      '2024-03-14 day',
      '2024-03-14 day',
    ])
    expect(['', '24', 'x', '2024/2/30', '2024/1/1/1', '2024//1', '0024/1/1'].map((text) => day(text))).toEqual(
      Array(7).fill(undefined),
    )
    expect(['2024', '2024/2', '2024/2/3'].map((text) => toDay(populationDay(readDate(text) as ReadTime)))).toEqual([
      '2024-07-01',
      '2024-02-15',
      '2024-02-03',
    ])
  })

  it('of two digits for the year are of the study period or next to it, and never guessed at', () => {
    const near = (text: string, first: string, last: string) => {
      const [from, to] = [first, last].map((each) => (readDate(each) as ReadTime).day) as [number, number]
      const date = readDate(text, [from, to])
      return typeof date === 'object' ? toDay(date.day) : date
    }
    const read = (text: string) => near(text, '1973/1/1', '1991/12/31')
    expect(['73', '91', '60', '99', '05'].map(read)).toEqual([
      '1973-01-01',
      '1991-01-01',
      '1960-01-01',
      '1999-01-01',
      '2005-01-01',
    ])
    expect(near('01', '1999/1/1', '2003/12/31')).toBe('2001-01-01')
    expect(['82/3/14', '3/14/82', '82-3', '3/82'].map(read)).toEqual([
      '1982-03-14',
      '1982-03-14',
      '1982-03-01',
      '1982-03-01',
    ])
    expect(['1/2/3', '05/06/07', '5/6'].map(read)).toEqual(Array(3).fill('which year'))
    expect(['82/14/3', '82/3/82', '7/3/7x'].map(read)).toEqual(Array(3).fill(undefined))
    expect(readDate('73')).toBeUndefined()
  })

  it('are whole numbers where they are generic', () => {
    expect(['743', '0', '-3', '2.5', '2024/1/1'].map((text) => readTime(text, 'generic'))).toEqual([
      { day: 743, precision: 'generic', isShort: false },
      { day: 0, precision: 'generic', isShort: false },
      { day: -3, precision: 'generic', isShort: false },
      undefined,
      undefined,
    ])
    expect(cutPeriod(0, 9, { unit: 'generic', length: 5 })).toEqual([0, 5, 10])
  })

  it('are cut into months and years', () => {
    const day = (text: string) => (readDate(text) as ReadTime).day
    expect(cutPeriod(day('2023/12/1'), day('2024/3/31'), { unit: 'month', length: 2 }).map(toDay)).toEqual([
      '2023-12-01',
      '2024-02-01',
      '2024-04-01',
    ])
    expect(cutPeriod(day('2021/5/1'), day('2023/12/31'), { unit: 'year', length: 1 }).map(toDay)).toEqual([
      '2021-05-01',
      '2023-01-01',
      '2024-01-01',
    ])
    expect(cutPeriod(day('2021/5/1'), day('2021/5/3'), { unit: 'month', length: 1 }).map(toDay)).toEqual([
      '2021-05-01',
      '2021-05-04',
    ])
    expect(wholePeriod(day('2021/5/7'), day('2024/2/3'), 'month').map(toDay)).toEqual(['2021-05-01', '2024-02-29'])
    expect(wholePeriod(day('2021/5/7'), day('2024/2/3'), 'year').map(toDay)).toEqual(['2021-01-01', '2024-12-31'])
  })
})

describe('a population', () => {
  const dates = [
    { day: 10, people: 100 },
    { day: 20, people: 200 },
  ]
  it('changes linearly between its dates and is constant outside them', () => {
    expect([0, 10, 12.5, 20, 99].map((day) => peopleAt(dates, day))).toEqual([100, 100, 125, 200, 200])
  })

  it('gives person-days by unit', () => {
    const of = new Map([
      [0, dates],
      [2, [{ day: 0, people: 7 }]],
    ])
    expect([...personDays(of, 3, [0, 10, 20, 22])]).toEqual([1000, 1500, 400, 0, 0, 0, 70, 70, 14])
    // 5 days of 100, 10 that rise from 100 to 200, 7 of 200
    expect(personDaysBetween(dates, 5, 27)).toBe(500 + 1500 + 1400)
    expect(personDaysBetween([], 5, 27)).toBe(0)
  })
})
