import { describe, expect, it } from 'vitest'
import type { FindingRole } from '../../server/contract/finding.ts'
import type { ImportMapping, ImportSubject } from '../../server/contract/import.ts'
import { proposeMapping, tryMapping } from '../../server/import/adapters/propose.ts'
import { readCsv } from '../../server/import/tables/read-csv.ts'
import { readFile, readingContext, recordsOf } from './reading.ts'

/** Files in the shape in which partnerships keep them, made here; each goes in as proposed, with one answer to what its drugs mean. */

const at = <T>(list: readonly T[], index: number) => list[index % list.length] as T
const two = (number: number) => String(number).padStart(2, '0')
const quoted = (cells: readonly (string | number)[]) =>
  cells.map((cell) => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : cell)).join(',')

async function asProposed(text: string, subject: ImportSubject, role: FindingRole | null = null) {
  const content = Buffer.from(text)
  const table = await readCsv(content)
  const proposed = proposeMapping(table, subject, readingContext(), 'values')
  const mapping: ImportMapping = {
    ...proposed,
    columns: Object.fromEntries(
      Object.entries(proposed.columns).map(([heading, use]) => [
        heading,
        'role' in use && use.role === null ? { ...use, role } : use,
      ]),
    ),
  }
  const reading = await readFile('vigil', subject, content, { mapping })
  return { mapping, reading, columns: tryMapping(table, subject, readingContext(), mapping) }
}

/** What each row of the file became: kept, refused, or left out; their sum is what was read. */
function accounted({ table, ready, issues }: Awaited<ReturnType<typeof readFile>>) {
  const refused = new Set(
    issues.flatMap(({ severity, rowNumber, keepsRow }) =>
      severity === 'refused' && rowNumber > 1 && !keepsRow ? [rowNumber] : [],
    ),
  )
  const leftOut = issues.filter(({ isLeftOut }) => isLeftOut).length
  return { read: table.rowsRead, kept: ready.length, refused: refused.size + table.rowsLost, leftOut }
}

/** A panel's spreadsheet of 60 deaths, begun by a police force in 2009 and kept on. */
function panelSheet(): string {
  const drugs = [
    'Heroin / Morphine',
    'cocaine + alcohol',
    'Methadone, Diazepam (street), Pregabalin',
    'Heroin/cocaine/benzos',
    'nil detected',
    'Tramadol (prescribed)',
    'Fentanyl?',
    'Heroin',
    'Zopiclone & codeine',
    'N-desethyl etonitazene',
  ]
  const rows = Array.from({ length: 60 }, (_, index) => {
    const day = `${1 + (index % 28)}/${1 + (index % 12)}/${index % 5 === 0 ? two(9 + (index % 15)) : 2009 + (index % 15)}`
    return quoted([
      `DRD ${two(9 + (index % 15))}/${index + 1}`,
      index === 17 ? 'approx 3/4/2014' : index === 23 ? 'Mar-16' : day,
      at(['M', 'F', 'M', 'Not stated'], index),
      at(['41 years', '37', '<1', '52', 'NK'], index === 2 ? 2 : index % 2),
      at(['Truro', 'Camborne', 'St Austell', 'Penzance'], index),
      at(drugs, index),
      at(['Misadventure', 'Open', 'Drug related', 'Accident', 'Narrative'], index),
      at(['F112', 'X420', 'T40.1', ''], index),
      at(['Yes', 'No', 'U', 'Not stated', 'NK'], index),
      'Exampleson',
    ])
  })
  const headings = 'DRD Ref,Date of Death,M/F,Age,Town,Drugs (coroner / tox),Coroner Conclusion,ICD10,Alone,Surname'
  return ['Drug related deaths - CONFIDENTIAL,,,,,,,,,', headings, ...rows, 'Total,60,,,,,,,,', ''].join('\r\n')
}

/** A log of 200 uses of naloxone, as a hostel and an outreach team keep it. */
function naloxoneLog(): string {
  const rows = Array.from({ length: 200 }, (_, index) =>
    quoted([
      index + 1,
      `${two(1 + (index % 28))}-${at(['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'], index)}-24`,
      at(['14:05', '2.30 pm', '0915', ''], index),
      at(['TR1 2AB', 'TR18 4ZZ', 'not known'], index),
      at(['25-34', '35 to 44', '65+', '41', 'NK'], index),
      at(['M', 'F'], index),
      at(['Nyxoid', 'Prenoxad', 'nasal spray', 'Nyxoid 1.8mg'], index),
      at([1, 2, 2, 4], index),
      at(['hostel staff', 'friend', 'paramedic', 'police officer'], index),
      at(['heroin', 'heroin, pregabs', '?', 'street benzos + alcohol'], index),
      at(['Recovered at scene', 'taken to hospital', 'died at scene', 'NK'], index),
    ]),
  )
  return [
    'No,Date given,Time,Postcode,Age,M/F,Naloxone type,Doses,Given by,Drugs taken,What happened',
    ...rows,
    '',
  ].join('\n')
}

/** A medical examiner's export: seven columns of drugs, and a cause in words. */
function examinersExport(): string {
  const names = [
    'Heroin',
    'Fentanyl',
    'para-Fluorofentanyl',
    'Xylazine',
    'Cocaine',
    'Alcohol',
    'Benzyl fentanyl',
    'Despropionyl Fentanyl 4-ANPP',
  ]
  const rows = Array.from({ length: 40 }, (_, index) => {
    const own = names.slice(index % 5, (index % 5) + 1 + (index % 4))
    return quoted([
      `${two(1 + (index % 12))}/${two(1 + (index % 28))}/2021`,
      at(['03:15 AM', '11:40 PM'], index),
      at(['ACCIDENT', 'Accidents', 'Accident', 'Undetermined'], index),
      20 + index,
      at(['Male', 'Female'], index),
      `Combined drug (${own.join(', ').toLowerCase()}) toxicity`,
      ...Array.from({ length: 7 }, (_, column) => own[column] ?? ''),
      '15219',
    ])
  })
  const drugs = Array.from({ length: 7 }, (_, column) => `Combined OD${column + 1}`)
  return [
    quoted(['Death Date', 'Death Time', 'Manner of Death', 'Age', 'Sex', 'Cause of Death', ...drugs, 'Incident Zip']),
    ...rows,
    '',
  ].join('\n')
}

describe('a panel’s spreadsheet of 60 deaths', async () => {
  const { mapping, reading } = await asProposed(panelSheet(), 'deaths', 'detected')
  const deaths = recordsOf(reading, 'death')

  it('goes in whole, but for its total, and every row is accounted for', () => {
    expect(accounted(reading)).toEqual({ read: 61, kept: 60, refused: 0, leftOut: 1 })
    expect(
      Object.entries(mapping.columns)
        .filter(([, { as }]) => as === 'unused')
        .map(([heading]) => heading),
    ).toEqual(['Surname'])
  })

  it('keeps a month as a month, an approximate day as its month, and nobody’s surname', () => {
    const partial = deaths.filter(({ eventDayPrecision }) => eventDayPrecision !== 'day')
    expect(partial.map(({ eventDay, eventDayPrecision }) => [eventDay, eventDayPrecision])).toEqual([
      ['2014-04-01', 'month'],
      ['2016-03-01', 'month'],
    ])
    expect(JSON.stringify(reading)).not.toContain('Exampleson')
  })

  it('reads its words, its codes and its drugs, and keeps the drug that nobody knows', () => {
    expect(new Set(deaths.map(({ conclusion }) => conclusion))).toEqual(
      new Set(['accident', 'undetermined', 'alcohol_or_drug_related', 'narrative']),
    )
    expect(new Set(deaths.map(({ underlyingCauseIcd10 }) => underlyingCauseIcd10))).toEqual(
      new Set(['F11.2', 'X42.0', 'T40.1', null]),
    )
    const codes = new Set(deaths.flatMap(({ findings }) => findings.map(({ substanceCode }) => substanceCode)))
    for (const code of [
      'heroin',
      'heroin-morphine',
      'cocaine',
      'ethanol',
      'methadone',
      'diazepam',
      'pregabalin',
      'benzodiazepines',
      'tramadol',
      'fentanyl',
      'zopiclone',
      'codeine',
    ])
      expect([...codes]).toContain(code)
    const uncertain = deaths
      .flatMap(({ findings }) => findings)
      .filter(({ substanceCode }) => substanceCode === 'fentanyl')
    expect(new Set(uncertain.map(({ role }) => role))).toEqual(new Set(['believed_taken']))
  })
})

describe('a log of 200 uses of naloxone', async () => {
  const { mapping, reading } = await asProposed(naloxoneLog(), 'naloxone')
  it('lacks only what its rows are', () => {
    expect(reading.isReadable).toBe(false)
    expect(reading.issues.at(-1)?.reason).toBe('no column is the supply or overdose')
  })
  it('goes in whole once that is said of all rows', async () => {
    const whole = await readFile('vigil', 'naloxone', Buffer.from(naloxoneLog()), {
      mapping: {
        ...mapping,
        constants: { record: 'overdose' },
        values: { outcome: { 'taken to hospital': 'taken_by_ambulance_alive' } },
      },
    })
    expect(accounted(whole)).toEqual({ read: 200, kept: 200, refused: 0, leftOut: 0 })
    const events = recordsOf(whole, 'overdose')
    expect(
      events.every(({ persons: [person] }) => person?.naloxoneGiven === 'yes' && person.administrations.length === 1),
    ).toBe(true)
    expect(new Set(events.map(({ eventTime }) => eventTime))).toEqual(new Set(['14:05', '14:30', '09:15', null]))
    expect(new Set(events.map(({ persons: [person] }) => person?.outcome))).toEqual(
      new Set(['recovered_stayed', 'taken_by_ambulance_alive', 'died_at_scene', 'unknown']),
    )
  })
})

describe('a medical examiner’s export', async () => {
  const { reading } = await asProposed(examinersExport(), 'deaths', 'implicated')
  const deaths = recordsOf(reading, 'death')
  it('goes in whole, with the drugs of seven columns once each, and none that only sounds like one', () => {
    expect(accounted(reading)).toEqual({ read: 40, kept: 40, refused: 0, leftOut: 0 })
    for (const { findings } of deaths) {
      const drugs = findings.map(({ substanceCode, notInTree }) => substanceCode ?? notInTree)
      expect(new Set(drugs).size).toBe(drugs.length)
    }
    const fentanyl = deaths.filter(({ findings }) => findings.some(({ substanceCode }) => substanceCode === 'fentanyl'))
    // the second of the names stands in rows that begin with the first or second of the list
    const expected = Array.from({ length: 40 }, (_, index) => index).filter(
      (index) => index % 5 <= 1 && (index % 5) + 1 + (index % 4) > 1,
    )
    expect(fentanyl).toHaveLength(expected.length)
  })
  it('reads the month first, since its days prove it', () => {
    expect(deaths[13]?.eventDay).toBe('2021-02-14')
  })
})
