import { createReadStream, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import type { Knex } from 'knex'
import type { Day } from '../../server/contract/day.ts'
import { ImportMapping, type ImportReport, type ImportSubject, SavedMapping } from '../../server/contract/import.ts'
import { type Tenant, withTenant } from '../../server/db/tenant.ts'
import { compareWaiting } from '../../server/deaths/same-deaths/compare.ts'
import { listPairs } from '../../server/deaths/same-deaths/store.ts'
import { listToxicologyPanels } from '../../server/deaths/toxicology-panels/store.ts'
import { toCsv } from '../../server/http/csv.ts'
import { faultsOf } from '../../server/import/adapters/propose.ts'
import { previewFile } from '../../server/import/reading/preview.ts'
import { findMapping, listMappings } from '../../server/import/writing/import-store.ts'
import { readPlainContext } from '../../server/import/writing/prepare.ts'
import { type ImportProgress, listAdapters, runImport } from '../../server/import/writing/run-import.ts'
import { compareWaitingReports } from '../../server/naloxone/same-events/compare.ts'
import { listEventPairs } from '../../server/naloxone/same-events/store.ts'
import { startProgress } from '../progress.ts'
import { EXIT, WrongInput } from '../wrong-input.ts'
import { readDay } from './read-day.ts'
import { choosePartnership, withDatabase } from './with-partnership.ts'

type Options = {
  adapter?: string
  partnership?: string
  dryRun?: boolean
  allOrNothing?: boolean
  report?: string
  json?: boolean
  kind?: string
  code?: string
  name?: string
  authority?: string
  source?: string
  sourceDay?: string
  asOf?: string
  panel?: string
  map?: string
}

const SUBJECTS: { subject: ImportSubject; usual: string; description: string }[] = [
  { subject: 'deaths', usual: 'vigil', description: 'Import deaths with the substances on them' },
  { subject: 'naloxone', usual: 'vigil', description: 'Import naloxone supplies and overdose events' },
  {
    subject: 'areas',
    usual: 'areas',
    description: 'Import areas (GeoJSON or TopoJSON), or with --adapter population their residents (CSV)',
  },
  { subject: 'postcodes', usual: 'postcodes', description: 'Import where postcodes lie (CSV)' },
]

export function addImportCommand(program: Command): void {
  const group = program.command('import')
  group
    .command('mapping')
    .argument('<subject>', 'deaths or naloxone')
    .argument('<file>')
    .description('Print what each column of a file is probably for, as a mapping to keep and change (--map)')
    .option('--partnership <slug>', 'where there are several')
    .action(proposeForFile)
  for (const { subject, usual, description } of SUBJECTS) {
    const adapters = listAdapters().flatMap((adapter) => (adapter.subjects.includes(subject) ? [adapter.name] : []))
    const command = group
      .command(subject)
      .argument('<file>')
      .description(description)
      .addOption(new Option('--adapter <name>', 'layout of the file').choices(adapters).default(usual))
      .option('--partnership <slug>', 'where there are several')
      .option('--dry-run', 'say what would happen, and write nothing')
      .option('--all-or-nothing', 'one refused row and nothing is written; otherwise the good rows are kept')
      .option('--report <file>', 'list every refused or doubtful row in this CSV file')
      .option('--json', 'print the counts as JSON')
      .action((file: string, options: Options) => importFile(subject, file, options))
    if (subject === 'deaths')
      command.option(
        '--panel <name>',
        'what the laboratory looked for in deaths that name no panel themselves: its name in the register (vigil partnership panel)',
      )
    if (subject === 'deaths' || subject === 'naloxone')
      command.option(
        '--map <file or name>',
        'how the columns are read: a JSON file as vigil import mapping prints it, or a mapping saved under that name',
      )
    if (subject === 'areas') {
      command
        .option('--kind <kind>', 'what they are: lsoa, msoa, ward, hexagon …')
        .option('--code <property>', 'the property that holds the code')
        .option('--name <property>', 'the property that holds the name')
        .option('--authority <property>', 'the property that holds the authority')
        .option('--source <text>', 'who published them')
        .option('--source-day <day>', 'when')
        .option('--as-of <day>', 'the day the residents were counted, where the file does not say')
    }
  }
}

/** Enough of a file to try each of its columns. */
const BYTES_LOOKED_AT = 400_000

function beginningOf(file: string): { kind: 'unread'; content: Uint8Array; isWhole: boolean } {
  const { size } = statSync(file)
  const content = new Uint8Array(Math.min(size, BYTES_LOOKED_AT))
  readSync(openSync(file, 'r'), content)
  return { kind: 'unread', content, isWhole: size <= BYTES_LOOKED_AT }
}

async function proposeForFile(subject: string, file: string, options: Options): Promise<void> {
  if (subject !== 'deaths' && subject !== 'naloxone') throw new WrongInput('A mapping is for deaths or for naloxone.')
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new WrongInput(`There is no file ${file}.`)
  await withDatabase(async (database) => {
    const { partnershipId, country, timeZone, today } = await choosePartnership(database, options.partnership)
    const tenant = { partnershipId, userId: 'command line', purpose: 'propose a mapping' }
    const context = await withTenant(database.knex, tenant, (trx) =>
      readPlainContext(trx, { country, timeZone, today, mapping: null }),
    )
    const found = await previewFile({ subject, adapter: 'vigil', mapping: null, file: beginningOf(file) }, context)
    if ('refused' in found) throw new WrongInput(`${found.refused.reason}; ${found.refused.hint}`)
    const { mapping, columns, knownOn, notes, looksLike } = found.preview
    console.log(JSON.stringify(mapping, null, 2))
    for (const { reason, hint } of notes) console.error(`${reason}; ${hint}`)
    if (looksLike) console.error(`This looks like a file for --adapter ${looksLike}.`)
    for (const { heading, use, nearest, identifies, tried } of columns) {
      const isNothing = use.as === 'unused'
      const said = identifies
        ? 'left out, because it identifies people'
        : isNothing
          ? `not used${nearest ? `; perhaps ${nearest}` : ''}`
          : `${use.as === 'field' ? use.field : use.as}, ${tried.read} of ${tried.read + tried.unread} cells read`
      console.error(`  ${heading}: ${said}`)
    }
    if (knownOn.heading === null) console.error(`No column gives known_on: ${WITHOUT_KNOWN_ON}`)
  })
}

const WITHOUT_KNOWN_ON =
  'each record counts as known on its own day, so delays cannot be learnt and past nights know too much.'

/** A mapping from a JSON file, or one that was saved under a name. */
async function findMappingFor(db: Knex, tenant: Tenant, subject: ImportSubject, named: string): Promise<ImportMapping> {
  if (statSync(named, { throwIfNoEntry: false })?.isFile()) {
    const mapping = readMapping(named)
    const [fault] = faultsOf(mapping, subject)
    if (fault) throw new WrongInput(`${named}: ${fault.path}: ${fault.message}.`)
    return mapping
  }
  const saved = await withTenant(db, tenant, (trx) => findMapping(trx, subject, named))
  if (saved) return saved.mapping
  const there = (await withTenant(db, tenant, (trx) => listMappings(trx, subject))).map(({ name }) => name)
  throw new WrongInput(
    `There is no file and no saved mapping ${named}. ${there.length ? `Saved are: ${there.join(', ')}.` : 'None is saved.'}`,
  )
}

/** The mapping alone, or with its name as the API gives it. */
function readMapping(file: string): ImportMapping {
  try {
    const json: unknown = JSON.parse(readFileSync(file, 'utf8'))
    const named = SavedMapping.safeParse(json)
    return named.success ? named.data.mapping : ImportMapping.parse(json)
  } catch {
    throw new WrongInput(`${file} is not a mapping. vigil import mapping SUBJECT FILE prints one to begin with.`)
  }
}

async function importFile(subject: ImportSubject, file: string, options: Options): Promise<void> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new WrongInput(`There is no file ${file}.`)
  await withDatabase(async (database) => {
    const partnership = await choosePartnership(database, options.partnership)
    const tenant = { partnershipId: partnership.partnershipId, userId: 'command line', purpose: `import ${subject}` }
    const mapping = options.map ? await findMappingFor(database.knex, tenant, subject, options.map) : null
    const standardPanelId = options.panel === undefined ? null : await findPanel(database.knex, tenant, options.panel)
    const progress = startProgress()
    const report = await runImport(
      database.knex,
      tenant,
      {
        subject,
        adapter: options.adapter ?? 'vigil',
        fileName: basename(file),
        content: createReadStream(file),
        isDryRun: options.dryRun === true,
        isAllOrNothing: options.allOrNothing === true,
        standardPanelId,
        today: partnership.today,
        country: partnership.country,
        timeZone: partnership.timeZone,
        mapping,
        geography: readGeography(options),
      },
      (now) => sayProgress(progress, now),
    )
    progress.end()
    if (options.report)
      writeFileSync(
        options.report,
        toCsv(report.issues, ['rowNumber', 'column', 'severity', 'value', 'reason', 'hint']),
      )
    print(report, options)
    if (subject === 'deaths' && report.recordsAdded > 0 && !options.dryRun && !options.json) {
      const pairs = await countPairs(database.knex, tenant, report.importId, partnership.today)
      if (pairs > 0) console.log(`${sayPairs(pairs)} See Possible same deaths, from Home.`)
    }
    if (subject === 'naloxone' && report.recordsAdded > 0 && !options.dryRun && !options.json) {
      const pairs = await countEventPairs(database.knex, tenant, report.importId, partnership.today)
      if (pairs > 0) console.log(`${sayEventPairs(pairs)} See Reports of one event, from Reversals.`)
    }
    if (report.state !== 'done') process.exitCode = EXIT.wrongInput
    else if (report.rowsRefused > 0) process.exitCode = EXIT.wrongInput
  })
}

async function findPanel(db: Knex, tenant: Tenant, name: string): Promise<string> {
  const panels = (await withTenant(db, tenant, listToxicologyPanels)).filter(({ isRetired }) => !isRetired)
  const panel = panels.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (panel) return panel.panelId
  const there = panels.length ? `There are: ${panels.map((one) => one.name).join(', ')}.` : 'There is none yet.'
  throw new WrongInput(`No panel is called ${name}. ${there} Add one with vigil partnership panel, or under Registers.`)
}

function readGeography({ kind, code, name, authority, source, sourceDay, asOf }: Options) {
  for (const [option, day] of [
    ['--source-day', sourceDay],
    ['--as-of', asOf],
  ] as const) {
    if (day !== undefined) readDay(option, day)
  }
  return { kind, codeProperty: code, nameProperty: name, authorityProperty: authority, source, sourceDay, asOf }
}

/** How many pairs of records may be of one death, of which this import added one. */
function countPairs(knex: Knex, tenant: Tenant, importId: string, today: Day): Promise<number> {
  return withTenant(knex, tenant, async (trx) => {
    await compareWaiting(trx, today)
    return (await listPairs(trx, { state: 'open', import: importId, limit: 1 })).total
  })
}

/** How many pairs of reports may be of one event, of which this import added one. */
function countEventPairs(knex: Knex, tenant: Tenant, importId: string, today: Day): Promise<number> {
  return withTenant(knex, tenant, async (trx) => {
    await compareWaitingReports(trx, today)
    return (await listEventPairs(trx, { state: 'open', import: importId, atLeast: 50, limit: 1 })).total
  })
}

function sayEventPairs(pairs: number): string {
  return pairs === 1
    ? '1 report may be of an event that is reported already, and counts twice until somebody says so.'
    : `${pairs.toLocaleString('en-GB')} pairs of reports may be of one event, and count twice until somebody says so.`
}

function sayPairs(pairs: number): string {
  return pairs === 1
    ? '1 death may be of the same person as one already recorded, and counts twice until somebody says so.'
    : `${pairs.toLocaleString('en-GB')} deaths may be of the same person as one already recorded, and count twice until somebody says so.`
}

function sayProgress(progress: ReturnType<typeof startProgress>, { rowsRead, records, recordsDone }: ImportProgress) {
  if (records === 0) progress.say('reading rows', rowsRead)
  else progress.say('writing records', recordsDone, records)
}

/** So many refused or doubtful rows stand in the terminal: the refused first. */
const SHOWN = 20

function print({ issues, triedAgainAt: _, ...run }: ImportReport, { json, report, dryRun }: Options) {
  if (json) {
    console.log(JSON.stringify(run))
    return
  }
  const would = dryRun ? ' would be' : ''
  console.log(
    `${run.rowsRead.toLocaleString('en-GB')} rows read, ${run.recordsAdded.toLocaleString('en-GB')} records${would} added, ${run.recordsChanged.toLocaleString('en-GB')} changed, ${run.recordsAlreadyThere.toLocaleString('en-GB')} already there,`,
  )
  console.log(
    `${run.rowsRefused.toLocaleString('en-GB')} rows refused, ${run.rowsDoubtful.toLocaleString('en-GB')} doubtful, ${run.rowsLeftOut.toLocaleString('en-GB')} left out.`,
  )
  if (run.state === 'rolled_back')
    console.log('Nothing was written, because rows were refused and --all-or-nothing was given.')
  if (run.failure) console.log(run.failure)
  const isLoud = ({ severity, rowNumber }: (typeof issues)[number]) => severity === 'refused' || rowNumber === 1
  const shown = [...issues.filter(isLoud), ...issues.filter((issue) => !isLoud(issue))].slice(0, SHOWN)
  for (const { rowNumber, column, reason, hint } of shown)
    console.log(`  ${rowNumber === 1 ? 'file' : `row ${rowNumber}`}${column ? `, ${column}` : ''}: ${reason}; ${hint}`)
  if (report) console.log(`Every refused or doubtful row is in ${report}.`)
  else if (issues.length > shown.length)
    console.log(`${(issues.length - shown.length).toLocaleString('en-GB')} more are listed under Import on the page.`)
}
