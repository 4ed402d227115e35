import { describe, expect, it } from 'vitest'
import { findRecordAdapter } from '../../server/import/adapters/index.ts'
import { fixture, readFile, recordsOf, tell } from './reading.ts'

describe('Connecticut’s file', async () => {
  const reading = await readFile('connecticut', 'deaths', fixture('connecticut.csv'), { country: 'US' })
  const deaths = recordsOf(reading, 'death')
  const findings = (rowNumber: number) =>
    deaths
      .find((death) => death.rowNumber === rowNumber)
      ?.findings.map(({ substanceCode, asWritten }) => `${substanceCode} (${asWritten})`)

  it('lists every row that is refused or doubtful, with its column and reason', () => {
    expect(tell(reading.issues)).toEqual([
      '3 Date refused: the row has no date',
      '4 Date refused: there is no such day',
      '8 Morphine_NotHeroin doubtful: the flag is neither Y nor blank',
      '9 Morphine_NotHeroin doubtful: the flag is neither Y nor blank',
      '10 Morphine_NotHeroin doubtful: the flag is neither Y nor blank',
      '11 Heroin doubtful: the text names Heroin, the flag is blank',
      '11 Cocaine doubtful: the text names Cocaine, the flag is blank',
      '11 Fentanyl doubtful: the text names Fentanyl, the flag is blank',
      '11 Ethanol doubtful: the text names Alcohol (ethanol), the flag is blank',
      '11 Methadone doubtful: the text names Methadone, the flag is blank',
      '12 Heroin doubtful: the flag says Heroin, the cause of death names other substances and not this one',
      '12 Morphine_NotHeroin doubtful: the text names Morphine, the flag is blank',
      '14 Heroin doubtful: the flag says Heroin, the text says not',
      '15 InjuryCityGeo doubtful: the point is the middle of the state, not a place',
      '19 AnyOpioid doubtful: AnyOpioid is N, and an opioid is flagged or named',
      '20 Other doubtful: no substance was recognised in it',
      '21 Other doubtful: no substance was recognised in it',
      '22 Age doubtful: this is not an age of a person who died of drugs',
      '23 DateType doubtful: not said whether the date is of the death or of the report',
      '24 – doubtful: the same record stands in row 2',
      '25 – refused: the reference stands in row 5 already, with other content',
      '27 InjuryCityGeo doubtful: no point could be read from it',
      '27 Date refused: this is in the future',
      '28 InjuryCityGeo doubtful: no point could be read from it',
      '29 COD refused: the cell seems to hold a date of birth',
    ])
  })

  it('takes Y-A, Y POPS and Y (PTCH) for yes, and keeps how each was written', () => {
    expect([5, 6, 7].map(findings)).toEqual([
      ['fentanyl (Fentanyl=Y-A)'],
      ['fentanyl (Fentanyl=Y POPS)'],
      ['fentanyl (Fentanyl=Y (PTCH))'],
    ])
  })

  it('does not count a flag that says something else', () => {
    expect([8, 9, 10].map(findings)).toEqual([[], [], []])
  })

  it('reads what only the cause of death names, typing errors included, as implicated by the import', () => {
    const death = deaths.find(({ rowNumber }) => rowNumber === 11)
    expect(death?.findings.map(({ substanceCode, role, decidedBy }) => [substanceCode, role, decidedBy])).toEqual(
      ['heroin', 'fentanyl', 'cocaine', 'ethanol', 'methadone'].map((code) => [code, 'implicated', 'import']),
    )
    expect(death).toMatchObject({ eventDayBasis: 'reported', notifiedOn: '2014-06-28' })
  })

  it('adds the group AnyOpioid only where no opioid is known, and keeps a metabolite a metabolite', () => {
    expect(findings(17)).toEqual(['opioid-unspecified (COD: Opiate)'])
    expect(findings(18)).toEqual(['opioids (AnyOpioid=Y)'])
    expect(deaths.find(({ rowNumber }) => rowNumber === 26)?.findings).toMatchObject([
      { substanceCode: 'cocaine', role: 'implicated' },
      { substanceCode: 'cocaethylene', role: 'metabolite' },
    ])
  })

  it('has no place of injury where the point is the middle of the state, and proposes the town', () => {
    expect(deaths.find(({ rowNumber }) => rowNumber === 15)).toMatchObject({ foundPlace: null, foundTown: null })
    expect(reading.issues.find(({ rowNumber }) => rowNumber === 15)?.hint).toContain('BRAMLEY')
    expect(deaths[0]).toMatchObject({
      foundPlace: { longitude: -72.9, latitude: 41.7, precision: 'town' },
      eventDayBasis: 'death',
      knownOn: '2014-06-28',
      knownOnAssumed: true,
      toxicologyCompleteOn: '2014-06-28',
    })
  })

  it('takes an age of 0 and a blank sex for unknown, and tidies only the spaces of the race', () => {
    expect(deaths.find(({ rowNumber }) => rowNumber === 22)).toMatchObject({
      ageYears: null,
      sex: 'unknown',
      ethnicity: 'Hispanic, White',
    })
  })
})

describe('Connecticut’s file of today', async () => {
  const reading = await readFile('connecticut', 'deaths', fixture('connecticut-today.csv'), { country: 'US' })
  const deaths = recordsOf(reading, 'death')
  const at = (rowNumber: number) => deaths.find((death) => death.rowNumber === rowNumber)
  const findings = (rowNumber: number) =>
    at(rowNumber)?.findings.map(
      ({ substanceCode, notInTree, role }) =>
        `${substanceCode ?? `<${notInTree}>`}${role === 'implicated' ? '' : ` ${role}`}`,
    )

  it('lists every fault by the heading of the file', () => {
    expect(tell(reading.issues)).toEqual([
      '3 – doubtful: the same stands in row 2, and neither has a number',
      '5 Date refused: the row has no date',
      '6 Date refused: there is no such day',
      '7 Date Type doubtful: not said whether the date is of the death or of the report',
      '8 Gabapentin doubtful: the flag says Gabapentin, the cause of death names other substances and not this one',
      '13 Cause of Death doubtful: "Xyzolam" is not in the substance tree',
      '14 Other doubtful: "Zyxene" is not in the substance tree',
      '15 InjuryCityGeo doubtful: the point is the middle of the state, not a place',
      '16 Fentanyl doubtful: the flag is neither Y nor blank',
      '16 Fentanyl doubtful: the text names Fentanyl, the flag is not Y',
      '17 Gabapentin doubtful: the flag says Gabapentin, the cause of death names other substances and not this one',
    ])
  })

  it('reads the flags that it has more, each by what it says', () => {
    expect([2, 8, 9, 10, 11, 12, 13, 14].map(findings)).toEqual([
      ['fentanyl', 'xylazine'],
      ['fentanyl', 'xylazine', 'gabapentin'],
      ['heroin'],
      ['opioid-unspecified'],
      ['buprenorphine'],
      ['mitragynine'],
      ['amphetamines', 'methamphetamine', '<Xyzolam>'],
      ['fentanyl', 'xylazine', '<Zyxene>'],
    ])
  })

  it('reads its words for the day, its points and its two columns of race', () => {
    expect(at(2)).toMatchObject({
      eventDay: '2022-06-28',
      eventDayBasis: 'death',
      foundPlace: { longitude: -72.9, latitude: 41.7 },
      ethnicity: 'White',
    })
    expect(at(4)).toMatchObject({
      eventDayBasis: 'reported',
      foundPlace: { longitude: -72.9, latitude: 41.7 },
      ethnicity: 'White, Hispanic',
    })
  })

  it('knows each death again by what it says of when, who, where and of what', async () => {
    const references = deaths.map(({ reference }) => reference)
    expect(new Set(references).size).toBe(references.length)
    const stem = (reference = '') => reference.replace(/-\d+$/, '')
    expect([2, 3, 17].map((row) => at(row)?.reference)).toEqual([1, 2, 3].map((n) => `${stem(at(2)?.reference)}-${n}`))
    // a flag that is put right, or a column that is added, makes no other death of it
    const mended = fixture('connecticut-today.csv').toString().replace('Xylazine,', 'Xylazine_,').replace('MAYBE', 'Y')
    const again = await readFile('connecticut', 'deaths', Buffer.from(mended), { country: 'US' })
    expect(recordsOf(again, 'death').map(({ reference }) => reference)).toEqual(references)
  })

  it('declares what its columns look for, and no more', () => {
    const adapter = findRecordAdapter('connecticut', 'deaths')
    expect(adapter?.standardPanel?.(['Heroin', 'Xylazine', 'Gabapentin'])?.covers).toEqual(
      expect.arrayContaining(['opioids', 'xylazine', 'gabapentin']),
    )
    expect(adapter?.standardPanel?.(['Heroin'])?.covers).not.toContain('xylazine')
  })
})

describe('Tempe’s file', async () => {
  const reading = await readFile('tempe', 'naloxone', fixture('tempe.csv'), { country: 'US' })
  const overdoses = recordsOf(reading, 'overdose')
  const at = (rowNumber: number) => overdoses.find((overdose) => overdose.rowNumber === rowNumber)

  it('lists every fault, the doubt of the time zone once for the file', () => {
    expect(tell(reading.issues)).toEqual([
      '1 Incident_Date doubtful: 12 dates carry a time in UTC (+00) that is no time of day',
      '6 Narcan_Given doubtful: neither Yes nor No',
      '7 Year doubtful: the year disagrees with Incident_Date, 2017-01-03',
      '8 Weekday doubtful: the weekday disagrees with Incident_Date, 2017-01-03, a Tuesday',
      '9 Notes doubtful: the point is the middle of the city, not a place',
      '10 Incident_Date refused: the row has no date',
      '11 Incident_Date refused: there is no such day',
      '13 Age doubtful: this is not an age band',
      '14 Latitude_Random doubtful: a longitude lies between -180 and 180, a latitude between -90 and 90',
    ])
  })

  it('never takes NULL or a blank for no', () => {
    expect([2, 3, 4, 5].map((row) => at(row)?.persons[0]?.naloxoneGiven)).toEqual(['yes', 'unknown', 'unknown', 'no'])
  })

  it('keeps the day as written whatever the time beside it', () => {
    expect([2, 7, 15].map((row) => at(row)?.eventDay)).toEqual(['2017-01-03', '2017-01-03', '2023-01-10'])
  })

  it('keeps a randomised point as good to a small area, and none where it is the middle of the city', () => {
    expect(at(2)).toMatchObject({ place: { precision: 'lsoa' }, timePrecision: 'part_of_day', partOfDay: 'morning' })
    expect(at(9)?.place).toBeNull()
    expect(at(12)?.persons[0]).toMatchObject({ ageBand: '5-9', sex: 'other', outcome: 'unknown' })
  })
})

describe('an ambulance service’s file', async () => {
  const reading = await readFile('ambulance', 'naloxone', fixture('ambulance.csv'), { country: 'GB' })
  const incidents = recordsOf(reading, 'overdose')
  const incident = (reference: string) => incidents.find((each) => each.reference === reference)

  it('lists every fault', () => {
    expect(tell(reading.issues)).toEqual([
      '6 Incident time doubtful: this is not a time of day',
      '7 Incident date refused: there is no such day',
      '8 Naloxone doses doubtful: this is not a number of doses from 0 to 20',
      '8 Age doubtful: this is neither an age nor an age band',
      '8 Conveyed doubtful: neither yes nor no',
      '12 Incident time doubtful: rows of incident A-1009 disagree: "14:00" in row 11',
    ])
  })

  it('takes patients of one incident for one event, and never takes not conveyed for alive or dead', () => {
    expect(incident('A-1003')).toMatchObject({
      eventDay: '2026-01-29',
      eventTime: '09:15',
      town: 'Penzance',
      persons: [
        { outcome: 'taken_by_ambulance_alive', outcomeEvidence: 'confirmed_by_service', ageBand: '15-24', sex: 'male' },
        { outcome: 'unknown', ageBand: '25-34', sex: 'female' },
      ],
    })
    expect(incident('A-1002')).toMatchObject({
      eventTime: '01:35',
      persons: [{ outcome: 'unknown', ageBand: '45-54' }],
    })
    expect(incident('A-1008')?.persons).toMatchObject([{ outcome: 'died_at_scene', naloxoneGiven: 'unknown' }])
    expect(incident('A-1009')?.persons.map(({ ageBand }) => ageBand)).toEqual(['85+', '25-34'])
  })

  it('knows none given from not said, and that naloxone was the ambulance’s own', () => {
    expect(incident('A-1007')?.persons).toMatchObject([{ naloxoneGiven: 'no', administrations: [] }])
    expect(incident('A-1001')?.persons[0]?.administrations).toMatchObject([
      { givenBy: 'ambulance', doses: 2, asWritten: 'route: IN' },
    ])
  })
})

describe('ODIN’s file', async () => {
  const reading = await readFile('odin', 'naloxone', fixture('odin.csv'), { country: 'US' })
  const incidents = recordsOf(reading, 'overdose')
  const incident = (reference: string) => incidents.find((each) => each.reference === reference)

  it('lists every fault, what is wrong with the whole file once', () => {
    expect(tell(reading.issues)).toEqual([
      '1 Dose Unit doubtful: in 2 administrations Dose Unit holds a number and Dose Desc the unit: the two seem exchanged',
      '1 Incident County Latitude doubtful: the points are the middles of counties, not places (8 incidents)',
      '8 Survive doubtful: the person survived, but nothing says how',
      '10 Survive doubtful: rows of person 15 disagree: "Y" in row 9',
      '11 Day doubtful: the date 2018-01-04 is a Thursday',
      '11 Incident Time doubtful: exactly midnight is often a time that nobody filled in',
      '12 Incident Date refused: the incident has no date',
      '13 Incident ID refused: the row belongs to no incident',
      '14 Susp OD Drug Desc doubtful: this suspected drug is not one of ODIN’s words',
      '14 Age Range doubtful: this is not an age band',
      '15 Incident Time doubtful: this is not a time of day',
    ])
  })

  it('makes one event of rows that do not stand together: its persons, their drugs and administrations once each', () => {
    expect(incident('5268')).toMatchObject({
      eventTime: '14:05',
      timePrecision: 'minute',
      place: null,
      town: 'Elm County',
      persons: [
        {
          substanceCodes: ['heroin', 'cocaine'],
          naloxoneGiven: 'yes',
          opioidPlausible: 'yes',
          outcome: 'taken_by_ambulance_alive',
          outcomeEvidence: 'seen_by_reporter',
          ageBand: '50-59',
        },
        { naloxoneGiven: 'no', outcome: 'died_at_scene', administrations: [] },
      ],
    })
    expect(incident('5268')?.persons[0]?.administrations).toMatchObject([
      {
        doses: 1,
        milligrams: null,
        minutesToResponse: 'under_1',
        asWritten: 'Dose Count 1, Dose Unit 4, Dose Desc MG',
      },
      { doses: 1 },
    ])
  })

  it('says what became of a person only where the file does', () => {
    expect(['8', '9', '10'].map((reference) => incident(reference)?.persons[0])).toMatchObject([
      { outcome: 'unknown', outcomeEvidence: 'unknown' },
      { outcome: 'unknown', outcomeEvidence: 'unknown' },
      { outcome: 'recovered_stayed', outcomeEvidence: 'seen_by_reporter' },
    ])
    expect(incident('14')?.persons[0]).toMatchObject({ opioidPlausible: 'no', naloxoneGiven: 'no' })
  })
})

it('tells a file of another layout by the column it lacks', async () => {
  const { issues, isReadable } = await readFile('connecticut', 'deaths', fixture('tempe.csv'))
  expect(isReadable).toBe(false)
  expect(tell(issues)).toEqual([
    '1 Date refused: this is not a file for the adapter connecticut: the column Date is missing',
  ])
})
