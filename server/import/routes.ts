import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { mayAlso } from '../access/may.ts'
import {
  ImportAdapters,
  ImportAsk,
  ImportFile,
  ImportIssue,
  ImportPreview,
  ImportPreviewAsk,
  ImportReport,
  ImportRun,
  ImportRuns,
  ImportSubject,
  ImportUndone,
  isImportedBy,
  NewImportFile,
  SavedMapping,
  SavedMappings,
} from '../contract/import.ts'
import type { Partnership } from '../contract/partnership.ts'
import type { Trx } from '../db/tenant.ts'
import { listToxicologyPanels } from '../deaths/toxicology-panels/store.ts'
import { hasDocument, readDocument } from '../documents/store.ts'
import { type Route, route } from '../http/route.ts'
import type { Keyring } from '../keys/keyring.ts'
import { HttpProblem, invalid, notFound } from '../problem.ts'
import { runWork } from '../work/run-work.ts'
import { hasAdapter, listAdapters } from './adapters/index.ts'
import { faultsOf } from './adapters/propose.ts'
import { templateRows } from './adapters/vigil-fields.ts'
import { previewFile } from './reading/preview.ts'
import { unpackFile } from './tables/kept-file.ts'
import { addRun, findReport, listIssues, listMappings, listRuns, lockRun, saveMapping } from './writing/import-store.ts'
import { askForImport, importWork, keepImportFile } from './writing/import-work.ts'
import { readPlainContext } from './writing/prepare.ts'
import { undoImport } from './writing/undo-import.ts'

/** base64 is a third longer than the 45 MB of file that the contract allows. */
const LARGEST_BODY = '64mb'

/** @throws 403 where this person imports other files. */
function refuseSubject({ actor, partnership }: Asker, subject: ImportSubject): void {
  if (mayImport({ actor, partnership }, subject)) return
  throw new HttpProblem({
    status: 403,
    title: 'Your role here imports files of reversals and supplies only.',
    detail: 'Deaths, areas and postcodes are imported by a panel coordinator or a public health analyst.',
  })
}

type Asker = { actor: Actor; partnership: Partnership }

function mayImport({ actor, partnership }: Asker, subject: ImportSubject): boolean {
  // whether they import at all, and whose, is the route's to ask
  return isImportedBy(subject, (action) => action === 'import:write' || mayAlso(actor, partnership, action))
}

/** An import that this person may see. */
async function reportFor(trx: Trx, asker: Asker, importId: string): Promise<ImportReport> {
  const report = await findReport(trx, importId)
  return report && mayImport(asker, report.subject) ? report : notFound('import')
}

const OneImport = z.strictObject({ importId: z.uuid() })
const MappedSubject = ImportSubject.extract(['deaths', 'naloxone'])

function isMapped(subject: ImportSubject): subject is 'deaths' | 'naloxone' {
  return MappedSubject.safeParse(subject).success
}

function whyNotUndone(run: ImportRun): string | undefined {
  if (!isMapped(run.subject)) return 'Areas, residents and postcodes cannot be undone; import the right file over them.'
  if (run.state === 'running') return 'This import is still going on.'
  if (run.isDryRun || run.recordsAdded === 0) return 'This import added nothing.'
  return run.undoneAt === null ? undefined : 'This import was undone before.'
}

function decode(contentBase64: string): Buffer {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(contentBase64)) invalid([{ path: 'contentBase64', message: 'is not base64' }])
  return Buffer.from(contentBase64, 'base64')
}

/** A file that was sent before is named; else it comes with the request. */
function refuseUnlessOneFile({ fileId, contentBase64 }: Pick<ImportAsk, 'fileId' | 'contentBase64'>): void {
  if ((fileId === undefined) === (contentBase64 === undefined))
    invalid([{ path: 'fileId', message: 'name a file that was sent before, or send its content: one of the two' }])
}

/** @throws 422 where the file is gone, or is somebody else's. */
const noSuchFile = () =>
  invalid(
    [{ path: 'fileId', message: 'is no file that is kept here for you: it was imported, or a day has passed' }],
    'This file is no longer kept. Choose it again.',
  )

export const importRoutes = (keyring: Keyring): Route[] => [
  route({
    method: 'get',
    path: '/imports/adapters',
    summary: 'The file layouts that can be imported, and the columns of Vigil’s own, documented',
    answer: ImportAdapters,
    policy: 'import:read',
    audit: 'none',
    output: { tier: 'reference', carries: [] },
    deed: ['read', 'the layouts of imports'],
    handle: async () => listAdapters(),
  }),
  route({
    method: 'get',
    path: '/imports/template',
    summary: 'Vigil’s own layout: the headings with an example row of each kind; template.csv to fill in',
    query: z.strictObject({ subject: MappedSubject.default('deaths') }),
    answer: z.array(z.record(z.string(), z.string())),
    policy: 'import:read',
    audit: 'none',
    output: { tier: 'reference', carries: [] },
    deed: ['read', 'the template of imports'],
    csv: { fileName: 'template', rows: (rows) => rows },
    handle: async (_trx, { query }) => templateRows(query.subject),
  }),
  route({
    method: 'get',
    path: '/imports/mappings',
    summary: 'Saved mappings of a subject: what its columns are for, and what its words mean',
    query: z.strictObject({ subject: MappedSubject }),
    answer: SavedMappings,
    policy: 'import:read',
    audit: 'none',
    output: { tier: 'office', carries: ['office text'] },
    deed: ['read', 'the mappings of imports'],
    handle(trx, { query, actor, partnership }) {
      refuseSubject({ actor, partnership }, query.subject)
      return listMappings(trx, query.subject)
    },
  }),
  route({
    method: 'put',
    path: '/imports/mappings',
    summary: 'Save a mapping under a name; one of the same name is replaced',
    body: SavedMapping.extend({ subject: MappedSubject }),
    answer: SavedMappings,
    policy: 'import:write',
    audit: 'write',
    output: { tier: 'office', carries: ['office text'] },
    deed: ['saved', 'a mapping of imports'],
    async handle(trx, { body: { subject, ...mapping }, tenant, actor, partnership }) {
      refuseSubject({ actor, partnership }, subject)
      const faults = faultsOf(mapping.mapping, subject)
      if (faults.length) invalid(faults)
      await saveMapping(trx, tenant.partnershipId, subject, mapping)
      return listMappings(trx, subject)
    },
  }),
  route({
    method: 'post',
    path: '/imports/files',
    summary:
      'Send a file once, to look at it, try it and import it: its rows are kept sealed, without what identifies people, until it is imported or 24 hours have passed',
    body: NewImportFile,
    answer: ImportFile,
    policy: 'import:write',
    audit: 'none',
    output: { tier: 'office', carries: [] },
    deed: ['sent', 'a file to import'],
    isNeverRemembered: true,
    bodyLimit: LARGEST_BODY,
    handle(trx, { body: { contentBase64, ...file }, actor, partnership }) {
      refuseSubject({ actor, partnership }, file.subject)
      return keepImportFile(trx, keyring, { ...file, content: decode(contentBase64) })
    },
  }),
  route({
    method: 'post',
    path: '/imports/preview',
    summary:
      'How a file begins, what each of its columns is proposed for, and what came of trying that on its first cells; the beginning of the file is enough',
    body: ImportPreviewAsk,
    answer: ImportPreview,
    status: 200,
    policy: 'import:read',
    audit: 'none',
    output: { tier: 'office', carries: ['case text'] },
    deed: ['tried', 'a file to import'],
    bodyLimit: LARGEST_BODY,
    async handle(trx, { body, partnership, today, actor }) {
      refuseSubject({ actor, partnership }, body.subject)
      const { country, timeZone } = partnership
      const context = await readPlainContext(trx, { country, timeZone, today, mapping: body.mapping })
      const { fileId, contentBase64, isWhole, ...ask } = body
      refuseUnlessOneFile(body)
      const kept = fileId === undefined ? undefined : await readDocument(trx, keyring, fileId, 'beginning')
      if (fileId !== undefined && !kept) noSuchFile()
      const file = kept
        ? await unpackFile(kept.text)
        : ({ kind: 'unread', content: decode(contentBase64 ?? ''), isWhole } as const)
      const found = await previewFile({ ...ask, file }, context)
      if ('preview' in found) return found.preview
      const { reason, hint } = found.refused
      return invalid(
        [{ path: kept ? 'fileId' : 'contentBase64', message: `${reason}; ${hint}` }],
        'This file cannot be read.',
      )
    },
  }),
  route({
    method: 'post',
    path: '/imports',
    summary:
      'Import a file, or try it with isDryRun; the work goes on after the answer, so ask for the import until its state changes',
    body: ImportAsk,
    answer: ImportRun,
    status: 202,
    policy: 'import:write',
    audit: 'write',
    record: { answer: 'importId' },
    output: { tier: 'office', carries: ['counts', 'office text'] },
    deed: ['added', 'an import'],
    bodyLimit: LARGEST_BODY,
    location: (run) => `/imports/${run.importId}`,
    async handle(trx, { body: { contentBase64, fileId, ...ask }, tenant, partnership, today, db, actor }) {
      refuseSubject({ actor, partnership }, ask.subject)
      refuseUnlessOneFile({ contentBase64, fileId })
      if (!hasAdapter(ask.adapter, ask.subject)) {
        invalid([{ path: 'adapter', message: `there is no adapter ${ask.adapter} for ${ask.subject}` }])
      }
      if (
        ask.standardPanelId &&
        !(await listToxicologyPanels(trx)).some(
          ({ panelId, isRetired }) => panelId === ask.standardPanelId && !isRetired,
        )
      )
        invalid([{ path: 'standardPanelId', message: 'there is no such panel in the register' }])
      const faults = ask.mapping && isMapped(ask.subject) ? faultsOf(ask.mapping, ask.subject) : []
      if (faults.length) invalid(faults)
      if (fileId !== undefined && !(await hasDocument(trx, fileId))) noSuchFile()
      const content = contentBase64 === undefined ? undefined : decode(contentBase64)
      const kept =
        fileId ??
        (
          await keepImportFile(trx, keyring, {
            content: content as Buffer,
            subject: ask.subject,
            fileName: ask.fileName,
          })
        ).fileId
      const run = await addRun(trx, tenant.partnershipId, ask)
      const { country, timeZone, partnershipId } = partnership
      const agencyId = tenant.agencyId ?? null
      const isOfOwnAgency = tenant.reach === 'own_agency'
      await askForImport(trx, run.importId, { ask, fileId: kept, agencyId, isOfOwnAgency, today, country, timeZone })
      // not before this transaction is committed; where it fails the run says so, and whoever is killed is followed by another
      trx.executionPromise.then(
        () => runWork(db, partnershipId, importWork(keyring)).catch(() => undefined),
        () => undefined,
      )
      return run
    },
  }),
  route({
    method: 'get',
    path: '/imports',
    summary: 'The newest 50 imports',
    answer: ImportRuns,
    policy: 'import:read',
    audit: 'none',
    output: { tier: 'office', carries: ['counts', 'office text'] },
    deed: ['read', 'imports'],
    csv: { fileName: 'imports', rows: (runs) => runs.map((run: ImportRun) => ({ ...run })) },
    handle: async (trx, { actor, partnership }) =>
      (await listRuns(trx)).filter(({ subject }) => mayImport({ actor, partnership }, subject)),
  }),
  route({
    method: 'get',
    path: '/imports/:importId',
    summary: 'An import with its first 200 issues',
    params: OneImport,
    answer: ImportReport,
    policy: 'import:read',
    audit: 'none',
    record: { path: 'importId' },
    output: { tier: 'office', carries: ['counts', 'case text', 'office text'] },
    deed: ['opened', 'an import'],
    handle: (trx, { params, actor, partnership }) => reportFor(trx, { actor, partnership }, params.importId),
  }),
  route({
    method: 'post',
    path: '/imports/:importId/undo',
    summary:
      'Withdraw what an import added, as far as nobody has amended it since, by new revisions; nights and releases that were made stay',
    params: OneImport,
    answer: ImportUndone,
    status: 200,
    policy: 'import:write',
    audit: 'write',
    record: { path: 'importId' },
    output: { tier: 'office', carries: ['counts', 'case text'] },
    deed: ['undid', 'an import'],
    async handle(trx, { params, today, actor, partnership }) {
      await lockRun(trx, params.importId)
      const run = await reportFor(trx, { actor, partnership }, params.importId)
      const why = whyNotUndone(run)
      if (why) throw new HttpProblem({ status: 409, title: why })
      return undoImport(trx, run, today)
    },
  }),
  route({
    method: 'get',
    path: '/imports/:importId/issues',
    summary: 'Every refused and doubtful row of an import; issues.csv for a spreadsheet',
    params: OneImport,
    answer: z.array(ImportIssue),
    policy: 'import:read',
    audit: 'none',
    record: { path: 'importId' },
    output: { tier: 'office', carries: ['case text'] },
    deed: ['opened', 'the issues of an import'],
    csv: { fileName: 'import-issues', rows: (issues) => issues },
    async handle(trx, { params, actor, partnership }) {
      const { importId } = await reportFor(trx, { actor, partnership }, params.importId)
      return listIssues(trx, importId)
    },
  }),
]
