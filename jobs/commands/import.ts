import { createReadStream, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import type { Knex } from 'knex'
import { Day } from '../../server/contract/day.ts'
import type { ImportReport, ImportSubject } from '../../server/contract/import.ts'
import { type Tenant, withTenant } from '../../server/db/tenant.ts'
import { toCsv } from '../../server/http/csv.ts'
import { type ImportProgress, listAdapters, runImport } from '../../server/import/run-import.ts'
import { listPanels } from '../../server/panels/store.ts'
import { startProgress } from './progress.ts'
import { choosePartnership, withDatabase } from './with-partnership.ts'
import { EXIT, WrongInput } from './wrong-input.ts'

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
  const group = program
    .command('import')
    .description('Import a file; nothing in it is silently fixed, and every refused or doubtful row is listed')
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

async function importFile(subject: ImportSubject, file: string, options: Options): Promise<void> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new WrongInput(`There is no file ${file}.`)
  await withDatabase(async (database) => {
    const partnership = await choosePartnership(database, options.partnership)
    const tenant = { partnershipId: partnership.partnershipId, userId: 'command line', purpose: `import ${subject}` }
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
    if (report.state !== 'done') process.exitCode = EXIT.wrongInput
    else if (report.rowsRefused > 0) process.exitCode = EXIT.wrongInput
  })
}

async function findPanel(db: Knex, tenant: Tenant, name: string): Promise<string> {
  const panels = await withTenant(db, tenant, listPanels)
  const panel = panels.find((one) => one.name.toLowerCase() === name.toLowerCase())
  if (panel) return panel.panelId
  const there = panels.length ? `There are: ${panels.map((one) => one.name).join(', ')}.` : 'There is none yet.'
  throw new WrongInput(`No panel is called ${name}. ${there} Add one with vigil partnership panel, or under Registers.`)
}

function readGeography({ kind, code, name, authority, source, sourceDay, asOf }: Options) {
  for (const [option, day] of [
    ['--source-day', sourceDay],
    ['--as-of', asOf],
  ]) {
    if (day !== undefined && !Day.safeParse(day).success)
      throw new WrongInput(`${option} ${day} is not a day such as 2021-03-21.`)
  }
  return { kind, codeProperty: code, nameProperty: name, authorityProperty: authority, source, sourceDay, asOf }
}

function sayProgress(progress: ReturnType<typeof startProgress>, { rowsRead, records, recordsDone }: ImportProgress) {
  if (records === 0) progress.say('reading rows', rowsRead)
  else progress.say('writing records', recordsDone, records)
}

function print({ issues, ...run }: ImportReport, { json, report, dryRun }: Options) {
  if (json) {
    console.log(JSON.stringify(run))
    return
  }
  const would = dryRun ? ' would be' : ''
  console.log(
    `${run.rowsRead.toLocaleString('en-GB')} rows read, ${run.recordsAdded.toLocaleString('en-GB')} records${would} added, ${run.recordsAlreadyThere.toLocaleString('en-GB')} already there,`,
  )
  console.log(
    `${run.rowsRefused.toLocaleString('en-GB')} rows refused, ${run.rowsDoubtful.toLocaleString('en-GB')} doubtful.`,
  )
  if (run.state === 'rolled_back')
    console.log('Nothing was written, because rows were refused and --all-or-nothing was given.')
  if (run.failure) console.log(run.failure)
  const shown = issues.filter(({ severity }) => severity === 'refused').slice(0, 10)
  for (const { rowNumber, column, reason, hint } of shown)
    console.log(`  row ${rowNumber}${column ? `, ${column}` : ''}: ${reason}; ${hint}`)
  if (report) console.log(`Every refused or doubtful row is in ${report}.`)
  else if (issues.length) console.log('See all of them with --report FILE.')
}
