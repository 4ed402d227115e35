import { describe, expect, it } from 'vitest'
import { BirthDay, Day, PartialDay, readPartialDay, spanOf } from '../../server/contract/day.ts'
import { NewDeath } from '../../server/contract/death.ts'
import { readExpiry } from '../../server/contract/expiry.ts'
import { type JudgedDeath, judgeDeath } from '../../server/contract/rules/death.ts'
import { judgeOverdose } from '../../server/contract/rules/overdose.ts'
import { judgePoint } from '../../server/contract/rules/place.ts'
import { broughtIn, type Judgement } from '../../server/contract/rules/remark.ts'
import { judgeExpiry, judgeSupply } from '../../server/contract/rules/supply.ts'
import { NewBatch } from '../../server/contract/supply.ts'

const today = '2026-03-15'
const cornwall = { west: -6.4, south: 49.86, east: -4.1, north: 50.95 }
const context = { today, extent: cornwall }

function pathsOf({ impossible, unexplained, doubtful }: Judgement) {
  const at = (remarks: Judgement['doubtful']) => remarks.map(({ path }) => path.join('.'))
  return { impossible: at(impossible), unexplained: at(unexplained), doubtful: at(doubtful) }
}
const messageOf = (schema: typeof Day, written: unknown) => schema.safeParse(written).error?.issues[0]?.message

describe('a day', () => {
  it.each([
    ['0026-11-10', 'the year has two digits: did you mean 2026?'],
    ['26-11-10', 'the year has two digits: did you mean 2026?'],
    ['1899-12-31', 'is before 1900'],
    ['2200-01-01', 'is after 2199'],
    ['2026-02-30', 'must be a real day, like 2026-03-27'],
    [20260327, 'must be a day, like 2026-03-27'],
  ])('%s is refused with what was probably meant', (written, message) => {
    expect(messageOf(Day, written)).toBe(message)
  })

  it('of birth may be as early as 1890, and two digits are never guessed at', () => {
    expect(messageOf(BirthDay, '1890-01-01')).toBeUndefined()
    expect(messageOf(BirthDay, '1889-12-31')).toBe('is before 1890')
    expect(messageOf(BirthDay, '0026-11-10')).toBe('the year has two digits: write four, 1926 or 2026')
  })

  it.each([
    ['2024-03-27', '2024-03-27', 'day'],
    ['2024-03', '2024-03-01', 'month'],
    ['2024', '2024-01-01', 'year'],
  ])('%s is stored as the first day that it may have been, with its own precision', (written, day, precision) => {
    expect(PartialDay.parse(written)).toBe(written)
    expect(readPartialDay(written)).toEqual({ day, precision })
    expect(NewDeath.parse({ status: 'notified', eventDay: written })).toMatchObject({
      eventDay: day,
      eventDayPrecision: precision,
    })
  })

  it('known to the month may be any day of it, in a leap year too', () => {
    expect(spanOf('2024-02-01', 'month')).toEqual({ first: '2024-02-01', last: '2024-02-29' })
    expect(spanOf('2023-02-01', 'month').last).toBe('2023-02-28')
    expect(spanOf('2024-01-01', 'year')).toEqual({ first: '2024-01-01', last: '2024-12-31' })
  })

  it.each([
    ['26', 'the year has two digits: did you mean 2026?'],
    ['26-11-10', 'the year has two digits: did you mean 2026?'],
    ['26-11', 'the year has two digits: did you mean 2026?'],
    ['2024-13', 'must be a day like 2026-03-27, or 2026-03 or 2026 where only the month or the year is known'],
    ['2024--12', 'must be a day like 2026-03-27, or 2026-03 or 2026 where only the month or the year is known'],
    ['0026-11-10', 'the year has two digits: did you mean 2026?'],
    ['1899', 'is before 1900'],
  ])('%s is no part of a day either', (written, message) => {
    expect(PartialDay.safeParse(written).error?.issues[0]?.message).toBe(message)
  })
})

describe('the days of a death', () => {
  const death = (given: Partial<JudgedDeath>) => ({ eventDay: '2026-01-10', ...given })
  it.each<[string, Partial<JudgedDeath>, 'impossible' | 'doubtful', string]>([
    ['learnt in the future', { knownOn: '2027-10-01' }, 'impossible', 'knownOn'],
    ['learnt before it', { knownOn: '2026-01-09' }, 'impossible', 'knownOn'],
    ['in the future', { eventDay: '2026-03-16' }, 'impossible', 'eventDay'],
    ['with a year of two digits', { eventDay: '0026-01-10' }, 'impossible', 'eventDay'],
    ['before 1900', { eventDay: '1899-12-31' }, 'impossible', 'eventDay'],
    ['of 1 January 1900', { eventDay: '1900-01-01' }, 'doubtful', 'eventDay'],
    ['of 1 January 1970', { eventDay: '1970-01-01' }, 'doubtful', 'eventDay'],
    ['notified before it', { notifiedOn: '2026-01-09' }, 'impossible', 'notifiedOn'],
    ['notified in the future', { notifiedOn: '2026-03-16' }, 'impossible', 'notifiedOn'],
    [
      'notified before the day it was reported',
      { notifiedOn: '2026-01-09', eventDayBasis: 'reported' },
      'doubtful',
      'notifiedOn',
    ],
    ['notified after it was learnt', { notifiedOn: '2026-02-02', knownOn: '2026-02-01' }, 'doubtful', 'notifiedOn'],
    ['registered before it', { registeredOn: '2026-01-09' }, 'impossible', 'registeredOn'],
    ['registered in the future', { registeredOn: '2026-03-16' }, 'impossible', 'registeredOn'],
    ['with toxicology in the future', { toxicologyCompleteOn: '2026-03-16' }, 'impossible', 'toxicologyCompleteOn'],
    ['with toxicology before it', { toxicologyCompleteOn: '2026-01-09' }, 'impossible', 'toxicologyCompleteOn'],
    ['released from prison after it', { prisonReleaseOn: '2026-01-11' }, 'impossible', 'prisonReleaseOn'],
    ['discharged from hospital after it', { hospitalDischargeOn: '2026-01-11' }, 'impossible', 'hospitalDischargeOn'],
    ['of somebody under 18', { ageYears: 15 }, 'doubtful', 'ageYears'],
    ['of somebody over 100', { ageYears: 114 }, 'doubtful', 'ageYears'],
    ['with a sign that turns the line', { foundTown: 'Truro\u202e' }, 'impossible', 'foundTown'],
  ])('a death %s is remarked on, once', (_, given, severity, path) => {
    const expected = { impossible: [], unexplained: [], doubtful: [], [severity]: [path] }
    expect(pathsOf(judgeDeath(death(given), context))).toEqual(expected)
  })

  it.each<[string, Partial<JudgedDeath>]>([
    [
      'on the day itself',
      { knownOn: '2026-01-10', notifiedOn: '2026-01-10', registeredOn: '2026-01-10', prisonReleaseOn: '2026-01-10' },
    ],
    ['whose knowing was only assumed', { knownOn: '2026-01-10', knownOnAssumed: true, notifiedOn: '2026-02-01' }],
    ['of a person of 18', { ageYears: 18 }],
  ])('a death with all %s is not', (_, given) => {
    expect(pathsOf(judgeDeath(death(given), context))).toEqual({ impossible: [], unexplained: [], doubtful: [] })
  })

  it('known only by the month is contradicted only by what no day of it allows', () => {
    const march = { eventDay: '2026-02-01', eventDayPrecision: 'month' } as const
    expect(
      pathsOf(judgeDeath({ ...march, prisonReleaseOn: '2026-02-20', notifiedOn: '2026-02-02' }, context)).impossible,
    ).toEqual([])
    expect(
      pathsOf(judgeDeath({ ...march, prisonReleaseOn: '2026-03-01', notifiedOn: '2026-01-31' }, context)).impossible,
    ).toEqual(['notifiedOn', 'prisonReleaseOn'])
  })

  it('of this month or year is not in the future', () => {
    expect(judgeDeath({ eventDay: '2026-03-01', eventDayPrecision: 'month' }, context).impossible).toEqual([])
    expect(judgeDeath({ eventDay: '2026-04-01', eventDayPrecision: 'month' }, context).impossible).toHaveLength(1)
  })
})

describe('a point', () => {
  it.each([
    ['exchanged', 50.26, -5.05, { longitude: -5.05, latitude: 50.26 }],
    ['without its minus sign', 5.05, 50.26, { longitude: -5.05, latitude: 50.26 }],
    ['with the wrong sign of the latitude', -5.05, -50.26, { longitude: -5.05, latitude: 50.26 }],
    ['exchanged and without its sign', 50.26, 5.05, { longitude: -5.05, latitude: 50.26 }],
    ['without its decimal points', -50516, 502660, { longitude: -5.0516, latitude: 50.266 }],
    ['without one decimal point', -5.05, 50266, { longitude: -5.05, latitude: 50.266 }],
    ['without its decimal point and sign', 50516, 50.266, { longitude: -5.0516, latitude: 50.266 }],
  ])('%s is proposed as it was probably meant', (_, longitude, latitude, proposal) => {
    expect(judgePoint(longitude, latitude, cornwall)).toMatchObject({ kind: 'refused', proposal })
  })

  it('in New York that lost its decimal point is proposed where the partnership is in New York', () => {
    const newYork = { west: -74.3, south: 40.4, east: -73.6, north: 40.95 }
    expect(judgePoint(-74299557, 40.6, newYork)).toMatchObject({ proposal: { longitude: -74.299557, latitude: 40.6 } })
    expect(judgePoint(-74299557, 40.6, null)).toMatchObject({ kind: 'refused' })
  })

  it.each([
    ['of 0, 0', 0, 0],
    ['of twice the same number', 50.26, 50.26],
    ['on another continent', 151.2, -33.8],
    ['off the globe', 200, 95],
    ['of a national grid', 182500, 44900],
  ])('%s is never kept', (_, longitude, latitude) => {
    expect(judgePoint(longitude, latitude, cornwall).kind).toBe('refused')
  })

  it('in the next town over the border is taken, one far away is worth a look', () => {
    expect(judgePoint(-4.05, 50.5, cornwall)).toEqual({ kind: 'point', isFarAway: false })
    expect(judgePoint(-1.5, 54.9, cornwall)).toEqual({ kind: 'point', isFarAway: true })
    expect(judgePoint(-1.5, 54.9, null)).toEqual({ kind: 'point', isFarAway: false })
  })
})

describe('a supply', () => {
  const supply = { suppliedOn: '2026-01-10', productCode: 'prenoxad' }
  const batch = { productCode: 'prenoxad', expiresOn: '2026-01-10' }
  it('of a batch of another product is impossible', () => {
    const other = { ...batch, productCode: 'nyxoid' }
    expect(pathsOf(judgeSupply(supply, { ...context, batch: other })).impossible).toEqual(['batchId'])
  })

  it('of a batch that had expired needs the reason, on its last day it does not', () => {
    const expired = { ...batch, expiresOn: '2026-01-09' }
    expect(pathsOf(judgeSupply(supply, { ...context, batch: expired })).unexplained).toEqual(['expiredReason'])
    expect(
      judgeSupply({ ...supply, expiredReason: 'nothing else left' }, { ...context, batch: expired }).unexplained,
    ).toEqual([])
    expect(judgeSupply(supply, { ...context, batch }).unexplained).toEqual([])
  })

  it.each([
    ['2026-09', '2026-09-30', 'month'],
    ['09/2026', '2026-09-30', 'month'],
    ['9/2026', '2026-09-30', 'month'],
    ['Sep-26', '2026-09-30', 'month'],
    ['SEP 2026', '2026-09-30', 'month'],
    ['September 2026', '2026-09-30', 'month'],
    ['2024-02', '2024-02-29', 'month'],
    ['2026-09-30', '2026-09-30', undefined],
  ])('an expiry printed as %s is its last day', (expiresOn, day, precision) => {
    const read = NewBatch.parse({ productCode: 'prenoxad', batchNumber: 'px1 ', expiresOn })
    expect(read).toMatchObject({ batchNumber: 'PX1', expiresOn: day })
    expect(read.expiresPrecision).toBe(precision)
  })

  it.each([
    ['09/26', 'the year has two digits: did you mean 09/2026?'],
    ['0026-09-30', 'the year has two digits: did you mean 2026?'],
    ['soon', 'must be a day or a month, like 2026-09-30 or 09/2026'],
    ['13/2026', 'must be a day or a month, like 2026-09-30 or 09/2026'],
  ])('an expiry written %s is refused', (expiresOn, message) => {
    const { error } = NewBatch.safeParse({ productCode: 'prenoxad', batchNumber: 'PX1', expiresOn })
    expect(error?.issues).toMatchObject([{ path: ['expiresOn'], message }])
    expect(readExpiry('the year')).toBeUndefined()
  })

  it('an expiry far ahead, or before any scheme, is doubtful', () => {
    expect(judgeExpiry('2035-01-31', context).doubtful).toHaveLength(1)
    expect(judgeExpiry('1970-01-01', context).doubtful).toHaveLength(1)
    expect(judgeExpiry('2028-01-31', context)).toEqual({ impossible: [], unexplained: [], doubtful: [] })
  })
})

it('an overdose event is judged by its days, place and ages', () => {
  const event = { eventDay: '2026-03-16', place: { longitude: 50.26, latitude: -5.05, precision: 'exact' as const } }
  expect(pathsOf(judgeOverdose(event, context)).impossible).toEqual(['eventDay', 'place.longitude'])
  const known = { eventDay: '2026-03-10', knownOn: '2026-03-09', persons: [{ ageBand: '34-25' }] as never }
  expect(pathsOf(judgeOverdose(known, context)).impossible).toEqual(['knownOn', 'persons.0.ageBand'])
})

it('an amendment is stopped by what it brings in, never by what stood there before', () => {
  const stored = { eventDay: '0026-11-10', prisonReleaseOn: '2027-01-01', ageYears: 40 }
  const judge = (record: unknown) => judgeDeath(record as JudgedDeath, context)
  const impossible = (change: object) => pathsOf(broughtIn(judge, stored, { ...stored, ...change })).impossible
  expect(impossible({ ageYears: 41 })).toEqual([])
  expect(impossible({ prisonReleaseOn: '2027-01-02' })).toEqual(['prisonReleaseOn'])
  expect(impossible({ notifiedOn: '2027-01-01' })).toEqual(['notifiedOn'])
})
