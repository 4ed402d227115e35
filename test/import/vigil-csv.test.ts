import { stringify } from 'csv-stringify/sync'
import { describe, expect, it } from 'vitest'
import { DEATH_FIELDS } from '../../server/import/adapters/death-fields.ts'
import { NALOXONE_FIELDS } from '../../server/import/adapters/naloxone-fields.ts'
import { templateRows } from '../../server/import/adapters/vigil-fields.ts'
import { cornwall, fixture, readFile, recordsOf, tell } from './reading.ts'

const postcodes = new Map([['TR1 1AA', { longitude: -5.04, latitude: 50.25 }]])
const csv = (rows: Record<string, string>[]) => Buffer.from(stringify(rows, { header: true }))

describe('deaths in Vigil’s own CSV', async () => {
  const reading = await readFile('vigil', 'deaths', fixture('vigil-deaths.csv'), { extent: cornwall, postcodes })
  const deaths = recordsOf(reading, 'death')
  const at = (rowNumber: number) => deaths.find((death) => death.rowNumber === rowNumber)
  const hintAt = (rowNumber: number) => reading.issues.find((issue) => issue.rowNumber === rowNumber)?.hint

  it('lists every fault with its row, column and reason', () => {
    expect(tell(reading.issues)).toEqual([
      '1 surname refused: this column identifies people; Vigil does not take names, dates of birth, NHS numbers or addresses',
      '1 NHS number refused: this column identifies people; Vigil does not take names, dates of birth, NHS numbers or addresses',
      '1 reference doubtful: 2 rows have no reference, the first of them row 29',
      '1 event_day doubtful: one day carries a time of exactly midnight UTC',
      '1 found_longitude doubtful: points of the British grid are told in degrees (WGS 84), good to about five metres',
      '1 substances doubtful: the file does not say whether these substances were implicated, detected or believed taken',
      '3 event_day doubtful: day and month could be exchanged',
      '4 event_day refused: there is no such day when it is read as day/month/year',
      '5 event_day refused: the row has no day',
      '6 event_day refused: there is no such day',
      '7 found_latitude doubtful: longitude and latitude seem to be exchanged: as written the point is far from the partnership’s areas',
      '8 found_latitude doubtful: the longitude seems to have lost its minus sign',
      '9 found_latitude doubtful: longitude 0, latitude 0 is in the Gulf of Guinea: a missing place written as zero',
      '12 found_postcode doubtful: this postcode is not among the partnership’s postcodes: terminated, new or elsewhere',
      '13 found_postcode doubtful: this is not a postcode',
      '14 substances doubtful: this is not in the tree of substances',
      '15 substances doubtful: this is not in the tree of substances',
      '17 substances doubtful: morphine without 6-MAM may come from heroin or from a medicine',
      '18 age_years doubtful: more than 120',
      '19 sex doubtful: this is not one of the words for it',
      '20 cause_of_death refused: the cell seems to hold an NHS number',
      '22 known_on doubtful: a death cannot be known before its day',
      '23 toxicology_complete_on doubtful: toxicology cannot be complete before the day of death',
      '24 event_day refused: this is in the future',
      '25 event_day refused: the year has two digits, and no other cell of the column shows which number is the day',
      '26 event_day refused: this is a spreadsheet’s serial number, not a day',
      '27 – doubtful: the same record stands in row 2',
      '28 – refused: the reference stands in row 3 already, with other content',
      '30 – doubtful: the same stands in row 29, and neither has a reference',
      '31 found_latitude doubtful: this is not a pair of coordinates',
      '32 status doubtful: an excluded death without its reason',
    ])
  })

  it('never echoes what may identify somebody', () => {
    expect(JSON.stringify(reading.issues)).not.toMatch(/943|Exampleson|TR9|TRURO/)
    expect(JSON.stringify(reading.ready)).not.toMatch(/943|Exampleson/)
    expect(at(20)).toMatchObject({ reference: 'D19', causeOfDeath: null })
  })

  it('proposes what was probably meant, and changes nothing itself', () => {
    expect(hintAt(3)).toBe('read as 2024-04-03; it could be 2024-03-04. Write days as 2024-03-31')
    expect(at(3)?.eventDay).toBe('2024-04-03')
    expect(hintAt(4)).toContain('2024-04-23')
    expect(hintAt(7)).toContain('longitude -5.05, latitude 50.26')
    expect(hintAt(8)).toContain('longitude -5.05')
    // easting 182000, northing 45000 of the British grid, by the Ordnance Survey's own converter: 50.2646 N, 5.0602 W
    expect(at(10)?.foundPlace).toMatchObject({
      latitude: expect.closeTo(50.2646, 3),
      longitude: expect.closeTo(-5.0602, 3),
    })
    expect(hintAt(15)).toContain('Bromazolam')
    expect(hintAt(17)).toContain('heroin-morphine')
  })

  it('keeps a death whose postcode is wrong, without the place', () => {
    expect(at(11)?.foundPlace).toEqual({ longitude: -5.04, latitude: 50.25, precision: 'postcode' })
    expect(at(12)?.foundPlace).toBeNull()
    expect(at(13)?.foundPlace).toBeNull()
  })

  it('reads substances with their roles, under any name', () => {
    expect(at(2)?.findings).toMatchObject([
      { substanceCode: 'heroin', role: 'implicated', prescribed: 'unknown' },
      { substanceCode: 'diazepam', role: 'detected', prescribed: 'yes', asWritten: 'Valium:detected:prescribed' },
    ])
  })

  it('gives rows without a reference one of their own, the same each time, and keeps two equal rows two', async () => {
    const again = await readFile('vigil', 'deaths', fixture('vigil-deaths.csv'), { extent: cornwall, postcodes })
    const own = (rowNumber: number) => at(rowNumber)?.reference
    expect(own(29)).toMatch(/^death-.+-1$/)
    expect(own(30)).toBe(own(29)?.replace(/1$/, '2'))
    expect(recordsOf(again, 'death').find((death) => death.rowNumber === 29)?.reference).toBe(own(29))
  })

  it('marks the day it was known as assumed where the file does not say it', () => {
    expect(at(2)).toMatchObject({ knownOn: '2024-04-02', knownOnAssumed: false })
    expect(at(3)).toMatchObject({ knownOn: '2024-04-03', knownOnAssumed: true })
  })
})

describe('the panel of a death', () => {
  it('is one of the register, by its name; another is left out with what to do', async () => {
    const rows = ['Post-mortem standard', '', 'extended'].map((toxicology_panel, index) => ({
      reference: `${index}`,
      event_day: '2026-01-05',
      toxicology_complete_on: '2026-02-05',
      toxicology_panel,
    }))
    const { ready, issues } = await readFile('vigil', 'deaths', csv(rows))
    expect(ready.map(({ record }) => record.kind === 'death' && record.record.toxicologyPanelId)).toEqual([
      '00000000-0000-4000-8000-00000000aaaa',
      null,
      null,
    ])
    expect(tell(issues)).toEqual(['4 toxicology_panel doubtful: there is no such panel in the register'])
  })
})

describe('what the whole file tells', () => {
  it('has no doubt of day and month once one day proves the order', async () => {
    const rows = ['03/04/2024', '31/03/2024'].map((event_day, index) => ({ reference: `${index}`, event_day }))
    expect((await readFile('vigil', 'deaths', csv(rows))).issues).toEqual([])
  })

  it('reads the month first for a partnership of the United States', async () => {
    const reading = await readFile('vigil', 'deaths', csv([{ event_day: '04/23/2024' }]), { country: 'US' })
    expect(recordsOf(reading, 'death')[0]?.eventDay).toBe('2024-04-23')
  })

  it('takes one point for many towns as false precision', async () => {
    const rows = Array.from({ length: 12 }, (_, index) => ({
      reference: `${index}`,
      event_day: '2024-03-31',
      found_longitude: index < 4 ? '-5' : `-5.${index}`,
      found_latitude: '50.2',
      found_town: `Town ${index}`,
    }))
    const reading = await readFile('vigil', 'deaths', csv(rows))
    expect(reading.issues.map(({ rowNumber, severity }) => [rowNumber, severity])).toEqual(
      [2, 3, 4, 5].map((row) => [row, 'doubtful']),
    )
    expect(recordsOf(reading, 'death').filter(({ foundPlace }) => foundPlace === null)).toHaveLength(4)
  })

  it('reads columns under other headings once they are mapped, and refuses a file without a day', async () => {
    const rows = csv([{ 'Case ref': 'A1', 'Date of death': '31/03/2024', Gender: 'F' }])
    const nothing = await readFile('vigil', 'deaths', csv([{ Ref: 'A1', Colour: 'red' }]))
    expect(tell(nothing.issues).at(-1)).toBe('1 event_day refused: no column is the event day')
    const [death] = recordsOf(await readFile('vigil', 'deaths', rows), 'death')
    expect(death).toMatchObject({ reference: 'A1', eventDay: '2024-03-31', sex: 'female' })
  })
})

describe('naloxone in Vigil’s own CSV', async () => {
  const reading = await readFile('vigil', 'naloxone', fixture('vigil-naloxone.csv'), { extent: cornwall })
  const overdoses = recordsOf(reading, 'overdose')

  it('lists every fault with its row, column and reason', () => {
    expect(tell(reading.issues)).toEqual([
      '1 phone refused: this column identifies people; Vigil does not take names, dates of birth, NHS numbers or addresses',
      '1 reference doubtful: 2 rows have no reference, the first of them row 20',
      '7 kits refused: the number of kits is missing',
      '8 product doubtful: this naloxone product is not known',
      '9 reason doubtful: a first supply cannot replace an earlier kit',
      '10 expires_on doubtful: a batch without its expiry as printed',
      '10 agency doubtful: there is no agency of this name',
      '11 record refused: the row is neither a supply nor an overdose',
      '12 time doubtful: this is not a time of day',
      '14 outcome doubtful: this is not one of the words for it',
      '15 reference refused: another row of the same event is refused',
      '16 day refused: rows of one event give different days',
      '17 doses doubtful: the row says that no naloxone was given, and also what was given',
      '18 age_band doubtful: this is not an age band',
      '21 – doubtful: the same stands in row 20, and neither has a reference',
    ])
  })

  it('makes one event of the rows of one reference: persons, and a further administration', () => {
    expect(overdoses.find(({ reference }) => reference === 'E1')).toMatchObject({
      eventTime: '14:05',
      persons: [
        {
          ageBand: '25-34',
          substanceCodes: ['heroin', 'pregabalin'],
          administrations: [
            { productCode: 'nyxoid', doses: 2, givenBy: 'peer' },
            { productCode: null, doses: 1, givenBy: 'ambulance' },
          ],
        },
        { ageBand: '65+', naloxoneGiven: 'unknown', outcome: 'unknown', administrations: [] },
      ],
    })
  })

  it('never makes a survivor of an outcome that nobody knows', () => {
    const [person] = overdoses.find(({ reference }) => reference === 'E8')?.persons ?? []
    expect(person).toMatchObject({ outcome: 'unknown', outcomeEvidence: 'unknown' })
  })

  it('keeps supplies with their batch, and two equal ones as two', () => {
    const supplies = reading.ready.filter(({ record }) => record.kind === 'supply')
    expect(supplies.map(({ rowNumber }) => rowNumber)).toEqual([5, 6, 8, 9, 10, 20, 21])
    expect(supplies[0]?.record).toMatchObject({
      batch: { productCode: 'prenoxad', batchNumber: 'PX1', expiresOn: '2026-09-30' },
    })
    expect(new Set(supplies.map(({ record }) => record.record.reference)).size).toBe(7)
  })
})

describe('the template', () => {
  it.each(['deaths', 'naloxone'] as const)('of %s is a file that imports without a word', async (subject) => {
    const reading = await readFile('vigil', subject, csv(templateRows(subject)), { extent: cornwall })
    expect(reading.issues).toEqual([])
    expect(reading.ready).toHaveLength(subject === 'deaths' ? 1 : 2)
  })

  it('documents each column', () => {
    for (const field of [...DEATH_FIELDS, ...NALOXONE_FIELDS]) expect(field.meaning, field.name).not.toBe('')
  })
})
