import { cellToParent, getResolution, latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { isDay, readKit } from '../../client/report/form/kit.ts'
import { MOST_PERSONS, nameOf, toReport, whyNot } from '../../client/report/form/toReport.ts'
import { type Answers, type Draft, goOnWith, newCode, newDraft } from '../../client/report/kept/draft.ts'
import { cellAt } from '../../client/report/map/cells.ts'
import { nearestTown, readTowns } from '../../client/report/map/towns.ts'
import { pauseAfter } from '../../client/report/outbox/send.ts'
import { MOST_PERSONS_REPORTED, NewReversalReport, ReportCode } from '../../server/contract/reversal-report.ts'

const monday = new Date(2026, 2, 16, 23, 40)
const at = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute)
const draftOf = (answers: Answers, given: Partial<Draft> = {}): Draft => ({
  ...newDraft('cornwall', null, monday),
  answers,
  ...given,
})

describe('what is sent of the form', () => {
  it('takes nothing that was not said for known', () => {
    const report = toReport(draftOf([]))
    expect(NewReversalReport.parse(report)).toEqual(report)
    expect(report).toMatchObject({ day: '2026-03-16', hour: 23, partOfDay: null, cell: null, setting: 'unknown' })
    expect(report.persons).toEqual([
      expect.objectContaining({ outcome: 'unknown', outcomeEvidence: 'unknown', doses: null, substanceCodes: [] }),
    ])
  })

  it('holds no hidden sign that came along with what was pasted', () => {
    expect(toReport(draftOf([['batch', '\u202apx1\u202c\u200e ']])).batch).toBe('px1')
    expect(toReport(draftOf([['batch', ' \u200e']])).batch).toBeNull()
  })

  it('is what the contract takes, whatever is answered, of one person and of five', () => {
    const ofPerson = (person: number): Answers => [
      [nameOf(person, 'outcome'), 'recovered_left'],
      [nameOf(person, 'outcomeEvidence'), 'told_by_person'],
      [nameOf(person, 'doses'), '3'],
      [nameOf(person, 'wasUnresponsive'), 'yes'],
      [nameOf(person, 'ageBand'), '25-34'],
      [nameOf(person, 'sex'), 'female'],
      [nameOf(person, 'substanceCodes'), 'heroin'],
      [nameOf(person, 'substanceCodes'), 'pregabalin'],
      [nameOf(person, 'minutesToResponse'), '1_to_3'],
    ]
    expect(MOST_PERSONS).toBe(MOST_PERSONS_REPORTED)
    const report = toReport(
      draftOf(
        [
          ...Array.from({ length: MOST_PERSONS }, (_, person) => ofPerson(person)).flat(),
          ['when', 'yesterday'],
          ['partOfDay', 'evening'],
          ['setting', 'car_park'],
          ['ambulanceCalled', 'no'],
          ['product', 'nyxoid'],
          ['batch', ' px1 '],
          ['reporterKind', 'peer'],
        ],
        { cell: latLngToCell(50.26, -5.05, 8) },
      ),
    )
    expect(NewReversalReport.parse(report)).toEqual(report)
    expect(report).toMatchObject({
      day: '2026-03-15',
      hour: null,
      partOfDay: 'evening',
      product: 'nyxoid',
      batch: 'px1',
    })
    expect(report.persons).toHaveLength(5)
    expect(new Set(report.persons.map((person) => JSON.stringify(person))).size).toBe(1)
    expect(report.persons[0]).toMatchObject({ doses: 3, substanceCodes: ['heroin', 'pregabalin'] })
  })

  it('says how something is known only where something is', () => {
    const report = toReport(draftOf([['outcomeEvidence', 'seen_by_reporter']]))
    expect(report.persons[0]?.outcomeEvidence).toBe('unknown')
  })

  it('waits for nothing but a day that is asked for', () => {
    expect(whyNot(draftOf([]), monday)).toBeUndefined()
    expect(whyNot(draftOf([['when', 'earlier']]), monday)).toBe('dayMissing')
    expect(whyNot(draftOf([...earlier('2026-03-17')]), monday)).toBe('dayToCome')
    expect(whyNot(draftOf([...earlier('2026-03-16')]), monday)).toBeUndefined()
  })

  it('may be of the partnership’s own today where the phone’s clock is behind', () => {
    expect(whyNot(draftOf([...earlier('2026-03-17')]), monday, '2026-03-17')).toBeUndefined()
    expect(whyNot(draftOf([...earlier('2026-03-17')]), monday, '2026-03-10')).toBe('dayToCome')
  })

  it('goes by a code of eighty random bits, as the contract has it', () => {
    const codes = Array.from({ length: 500 }, newCode)
    for (const code of codes) expect(ReportCode.parse(code)).toBe(code)
    expect(new Set(codes).size).toBe(500)
    expect(new Set(codes.join('')).size).toBe(33)
  })
})

const earlier = (day: string): Answers => [
  ['when', 'earlier'],
  ['day', day],
]

describe('a draft that is taken up again', () => {
  it.each([
    ['within the half hour says what it said', [], at(17, 0, 5), { day: '2026-03-16', hour: 23 }],
    ['later that night: just now was yesterday evening', [], at(17, 9), { day: '2026-03-16', partOfDay: 'evening' }],
    ['days later: just now is a day by its name', [], at(20, 9), { day: '2026-03-16', partOfDay: 'evening' }],
    ['yesterday is the day before it was said', [['when', 'yesterday']], at(18, 9), { day: '2026-03-15', hour: null }],
    ['a day that was named stays', earlier('2026-02-01'), at(18, 9), { day: '2026-02-01', hour: null }],
    [
      'a part of the day stays',
      [
        ['when', 'today'],
        ['partOfDay', 'morning'],
      ],
      at(17, 9),
      { day: '2026-03-16', partOfDay: 'morning' },
    ],
  ] satisfies [string, Answers, Date, object][])('%s', (_, answers, now, expected) => {
    const taken = goOnWith(draftOf(answers), now)
    expect(toReport(taken)).toMatchObject(expected)
    expect(whyNot(taken, now)).toBeUndefined()
    expect(taken.begunAt).toBe(monday.getTime())
  })

  it('asks for the day again where none was given', () => {
    expect(whyNot(goOnWith(draftOf([['when', 'earlier']]), at(18, 9)), at(18, 9))).toBe('dayMissing')
  })
})

describe('the code on a kit', () => {
  it('says product, batch and expiry, and of anything else nothing', () => {
    expect(readKit('?product=prenoxad&batch=0116917&expiry=2025-08-31&holder=ann')).toEqual({
      product: 'prenoxad',
      batch: '0116917',
      expiry: '2025-08-31',
    })
    expect(readKit('?expiry=2026-02')?.expiry).toBe('2026-02-28')
    expect(readKit('?expiry=2026-02-00')?.expiry).toBe('2026-02-28')
    expect(readKit('?expiry=2025-02-30')).toBeNull()
    expect(readKit('?expiry=25-08-31')).toBeNull()
    expect(readKit('?batch=%E2%80%AE0116%00917%0A')?.batch).toBe('0116917')
    expect(readKit(`?batch=${'1'.repeat(41)}`)).toBeNull()
    expect(readKit('')).toBeNull()
    expect(isDay('2024-02-29')).toBe(true)
    expect(isDay('2025-02-29')).toBe(false)
  })
})

describe('a place', () => {
  const truro = [50.2632, -5.051] as const
  const inTown = cellToParent(latLngToCell(...truro, 8), 7)

  it('is kept to a cell of resolution 8 in towns and 7 elsewhere', () => {
    expect(cellAt(...truro, [inTown])).toBe(latLngToCell(...truro, 8))
    expect(getResolution(cellAt(...truro, []))).toBe(7)
  })

  it('of a town goes by the cell’s own parent, also where the point lies in another', () => {
    // near an edge of a cell of resolution 7 the two are not the same
    const edge = Array.from({ length: 4000 }, (_, step) => [50.2 + step * 0.00005, -5.05] as const).find(
      ([latitude, longitude]) =>
        cellToParent(latLngToCell(latitude, longitude, 8), 7) !== latLngToCell(latitude, longitude, 7),
    )
    expect(edge).toBeDefined()
    const [latitude, longitude] = edge ?? truro
    const fine = latLngToCell(latitude, longitude, 8)
    expect(cellAt(latitude, longitude, [cellToParent(fine, 7)])).toBe(fine)
    expect(cellAt(latitude, longitude, [latLngToCell(latitude, longitude, 7)])).toBe(cellToParent(fine, 7))
  })

  it('is called after the nearest town of the map', () => {
    const csv =
      'name,lat,lon,population,geonames_id,authority\nTruro,50.26526,-5.05436,23041,1,C\nParis,48.85,2.35,1,2,F\n'
    const towns = readTowns(csv, [-6, 49, -4, 51])
    expect(towns.map(({ name }) => name)).toEqual(['Truro'])
    expect(nearestTown(towns, truro)?.name).toBe('Truro')
    expect(nearestTown([], truro)).toBeUndefined()
  })
})

describe('what waits', () => {
  it('is tried after a minute, then twice as long each time, an hour at most', () => {
    expect([1, 2, 3, 6, 7, 40].map((tries) => pauseAfter(tries) / 60_000)).toEqual([1, 2, 4, 32, 60, 60])
  })
})
