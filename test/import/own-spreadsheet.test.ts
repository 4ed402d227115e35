import { describe, expect, it } from 'vitest'
import type { ColumnUse, ImportMapping, ImportSubject } from '../../server/contract/import.ts'
import { EMPTY_MAPPING, proposeMapping, tryMapping } from '../../server/import/adapters/propose.ts'
import { readCsv } from '../../server/import/tables/read-csv.ts'
import { readFile, readingContext, recordsOf, tell } from './reading.ts'

/** Spreadsheets as partnerships keep them: what each cell of them means, and that nothing of them vanishes. */

const field = (name: string): ColumnUse => ({ as: 'field', field: name })
const mapped = (columns: Record<string, ColumnUse>, more: Partial<ImportMapping> = {}): ImportMapping => ({
  ...EMPTY_MAPPING,
  columns,
  ...more,
})
const lines = (...rows: string[]) => Buffer.from(`${rows.join('\n')}\n`)

async function deathsOf(rows: string[], mapping?: ImportMapping, country = 'GB') {
  const reading = await readFile('vigil', 'deaths', lines(...rows), { country, ...(mapping ? { mapping } : {}) })
  return { deaths: recordsOf(reading, 'death'), issues: tell(reading.issues), reading }
}
async function overdosesOf(rows: string[], mapping?: ImportMapping) {
  const reading = await readFile('vigil', 'naloxone', lines(...rows), mapping ? { mapping } : {})
  return { overdoses: recordsOf(reading, 'overdose'), issues: tell(reading.issues) }
}
async function proposed(rows: string[], subject: ImportSubject = 'deaths') {
  const table = await readCsv(lines(...rows))
  const context = readingContext()
  const mapping = proposeMapping(table, subject, context, 'values')
  return { mapping, columns: tryMapping(table, subject, context, mapping) }
}

describe('the smallest spreadsheet', () => {
  const rows = [
    'reference,event_day,substances',
    'B1,2024-01-03,Heroin',
    'B2,2024-01-04,"Heroin, Alcohol"',
    'B3,2024-01-05,Heroin:implicated',
  ]

  it('goes in whole, and says what it did not say: what its substances are', async () => {
    const { deaths, issues } = await deathsOf(rows)
    expect(deaths.map(({ findings }) => findings.map(({ substanceCode, role }) => `${substanceCode} ${role}`))).toEqual(
      [['heroin believed_taken'], ['heroin believed_taken', 'ethanol believed_taken'], ['heroin implicated']],
    )
    expect(issues).toEqual([
      '1 substances doubtful: the file does not say whether these substances were implicated, detected or believed taken',
    ])
  })

  it('takes the answer to that one question for all cells that do not say it themselves', async () => {
    const columns = {
      reference: field('reference'),
      event_day: field('event_day'),
      substances: { as: 'substances', role: 'detected' } as const,
    }
    const { deaths, issues } = await deathsOf(rows, mapped(columns))
    expect(deaths.map(({ findings }) => findings.map(({ role }) => role))).toEqual([
      ['detected'],
      ['detected', 'detected'],
      ['implicated'],
    ])
    expect(issues).toEqual([])
  })
})

describe('a day as people write it', () => {
  const days = (values: string[], country = 'GB') =>
    deathsOf(['reference,event_day', ...values.map((value, index) => `R${index},"${value}"`)], undefined, country)

  it.each([
    ['01-Mar-22', '2022-03-01', 'day'],
    ['20220301', '2022-03-01', 'day'],
    ['Mar-22', '2022-03-01', 'month'],
    ['March 2022', '2022-03-01', 'month'],
    ['03/2022', '2022-03-01', 'month'],
    ['2022', '2022-01-01', 'year'],
    ['Tuesday 1st March 2022', '2022-03-01', 'day'],
    ['2022-03-01 14:05', '2022-03-01', 'day'],
  ])('%s is %s, known to the %s', async (written, eventDay, eventDayPrecision) => {
    expect((await days([written])).deaths).toMatchObject([{ eventDay, eventDayPrecision }])
  })

  it.each([
    ['3 to 5 March 2024', '2024-03-01', 'month'],
    ['3-5 March 2024', '2024-03-01', 'month'],
    ['01/03/2024 - 05/03/2024', '2024-03-01', 'month'],
    ['approx 13/04/2024', '2024-04-01', 'month'],
    ['c. March 2024', '2024-03-01', 'month'],
    ['28 February to 3 March 2024', '2024-01-01', 'year'],
    ['13/04/2024?', '2024-04-01', 'month'],
  ])('%s is doubtful, and never its first day', async (written, eventDay, eventDayPrecision) => {
    const { deaths, issues } = await days([written])
    expect(deaths).toMatchObject([{ eventDay, eventDayPrecision }])
    expect(issues).toEqual(['2 event_day doubtful: a range or an approximate day'])
  })

  it('reads years of two digits where another cell proves the order, and says so once', async () => {
    const { deaths, issues } = await days(['3/4/24', '31/3/24', '5/6/2023'])
    expect(deaths.map(({ eventDay }) => eventDay)).toEqual(['2024-04-03', '2024-03-31', '2023-06-05'])
    expect(issues).toEqual([
      '1 event_day doubtful: years of two digits are read as years of this century: 3/4/24 as 2024-04-03',
    ])
  })

  it('refuses them where nothing proves the order', async () => {
    expect((await days(['3/4/24'])).issues).toEqual([
      '2 event_day refused: the year has two digits, and no other cell of the column shows which number is the day',
    ])
  })

  it('takes the order that the column proves against the usual one, and says so', async () => {
    const { deaths, issues } = await days(['04/13/2024', '01/02/2024'])
    expect(deaths.map(({ eventDay }) => eventDay)).toEqual(['2024-04-13', '2024-01-02'])
    expect(issues).toEqual([
      '1 event_day doubtful: the column is read with the month first, since some of its days can only be read so',
    ])
  })

  it('leaves out a day of a range over years and one before 1900, and keeps neither row', async () => {
    const { deaths, issues } = await days(['30 December 2023 to 2 January 2024', '01/01/1899'])
    expect(deaths).toEqual([])
    expect(issues).toEqual([
      '2 event_day refused: this is a range over more than one year',
      '3 event_day refused: the year is before 1900',
    ])
  })

  it('tells an instant in the partnership’s own time when that is chosen, and says once what was done otherwise', async () => {
    const rows = ['reference,event_day', 'A,2024-06-30T23:30:00Z', 'B,2024-07-01T08:00:00+01:00']
    const columns = { reference: field('reference'), event_day: field('event_day') }
    const asWritten = await deathsOf(rows, mapped(columns))
    expect(asWritten.deaths.map(({ eventDay }) => eventDay)).toEqual(['2024-06-30', '2024-07-01'])
    expect(asWritten.issues).toEqual(['1 event_day doubtful: 2 days carry a time with a zone'])
    const local = await deathsOf(rows, mapped(columns, { instants: 'local' }))
    expect(local.deaths.map(({ eventDay }) => eventDay)).toEqual(['2024-07-01', '2024-07-01'])
    expect(local.issues).toEqual([])
  })
})

describe('words and numbers as people write them', () => {
  it('reads ages, codes without their point, conclusions and answers', async () => {
    const { deaths, issues } = await deathsOf([
      'reference,event_day,age_years,underlying_cause_icd10,conclusion,was_alone,sex',
      'A,2024-01-03,41 years,F112,Misadventure,Yes,M',
      'B,2024-01-03,<1,X420,Open,U,F',
      'C,2024-01-03,37,x42,Drug related,NK,Not stated',
      'D,2024-01-03,,,,Not stated,',
    ])
    expect(deaths).toMatchObject([
      { ageYears: 41, underlyingCauseIcd10: 'F11.2', conclusion: 'accident', wasAlone: 'yes', sex: 'male' },
      { ageYears: 0, underlyingCauseIcd10: 'X42.0', conclusion: 'undetermined', wasAlone: 'unknown', sex: 'female' },
      {
        ageYears: 37,
        underlyingCauseIcd10: 'X42',
        conclusion: 'alcohol_or_drug_related',
        wasAlone: 'unknown',
        sex: 'unknown',
      },
      { ageYears: null, conclusion: 'unknown', wasAlone: 'unknown' },
    ])
    expect(issues).toEqual([
      '3 age_years doubtful: this is under 18: the deaths of children are reviewed elsewhere, by child death review',
    ])
  })

  it('loses a cell that it cannot read, and not the row; a mapping of values reads it', async () => {
    const rows = ['reference,event_day,conclusion', 'A,2024-01-03,Took part']
    expect(await deathsOf(rows)).toMatchObject({
      deaths: [{ reference: 'A', conclusion: 'unknown' }],
      issues: ['2 conclusion doubtful: this is not one of the words for it'],
    })
    const columns = { reference: field('reference'), event_day: field('event_day'), conclusion: field('conclusion') }
    const read = await deathsOf(rows, mapped(columns, { values: { conclusion: { 'took part': 'narrative' } } }))
    expect(read).toMatchObject({ deaths: [{ conclusion: 'narrative' }], issues: [] })
  })

  it('takes doses without a word on whether naloxone was given for given, and loses doses beside a plain no', async () => {
    const { overdoses, issues } = await overdosesOf([
      'record,reference,day,doses,naloxone_given',
      'overdose,A,2024-01-03,2,',
      'overdose,B,2024-01-03,2,no',
      'overdose,C,2024-01-03,0,',
    ])
    expect(overdoses.map(({ persons: [person] }) => [person?.naloxoneGiven, person?.administrations.length])).toEqual([
      ['yes', 1],
      ['no', 0],
      ['unknown', 0],
    ])
    expect(issues).toEqual(['3 doses doubtful: the row says that no naloxone was given, and also what was given'])
  })

  it('keeps a time that stands beside the day in one cell', async () => {
    const { overdoses } = await overdosesOf([
      'record,reference,day',
      'overdose,A,03/01/2024 14:05',
      'overdose,B,31/01/2024 00:00',
    ])
    expect(overdoses.map(({ eventTime, timePrecision }) => [eventTime, timePrecision])).toEqual([
      ['14:05', 'minute'],
      [null, 'unknown'],
    ])
  })

  it('takes what holds for all rows from the mapping', async () => {
    const columns = { ref: field('reference'), when: field('day') }
    const { overdoses } = await overdosesOf(
      ['ref,when', 'A,2024-01-03'],
      mapped(columns, { constants: { record: 'overdose', naloxone_given: 'yes' } }),
    )
    expect(overdoses).toMatchObject([{ persons: [{ naloxoneGiven: 'yes' }] }])
  })
})

describe('a point in one cell', () => {
  // the Ordnance Survey's worked example of the transformation: E 651409.903, N 313177.270
  it.each([
    ['POINT (-5.05 50.26)', -5.05, 50.26],
    ['50.26, -5.05', -5.05, 50.26],
    ['(50.26, -5.05)', -5.05, 50.26],
    ['Truro\n(50.26, -5.05)', -5.05, 50.26],
    ['50.26 N, 5.05 W', -5.05, 50.26],
    ['651409.903, 313177.270', 1.716, 52.658],
    ['TG 51409 13177', 1.716, 52.658],
    ['TG5140913177', 1.716, 52.658],
    ['SW 825 448', -5.0524, 50.2635],
  ])('%j', async (written, longitude, latitude) => {
    const { deaths, issues } = await deathsOf(['reference,event_day,found_point', `A,2024-01-03,"${written}"`])
    expect(deaths[0]?.foundPlace).toEqual({
      longitude: expect.closeTo(longitude, 3),
      latitude: expect.closeTo(latitude, 3),
      precision: 'exact',
    })
    expect(issues.filter((issue) => !issue.includes('British grid'))).toEqual([])
  })

  it('that cannot be read is lost, and not its row', async () => {
    expect(await deathsOf(['reference,event_day,found_point', 'A,2024-01-03,by the bridge'])).toMatchObject({
      deaths: [{ foundPlace: null }],
      issues: ['2 found_point doubtful: no point could be read from it'],
    })
  })
})

describe('substances in other shapes', () => {
  it('reads several columns of drugs', async () => {
    const columns = {
      ID: field('reference'),
      'Death Date': field('event_day'),
      'Combined OD1': { as: 'substances', role: 'implicated' } as const,
      'Combined OD2': { as: 'substances', role: 'implicated' } as const,
    }
    const { deaths } = await deathsOf(
      ['ID,Death Date,Combined OD1,Combined OD2', '1,2014-01-03,Heroin,Alcohol', '2,2014-01-04,Fentanyl,'],
      mapped(columns),
    )
    expect(deaths.map(({ findings }) => findings.map(({ substanceCode }) => substanceCode))).toEqual([
      ['heroin', 'ethanol'],
      ['fentanyl'],
    ])
  })

  it('reads one column a drug: yes and no, positive, negative and not tested are four things', async () => {
    const flag = (code: string): ColumnUse => ({ as: 'substance', code, role: 'detected', no: 'nothing' })
    const columns = {
      Ref: field('reference'),
      Date: field('event_day'),
      Heroin: flag('heroin'),
      Cocaine: flag('cocaine'),
    }
    const { deaths, issues } = await deathsOf(
      [
        'Ref,Date,Heroin,Cocaine',
        '1,2014-01-03,Y,N',
        '2,2014-01-03,positive,negative',
        '3,2014-01-03,not tested,N/A',
        '4,2014-01-03,maybe,Yes',
      ],
      mapped(columns),
    )
    expect(deaths.map(({ findings }) => findings.map(({ substanceCode, role }) => `${substanceCode} ${role}`))).toEqual(
      [['heroin detected'], ['heroin detected', 'cocaine not_detected'], [], ['cocaine detected']],
    )
    expect(issues).toEqual(['5 Heroin doubtful: this says neither yes nor no'])
  })

  it('reads drugs out of the cause of death when that is chosen', async () => {
    const columns = { Ref: field('reference'), Date: field('event_day'), Cause: field('cause_of_death') }
    const rows = [
      'Ref,Date,Cause',
      '1,2014-01-03,ACUTE INTOXICATION BY FENTANYL AND ETHANOL',
      '2,2014-01-03,Hypertensive heart disease',
    ]
    expect((await deathsOf(rows, mapped(columns))).deaths.map(({ findings }) => findings.length)).toEqual([0, 0])
    const { deaths } = await deathsOf(rows, mapped(columns, { readsCause: true }))
    expect(deaths.map(({ findings }) => findings.map(({ substanceCode, role }) => `${substanceCode} ${role}`))).toEqual(
      [['fentanyl implicated', 'ethanol implicated'], []],
    )
  })

  it('keeps a question mark for a doubt', async () => {
    const columns = {
      Ref: field('reference'),
      Date: field('event_day'),
      Drugs: { as: 'substances', role: 'implicated' } as const,
    }
    const { deaths, issues } = await deathsOf(['Ref,Date,Drugs', '1,2014-01-03,heroin? + methadone'], mapped(columns))
    expect(deaths[0]?.findings.map(({ substanceCode, role }) => `${substanceCode} ${role}`)).toEqual([
      'heroin believed_taken',
      'methadone implicated',
    ])
    expect(issues).toEqual(['2 Drugs doubtful: written with a question mark'])
  })
})

describe('what a column is proposed for', () => {
  it('goes by headings as people write them, and by the cells', async () => {
    const { mapping } = await proposed([
      'Case Ref,M/F,Postcode of incident,Town,Drugs (coroner / tox),Tox report received,Date of Death,Date Notified,Notes',
      'A,M,TR1 1AA,Truro,Heroin / Morphine,03/02/2024,31/01/2024,01/02/2024,seen',
      'B,F,TR1 1AB,Truro,cocaine + alcohol,04/02/2024,30/01/2024,01/02/2024,',
      'C,M,TR1 1AC,Bodmin,nil detected,05/02/2024,29/01/2024,01/02/2024,',
    ])
    expect(
      Object.fromEntries(
        Object.entries(mapping.columns).map(([heading, use]) => [heading, use.as === 'field' ? use.field : use.as]),
      ),
    ).toEqual({
      'Case Ref': 'reference',
      'M/F': 'sex',
      'Postcode of incident': 'found_postcode',
      Town: 'found_town',
      'Drugs (coroner / tox)': 'substances',
      'Tox report received': 'toxicology_complete_on',
      'Date of Death': 'event_day',
      'Date Notified': 'notified_on',
      Notes: 'unused',
    })
  })

  it('finds numbered columns of drugs and columns of one drug, and proposes nothing that cannot be read', async () => {
    const { mapping } = await proposed([
      'ID,Year,Gender,Type,Heroin,RX,Combined OD1,Combined OD2,Status',
      '1,2008,Female,Accidental,No,Yes,Heroin,Alcohol,17',
      '2,2009,Male,Intentional,Yes,No,Cocaine,,18',
      '3,2009,Male,Accidental,N/A,No,Fentanyl,Diazepam,19',
    ])
    expect(mapping.columns).toMatchObject({
      Year: { field: 'event_day' },
      Gender: { field: 'sex' },
      Type: { field: 'conclusion' },
      Heroin: { as: 'substance', code: 'heroin' },
      'Combined OD1': { as: 'substances' },
      'Combined OD2': { as: 'substances' },
      Status: { as: 'unused' },
    })
  })

  it('says what of a column it could not read', async () => {
    const { columns } = await proposed(['reference,event_day,conclusion', 'A,2024-01-03,Accident', 'B,2024-01-04,Sunk'])
    expect(columns.find(({ heading }) => heading === 'conclusion')).toMatchObject({
      tried: { read: 1, unread: 1 },
      unread: [{ value: 'Sunk', times: 1 }],
    })
  })
})

describe('nothing vanishes', () => {
  it('a heading that Vigil does not know is named, with the field it comes closest to', async () => {
    const { deaths, issues } = await deathsOf([
      'ref,event_day,Age at Death,substnces,found_twn',
      'A,2024-01-03,41,heroin,Truro',
    ])
    expect(deaths).toMatchObject([{ reference: 'A', ageYears: 41 }])
    expect(issues).toEqual([
      '1 ref doubtful: this column is read as “Your reference number” (reference)',
      '1 Age at Death doubtful: this column is read as “Age in years” (age_years)',
      '1 substnces doubtful: this column is not used',
      '1 found_twn doubtful: this column is not used',
    ])
    const { reading } = await deathsOf(['ref,event_day,substnces,found_twn', 'A,2024-01-03,heroin,Truro'])
    expect(reading.issues.slice(1).map(({ hint }) => hint)).toEqual([
      expect.stringContaining('(substances)'),
      expect.stringContaining('(found_town)'),
    ])
  })

  it('a mended file gives the same references, whichever of its columns are used', async () => {
    const rows = ['event_day,substances,colour', '2024-01-03,heroin,red']
    const [first] = (await deathsOf(rows)).deaths
    const [again] = (await deathsOf(rows, mapped({ event_day: field('event_day') }))).deaths
    expect(again?.reference).toBe(first?.reference)
  })

  it('an exact duplicate without a reference is said', async () => {
    const { deaths, issues } = await deathsOf(['event_day,found_town', '2024-01-03,Truro', '2024-01-03,Truro'])
    expect(deaths).toHaveLength(2)
    expect(issues).toEqual(['3 – doubtful: the same stands in row 2, and neither has a reference'])
  })

  it('rows inside a cell whose quotation mark is closed five rows later are told and counted', async () => {
    const rows = [
      'reference,event_day,cause_of_death',
      'A,2024-01-03,"Overdose',
      ...[4, 5, 6, 7, 8].map((day) => `B${day},2024-01-0${day},Overdose`),
      'C,2024-01-09,Over"dose',
      'D,2024-01-10,Overdose',
    ]
    const { deaths, issues, reading } = await deathsOf(rows)
    expect(deaths.map(({ reference, causeOfDeath }) => [reference, causeOfDeath])).toEqual([
      ['A', null],
      ['D', 'Overdose'],
    ])
    expect(issues).toEqual([
      '2 cause_of_death doubtful: a quotation mark is opened here and closed some rows later: 6 whole rows stand inside this cell and were not read',
    ])
    expect([reading.table.rowsRead, reading.table.rowsLost]).toEqual([8, 6])
  })

  it('titles, sep=;, totals, blank columns and headings that differ only by case are said', async () => {
    const { deaths, issues } = await deathsOf([
      'sep=;',
      'Drug related deaths 2024;;;;',
      'reference;event_day;Age;AGE;',
      'A;2024-01-03;41;x;',
      'B;2024-01-04;42;;note',
      'Total;;83;;',
    ])
    expect(deaths.map(({ reference, ageYears }) => [reference, ageYears])).toEqual([
      ['A', 41],
      ['B', 42],
    ])
    expect(issues).toEqual([
      '1 – doubtful: row 2 stands above the headings and is left out',
      '1 AGE doubtful: the headings Age and AGE differ only by capital letters',
      '1 Column 5 doubtful: this column has no heading',
      '1 Age doubtful: this column is read as “Age in years” (age_years)',
      '1 AGE doubtful: this column is not used',
      '1 Column 5 doubtful: this column is not used',
      '6 reference doubtful: a row of totals',
    ])
  })

  it('a column of ten-digit incident numbers is not one of NHS numbers, though one in eleven passes its check', async () => {
    // 9434765919 passes the check, the others do not
    const numbers = ['9434765919', '9434765910', '9434765911', '9434765912']
    const { deaths } = await deathsOf(['reference,event_day', ...numbers.map((number) => `${number},2024-01-03`)])
    expect(deaths.map(({ reference }) => reference)).toEqual(numbers)
    const nhs = await deathsOf(['reference,event_day', '9434765919,2024-01-03', '9434765919,2024-01-04'])
    expect(JSON.stringify(nhs.reading.ready)).not.toContain('9434765919')
  })

  it('a table of totals is told that it is one', async () => {
    const { issues } = await deathsOf([
      'Area code,Area name,2021,2022,2023',
      'E06000052,Cornwall,40,42,45',
      'E06000053,Isles of Scilly,0,0,0',
      'E06000027,Torbay,20,21,22',
    ])
    expect(issues.at(-1)).toBe(
      '1 – refused: this is a table of totals: counts by area or year, not one row for each record',
    )
  })

  it.each(['Home Addr', 'ResidenceAddr', 'Location of death', 'Address 2'])(
    'the column %s identifies people and is left out',
    async (heading) => {
      const { issues, reading } = await deathsOf([`reference,event_day,${heading}`, 'A,2024-01-03,1 Somewhere'])
      expect(issues[0]).toMatch(/this column identifies people/)
      expect(JSON.stringify(reading.ready)).not.toContain('Somewhere')
    },
  )

  it('a place of death is read where it is a kind of place, and left out where it is somebody’s door', async () => {
    const kinds = await deathsOf(['reference,event_day,Place of death', 'A,2024-01-03,Hospital', 'B,2024-01-04,Home'])
    expect(kinds.deaths.map(({ setting }) => setting)).toEqual(['hospital', 'own_home'])
    const doors = await deathsOf([
      'reference,event_day,Place of death',
      'A,2024-01-03,12 Fore Street',
      'B,2024-01-04,Home',
    ])
    expect(doors.issues[0]).toMatch(/this column identifies people/)
    expect(JSON.stringify(doors.reading)).not.toContain('Fore')
  })
})
