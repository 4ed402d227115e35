import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { ImportSubject } from '../../server/contract/import.ts'
import { substanceNames } from '../../server/deaths/substances/names.ts'
import { findMentions } from '../../server/deaths/substances/read-cause.ts'
import { readSubstanceCell } from '../../server/deaths/substances/read-cell.ts'
import { explainDeaths } from '../../server/facts/definitions/judge.ts'
import { readDefinitions } from '../../server/facts/definitions/rulebook.ts'
import { ABBREVIATIONS, FLAGS, readFlag } from '../../server/import/adapters/connecticut-substances.ts'
import { previewFile } from '../../server/import/reading/preview.ts'
import { cell } from '../../server/import/tables/csv-table.ts'
import { readCsv } from '../../server/import/tables/read-csv.ts'
import { findMapping, saveMapping } from '../../server/import/writing/import-store.ts'
import { readPlainContext } from '../../server/import/writing/prepare.ts'
import { runImport } from '../../server/import/writing/run-import.ts'
import { definedCounts } from '../../server/panel/definitions/counts.ts'
import { useDatabase } from '../support/database.ts'
import { inTodaysLayout } from './connecticut-today.ts'
import { readFile, recordsOf, substances, tell } from './reading.ts'

/** Real public files, which the repository does not hold: their README says where each comes from. */
const DATA = process.env.VIGIL_DATA ?? resolve('../shared/data')
const inData = (path: string) => resolve(DATA, path)

const db = useDatabase()
const importing = (subject: ImportSubject, adapter: string, path: string, country: string) =>
  runImport(db.knex, db.tenant, {
    subject,
    adapter,
    fileName: path.split('/').at(-1) ?? null,
    content: createReadStream(inData(path)),
    isDryRun: false,
    isAllOrNothing: false,
    today: '2026-03-15',
    country,
    timeZone: 'America/New_York',
  })

function tallyOf(values: (string | undefined)[]): Record<string, number> {
  const tally: Record<string, number> = {}
  for (const value of values) tally[value ?? ''] = (tally[value ?? ''] ?? 0) + 1
  return tally
}

const general = substanceNames(substances)
const names = substanceNames(substances, ABBREVIATIONS)

const CONNECTICUT = 'connecticut/ct_2012-2018.csv'

describe.skipIf(!existsSync(inData(CONNECTICUT)))('[data] Connecticut 2012–2018', async () => {
  const content = existsSync(inData(CONNECTICUT)) ? readFileSync(inData(CONNECTICUT)) : Buffer.from('ID\n')
  const reading = await readFile('connecticut', 'deaths', content, { country: 'US' })
  const deaths = recordsOf(reading, 'death')

  it('keeps 5,103 of 5,105 rows and refuses the two without a date', () => {
    expect([reading.table.rowsRead, deaths.length]).toEqual([5105, 5103])
    expect(tell(reading.issues.filter(({ severity }) => severity === 'refused'))).toEqual([
      '14 Date refused: the row has no date',
      '2684 Date refused: the row has no date',
    ])
  })

  it('counts the years by the Date column, dates of death and of report apart', () => {
    expect(tallyOf(deaths.map(({ eventDay }) => eventDay.slice(0, 4)))).toEqual({
      2012: 355,
      2013: 490,
      2014: 558,
      2015: 727,
      2016: 917,
      2017: 1038,
      2018: 1018,
    })
    expect(tallyOf(deaths.map(({ eventDayBasis }) => eventDayBasis))).toEqual({ death: 2822, reported: 2281 })
  })

  it.each([
    ['Heroin', 2529],
    ['Cocaine', 1521],
    ['Fentanyl', 2232],
    ['Benzodiazepine', 1343],
    ['Ethanol', 1247],
  ] as const)('counts %s by flag in %i rows', (column, rows) => {
    const flagged = reading.table.rows.filter((row) => readFlag(cell(row, column)) === 'yes')
    expect(flagged).toHaveLength(rows)
    // one of the two refused rows has the flag Cocaine
    const kept = flagged.filter((row) => cell(row, 'Date') !== '').length
    const found = deaths.filter(({ findings }) =>
      findings.some(
        (finding) => finding.substanceCode === FLAGS[column] && finding.asWritten?.startsWith(`${column}=`),
      ),
    )
    expect(found).toHaveLength(kept)
    expect(found.every(({ findings }) => findings.every(({ role }) => role !== 'not_detected'))).toBe(true)
  })

  it('lists the three flags that say something else, and does not count them', () => {
    const odd = reading.issues.filter(({ reason }) => reason === 'the flag is neither Y nor blank')
    expect(odd.map(({ value }) => value).sort()).toEqual(['NO RX BUT STRAWS', 'PCP NEG', 'STOLE MEDS'])
  })

  it.each([
    [/heroin/i, 'heroin'],
    [/cocaine/i, 'cocaine'],
    [/fentanyl/i, 'fentanyl'],
    [/ethanol\b|alcohol\b/i, 'ethanol'],
    [/methadone/i, 'methadone'],
  ])('finds what every cause of death names: %s', (name, code) => {
    const named = deaths.filter(({ causeOfDeath }) => name.test(causeOfDeath ?? ''))
    expect(named.length).toBeGreaterThan(400)
    const missed = named.filter(({ findings }) => !findings.some(({ substanceCode }) => substanceCode === code))
    expect(missed.map(({ causeOfDeath }) => causeOfDeath)).toEqual([])
  })

  it('has no place of injury for the 1,756 rows at the middle of the state', () => {
    const rows = reading.table.rows.filter((row) => cell(row, 'InjuryCityGeo').includes('41.575155'))
    expect(rows).toHaveLength(1756)
    const numbers = new Set(rows.map(({ rowNumber }) => rowNumber))
    const kept = deaths.filter(({ rowNumber }) => numbers.has(rowNumber))
    expect(kept).toHaveLength(1755) // the other is one of the two without a date
    expect(kept.every(({ foundPlace }) => foundPlace === null)).toBe(true)
    expect(reading.issues.filter(({ reason }) => reason.startsWith('the point is the middle'))).toHaveLength(1755)
  })

  it('is stored once, whatever the number of imports', async () => {
    const first = await importing('deaths', 'connecticut', CONNECTICUT, 'US')
    const second = await importing('deaths', 'connecticut', CONNECTICUT, 'US')
    expect(first).toMatchObject({ state: 'done', rowsRead: 5105, recordsAdded: 5103, rowsRefused: 2 })
    expect(second).toMatchObject({ recordsAdded: 0, recordsAlreadyThere: 5103 })
  })

  it('runs through every definition: each death counts, does not, or cannot be said yet, and the reasons come to the same', async () => {
    await importing('deaths', 'connecticut', CONNECTICUT, 'US')
    await db.within(async (trx) => {
      const asked = { today: '2026-03-15', basis: 'death' as const }
      const answer = await definedCounts.read(trx, asked)
      const of = (code: string) => answer.definitions.find((one) => one.code === code)
      expect(of('local')).toMatchObject({ counted: 5103, cannotSay: 0 })
      // the file holds no ICD-10 code and no conclusion of a panel
      for (const code of ['ons-poisoning', 'ons-misuse', 'nrs', 'euda-b', 'panel-confirmed'])
        expect(of(code), code).toMatchObject({ counted: 0, cannotSay: 5103 })
      const illegal = of('euda-d')
      expect((illegal?.counted ?? 0) + (illegal?.cannotSay ?? 0)).toBeLessThanOrEqual(5103)
      expect(illegal?.counted).toBeGreaterThan(4000)
      const definitions = await readDefinitions(trx)
      const { rows } = await trx.raw(
        'select death_id as "deathId", revision, counts_in, cannot_say from death_judged order by death_id limit 300',
      )
      const reasons = await explainDeaths(trx, definitions, rows)
      for (const row of rows)
        for (const [at, { key }] of definitions.entries()) {
          const said = reasons.get(row.deathId)?.[at]
          const stands = row.counts_in.includes(key) ? 'in' : row.cannot_say.includes(key) ? 'cannot say' : 'out'
          expect(said?.verdict).toBe(stands)
          expect(said?.reasons.length).toBeGreaterThan(0)
        }
    })
  })
})

describe.skipIf(!existsSync(inData(CONNECTICUT)))('[data] Connecticut in its layout of today', async () => {
  const old = existsSync(inData(CONNECTICUT)) ? readFileSync(inData(CONNECTICUT)) : Buffer.from('ID\n')
  const content = inTodaysLayout(old)
  const [before, today] = [
    recordsOf(await readFile('connecticut', 'deaths', old, { country: 'US' }), 'death'),
    recordsOf(await readFile('connecticut', 'deaths', content, { country: 'US' }), 'death'),
  ]

  it('says the same of every death as the file of before', () => {
    const said = ({ eventDay, eventDayBasis, ageYears, foundPlace, findings }: (typeof before)[number]) => ({
      eventDay,
      eventDayBasis,
      ageYears,
      foundPlace,
      drugs: findings.map(({ substanceCode, notInTree }) => substanceCode ?? notInTree).sort(),
    })
    // two columns for amphetamines: the file of today says the group where the other names the drug
    const plain = (death: ReturnType<typeof said>) => ({
      ...death,
      drugs: death.drugs.filter((drug) => drug !== 'amphetamines'),
    })
    expect(today).toHaveLength(5103)
    expect(today.map(said).map(plain)).toEqual(before.map(said).map(plain))
  })

  it('adds every death once, whatever the number of imports', async () => {
    const ask = {
      subject: 'deaths',
      adapter: 'connecticut',
      fileName: 'today.csv',
      isDryRun: false,
      isAllOrNothing: false,
      today: '2026-03-15',
      country: 'US',
      timeZone: 'America/New_York',
    } as const
    const first = await runImport(db.knex, db.tenant, { ...ask, content })
    expect(first).toMatchObject({ state: 'done', rowsRead: 5105, recordsAdded: 5103, rowsRefused: 2 })
    expect(await runImport(db.knex, db.tenant, { ...ask, content })).toMatchObject({
      recordsAdded: 0,
      recordsAlreadyThere: 5103,
    })
  })

  /**
   * A flag is what the office decided, a cause what it certified. Where they differ: morphine of which the scene says that it was heroin, an
   * analogue under the flag of fentanyl, a certificate that says "opiate" only; the rest are slips of the office, each listed.
   */
  it('agrees with its flags, or differs for a reason, in 97 of 100 pairs of a flag and a cause that names drugs', () => {
    const isExplained = (code: string, named: string[]) =>
      (code === 'heroin' && named.some((drug) => ['morphine', 'codeine'].includes(drug))) ||
      (code === 'fentanyl' && named.some((drug) => names.isUnder(drug, 'fentanyls'))) ||
      (names.isUnder(code, 'opioids') && named.some((drug) => ['opioid-unspecified', 'opioids'].includes(drug)))
    const pairs = { both: 0, explained: 0, flagOnly: 0, textOnly: 0 }
    for (const { findings, causeOfDeath, otherConditions } of before) {
      const text = [causeOfDeath, otherConditions].filter(Boolean).join('; ')
      const named = findMentions(text, names).flatMap(({ code, isDenied }) => (code && !isDenied ? [code] : []))
      if (named.length === 0) continue
      for (const column of [
        'Heroin',
        'Cocaine',
        'Fentanyl',
        'Ethanol',
        'Methadone',
        'Oxycodone',
        'Benzodiazepine',
      ] as const) {
        const isFlagged = findings.some(({ asWritten }) => asWritten?.startsWith(`${column}=`))
        const isNamed = named.some((drug) => names.isUnder(drug, FLAGS[column]))
        if (isFlagged && isNamed) pairs.both++
        else if (isFlagged && isExplained(FLAGS[column], named)) pairs.explained++
        else if (isFlagged) pairs.flagOnly++
        else if (isNamed) pairs.textOnly++
      }
    }
    const all = Object.values(pairs).reduce((sum, count) => sum + count)
    expect(pairs.both / all).toBeGreaterThan(0.94)
    expect((pairs.both + pairs.explained) / all).toBeGreaterThan(0.97)
  })
})

describe.skipIf(!existsSync(inData('allegheny')))('[data] drugs of Allegheny and La Crosse', () => {
  const cellsOf = (path: string, isDrug: (heading: string) => boolean) =>
    (parse(readFileSync(inData(path)), { columns: true, bom: true }) as Record<string, string>[]).flatMap((row) =>
      Object.entries(row).flatMap(([heading, text]) => (isDrug(heading) && text.trim() !== '' ? [text.trim()] : [])),
    )

  it.each(['allegheny/deaths_2014.csv', 'allegheny/deaths_2017.csv'])('knows every name in the cells of %s', (path) => {
    const cells = cellsOf(path, (heading) => heading.startsWith('Combined OD'))
    const unknown = cells.filter((text) =>
      readSubstanceCell(text, general).substances.some(({ code }) => code === null),
    )
    expect(cells.length).toBeGreaterThan(600)
    expect(unknown).toEqual([])
  })

  it('knows the heading of every column that is a drug, and none in "RX"', () => {
    const [row = {}] = parse(readFileSync(inData('lacrosse/deaths.csv')), { columns: true }) as Record<string, string>[]
    const headings = Object.keys(row).slice(5)
    const codes = headings.map((heading) => readSubstanceCell(heading, general).substances.map(({ code }) => code))
    expect(Object.fromEntries(headings.map((heading, index) => [heading, codes[index]?.[0]]))).toEqual({
      Alcohol: 'ethanol',
      Heroin: 'heroin',
      Methamphetamine: 'methamphetamine',
      Cocaine: 'cocaine',
      RX: undefined,
      Opioids: 'opioids',
      THC: 'cannabis',
      Fentanyl: 'fentanyl',
      Codeine: 'codeine',
      Norfentanyl: 'norfentanyl',
      Methadone: 'methadone',
      Morphine: 'morphine',
      Amphetamines: 'amphetamines',
    })
  })
})

const TEMPE = 'tempe/Opioid_EMS_Calls.csv'

describe.skipIf(!existsSync(inData(TEMPE)))('[data] Tempe', async () => {
  const content = existsSync(inData(TEMPE)) ? readFileSync(inData(TEMPE)) : Buffer.from('OBJECTID\n')
  const reading = await readFile('tempe', 'naloxone', content, { country: 'US' })
  const overdoses = recordsOf(reading, 'overdose')

  it('counts naloxone 2,319 yes, 950 no, 511 unknown', () => {
    expect(tallyOf(overdoses.map(({ persons }) => persons[0]?.naloxoneGiven))).toEqual({
      yes: 2319,
      no: 950,
      unknown: 511,
    })
  })

  it('keeps the day as written: the weekday agrees everywhere, the year disagrees six times and is reported', async () => {
    const table = await readCsv(content)
    const written = new Map(
      table.rows.map((row) => [row.rowNumber, cell(row, 'Incident_Date').slice(0, 10).replaceAll('/', '-')]),
    )
    expect(overdoses.filter(({ rowNumber, eventDay }) => written.get(rowNumber) !== eventDay)).toEqual([])
    expect(tallyOf(reading.issues.map(({ column }) => column ?? ''))).toEqual({ Incident_Date: 1, Year: 6, Notes: 8 })
  })

  it('is stored once', async () => {
    expect(await importing('naloxone', 'tempe', TEMPE, 'US')).toMatchObject({ rowsRead: 3780, recordsAdded: 3780 })
    expect(await importing('naloxone', 'tempe', TEMPE, 'US')).toMatchObject({ recordsAdded: 0 })
  })
})

const ODIN = 'odin/odin_first_1000.csv'

describe.skipIf(!existsSync(inData(ODIN)))('[data] ODIN’s first 1,000 rows', () => {
  it('are 790 incidents, 805 people and 619 administrations', async () => {
    const reading = await readFile('odin', 'naloxone', readFileSync(inData(ODIN)), { country: 'US' })
    const persons = recordsOf(reading, 'overdose').flatMap((incident) => incident.persons)
    const administrations = persons.flatMap((person) => person.administrations)
    expect([reading.ready.length, persons.length, administrations.length]).toEqual([790, 805, 619])
  })

  it('are stored once', async () => {
    expect(await importing('naloxone', 'odin', ODIN, 'US')).toMatchObject({ rowsRead: 1000, recordsAdded: 790 })
    expect(await importing('naloxone', 'odin', ODIN, 'US')).toMatchObject({ recordsAdded: 0 })
  })
})

describe.skipIf(!existsSync(inData('uk')))('[data] Cornwall, Scilly and Torbay', () => {
  it('import as 428 LSOA with their residents, and 32,939 postcodes', async () => {
    const areas = await importing('areas', 'areas', 'uk/lsoa_cornwall_scilly_torbay.topojson', 'GB')
    expect(areas).toMatchObject({ state: 'done', rowsRead: 428, recordsAdded: 428, rowsRefused: 0 })
    const residents = await importing('areas', 'population', 'uk/lsoa21_census2021_age_sex_sw.csv', 'GB')
    expect(residents).toMatchObject({ rowsRead: 1066, recordsAdded: 428, rowsRefused: 0 })
    const postcodes = await importing(
      'postcodes',
      'postcodes',
      'uk/postcode_to_lsoa21_cornwall_scilly_torbay.csv',
      'GB',
    )
    expect(postcodes).toMatchObject({ rowsRead: 32_939, recordsAdded: 32_939, rowsRefused: 0 })

    const deaths = Buffer.from('reference,event_day,found_postcode\nA1,2026-01-05,tr1 1aa\n')
    await runImport(db.knex, db.tenant, {
      subject: 'deaths',
      adapter: 'vigil',
      fileName: null,
      content: deaths,
      isDryRun: false,
      isAllOrNothing: false,
      today: '2026-03-15',
      country: 'GB',
      timeZone: 'Europe/London',
    })
    const { rows } = await db.within((trx) =>
      trx.raw('select code from death_revision join area on st_covers(geom, found_place)'),
    )
    expect(rows).toEqual([{ code: 'E01018807' }]) // as the postcode file itself says of TR1 1AA
  })

  it('takes the other boundaries and the mid-year estimates', async () => {
    for (const [path, areas] of [
      ['uk/msoa_cornwall_scilly_torbay.topojson', 91],
      ['uk/ward_cornwall_scilly_torbay.topojson', 108],
      ['uk/lad_sw.geojson', 12],
    ] as const) {
      expect(await importing('areas', 'areas', path, 'GB')).toMatchObject({ recordsAdded: areas, rowsRefused: 0 })
    }
    const estimates = await importing('areas', 'population', 'uk/la_mid_year_single_year_age_sw.csv', 'GB')
    expect(estimates).toMatchObject({ rowsRead: 288, recordsAdded: 288, rowsRefused: 0 })
  })
})

/** Public files of three more places, by the mapping that the page itself proposes and one answer to what their drugs mean. */
describe.each([
  ['allegheny/deaths_2014.csv', 307, { as: 'substances' }],
  ['allegheny/deaths_2017.csv', 618, { as: 'substances' }],
  ['lacrosse/deaths.csv', 289, { as: 'substance' }],
] as const)('[data] %s', (path, rows, use) => {
  it.skipIf(!existsSync(inData(path)))(
    'goes in whole as proposed, page and command alike, and every row is accounted for',
    async () => {
      const content = readFileSync(inData(path))
      const context = await db.within((trx) =>
        readPlainContext(trx, { country: 'US', timeZone: 'America/New_York', today: '2026-03-15', mapping: null }),
      )
      const found = await previewFile(
        { subject: 'deaths', adapter: 'vigil', file: { kind: 'unread', content, isWhole: true }, mapping: null },
        context,
      )
      if (!('preview' in found) || !found.preview.mapping) throw new Error('not readable')
      const proposed = found.preview.mapping
      expect(Object.values(proposed.columns)).toContainEqual(expect.objectContaining(use))
      const mapping = {
        ...proposed,
        columns: Object.fromEntries(
          Object.entries(proposed.columns).map(([heading, its]) => [
            heading,
            'role' in its ? { ...its, role: 'implicated' as const } : its,
          ]),
        ),
      }
      await db.within((trx) => saveMapping(trx, db.partnership.partnershipId, 'deaths', { name: 'Examiner', mapping }))
      const saved = await db.within((trx) => findMapping(trx, 'deaths', ' examiner '))
      const ask = {
        subject: 'deaths' as const,
        adapter: 'vigil',
        fileName: path,
        isDryRun: false,
        isAllOrNothing: false,
        today: '2026-03-15',
        country: 'US',
        timeZone: 'America/New_York',
        mapping: saved?.mapping ?? null,
      }
      const report = await runImport(db.knex, db.tenant, { ...ask, content: createReadStream(inData(path)) })
      expect(report).toMatchObject({ rowsRead: rows, recordsAdded: rows, rowsRefused: 0, rowsLeftOut: 0 })
      // nothing of it is unknown: each of its drugs has a place in the tree
      expect(report.issues.filter(({ reason }) => reason.includes('not in the tree'))).toEqual([])
      expect(await runImport(db.knex, db.tenant, { ...ask, content })).toMatchObject({
        recordsAdded: 0,
        recordsAlreadyThere: rows,
      })
    },
  )
})
