import { z } from 'zod'
import type { Action } from './access.ts'
import { Instant } from './day.ts'
import { FindingRole } from './finding.ts'

export const ImportSubject = z.enum(['deaths', 'naloxone', 'areas', 'postcodes'])
export type ImportSubject = z.infer<typeof ImportSubject>

/** Of those who import: files of naloxone, all; of deaths, and of the areas and postcodes that place them, those of whom it is said. */
export function isImportedBy(subject: ImportSubject, may: (action: Action) => boolean): boolean {
  return may('import:write') && (subject === 'naloxone' || may('death-import:write'))
}

/** A row (or a column) that was refused, or kept but doubtful. Nothing is silently fixed: the hint proposes. */
export const ImportIssue = z.strictObject({
  /** As a person counts in the file: the heading is row 1. */
  rowNumber: z.int().positive(),
  column: z.string().nullable(),
  severity: z.enum(['refused', 'doubtful']),
  /** What stood there; null where it may identify somebody. */
  value: z.string().nullable(),
  reason: z.string(),
  hint: z.string(),
})
export type ImportIssue = z.infer<typeof ImportIssue>

export const ImportRun = z.strictObject({
  importId: z.uuid(),
  subject: ImportSubject,
  adapter: z.string(),
  fileName: z.string().nullable(),
  isDryRun: z.boolean(),
  isAllOrNothing: z.boolean(),
  state: z.enum(['running', 'done', 'rolled_back', 'failed']),
  rowsRead: z.int(),
  recordsAdded: z.int(),
  /** There before, and now as the file says: a postcode that moved, an area of a newer edition. */
  recordsChanged: z.int(),
  recordsAlreadyThere: z.int(),
  rowsRefused: z.int(),
  rowsDoubtful: z.int(),
  /** Read, and no record: a totals row, an area that is not loaded. */
  rowsLeftOut: z.int(),
  failure: z.string().nullable(),
  /** When what it added was withdrawn again. */
  undoneAt: Instant.nullable(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
})
export type ImportRun = z.infer<typeof ImportRun>
export const ImportRuns = z.array(ImportRun)
export const ImportReport = ImportRun.extend({
  /** the first 200; all of them in issues.csv */
  issues: z.array(ImportIssue),
  /** It failed and waits: when it is done on, by itself. Null while nothing went wrong. */
  triedAgainAt: Instant.nullable(),
})
export type ImportReport = z.infer<typeof ImportReport>

/** What undoing an import did: records withdrawn, and those that were left because somebody has amended them since. */
export const ImportUndone = z.strictObject({
  importId: z.uuid(),
  withdrawn: z.int(),
  left: z.array(
    z.strictObject({ kind: z.enum(['death', 'overdose', 'supply']), recordId: z.uuid(), reference: z.string() }),
  ),
})
export type ImportUndone = z.infer<typeof ImportUndone>

export const ImportField = z.strictObject({
  name: z.string(),
  label: z.string(),
  isRequired: z.boolean(),
  meaning: z.string(),
  example: z.string(),
  /** The words it may have, where it has a fixed set of them. */
  options: z.array(z.string()).nullable(),
})
export type ImportField = z.infer<typeof ImportField>

export const ImportAdapter = z.strictObject({
  name: z.string(),
  title: z.string(),
  subjects: z.array(ImportSubject),
  /** The columns of Vigil's own template, documented; null where the file's own layout is fixed. */
  fields: z.array(ImportField).nullable(),
})
export const ImportAdapters = z.array(ImportAdapter)
export type ImportAdapter = z.infer<typeof ImportAdapter>

/** What a column of the file is for. */
export const ColumnUse = z.discriminatedUnion('as', [
  z.strictObject({ as: z.literal('field'), field: z.string().max(60) }),
  /** Each cell names substances; `role` is what they are for each death, where the cell does not say: the answer to one question. */
  z.strictObject({ as: z.literal('substances'), role: FindingRole.nullable() }),
  /** One column a substance. `no`: whether "no" says that it was looked for and not found, or nothing. */
  z.strictObject({
    as: z.literal('substance'),
    code: z.string().max(80),
    role: FindingRole.nullable(),
    no: z.enum(['not_detected', 'nothing']),
  }),
  z.strictObject({ as: z.literal('unused') }),
])
export type ColumnUse = z.infer<typeof ColumnUse>

/** How a file is read: what each column is for, what its words mean, and what holds for all of its rows. */
export const ImportMapping = z.strictObject({
  /** By the file's heading; a column that is not named here is not used, and that is said. */
  columns: z.record(z.string(), ColumnUse),
  /** Vigil's field → what it is in every row, for a field that no column gives. */
  constants: z.record(z.string(), z.string().max(200)).default({}),
  /** Vigil's field → what the file writes (in lower case) → Vigil's word for it; '' leaves the field empty. */
  values: z.record(z.string(), z.record(z.string(), z.string().max(200))).default({}),
  /** Substances that the cause of death names are implicated too. */
  readsCause: z.boolean().default(false),
  /** Whether a time with a zone is kept as it is written or told in the partnership's own time. */
  instants: z.enum(['as_written', 'local']).default('as_written'),
})
export type ImportMapping = z.infer<typeof ImportMapping>
export const SavedMapping = z.strictObject({ name: z.string().trim().min(1).max(80), mapping: ImportMapping })
export type SavedMapping = z.infer<typeof SavedMapping>
export const SavedMappings = z.array(SavedMapping)

/** base64 of a file's bytes, or of what was pasted (UTF-8). Its text is read in the browser only to be sent; the server decodes it. */
const ContentBase64 = z.string().max(60_000_000)
const FileName = z.string().max(200).nullable().default(null)

/** A file that is sent once, to be looked at, tried and imported. */
export const NewImportFile = z.strictObject({
  subject: ImportSubject,
  fileName: FileName,
  contentBase64: ContentBase64,
})
/** It is kept, sealed, until it is imported; whoever sent it may use it until then. */
export const ImportFile = z.strictObject({ fileId: z.uuid(), expiresAt: Instant })
export type ImportFile = z.infer<typeof ImportFile>

export const ImportAsk = z.strictObject({
  subject: ImportSubject,
  adapter: z.string().max(40),
  fileName: FileName,
  /** A file that was sent before (POST /imports/files), or the file itself: one of the two. */
  fileId: z.uuid().optional(),
  contentBase64: ContentBase64.optional(),
  /** Left out, the headings are taken for Vigil's own, and each use of a column is said. */
  mapping: ImportMapping.nullable().default(null),
  /** What the laboratory looked for in deaths whose toxicology is complete and that name no panel themselves. */
  standardPanelId: z.uuid().nullable().default(null),
  isDryRun: z.boolean(),
  isAllOrNothing: z.boolean().default(false),
})
export type ImportAsk = z.infer<typeof ImportAsk>

/** A column of the file, what it is proposed for, and what came of trying that on its first cells. */
export const ProposedColumn = z.strictObject({
  heading: z.string(),
  use: ColumnUse,
  /** Left out because it identifies people: nothing of it is read or shown. */
  identifies: z.boolean(),
  /** Up to three of its values; none of a column that identifies. */
  samples: z.array(z.string()),
  /** For a column that is not used: the field that its heading comes closest to. */
  nearest: z.string().nullable(),
  /** Of the first hundred cells that are filled in. */
  tried: z.strictObject({ read: z.int(), unread: z.int() }),
  /** What could not be read among them, most frequent first. */
  unread: z.array(z.strictObject({ value: z.string(), times: z.int(), reason: z.string() })),
})
export type ProposedColumn = z.infer<typeof ProposedColumn>

/** A file as it begins, and how it would be read. */
export const ImportPreview = z.strictObject({
  encoding: z.string(),
  delimiter: z.string(),
  headings: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  /** For a file of Vigil's own fields; null where the layout is fixed. */
  mapping: ImportMapping.nullable(),
  columns: z.array(ProposedColumn),
  /** Of the whole file: a title above the headings, two encodings, headings that are the same. */
  notes: z.array(ImportIssue),
  /** The adapter whose columns these are, where it is another than the one chosen. */
  looksLike: z.string().nullable(),
  /** Which column gives the day each record was known, and which others might. */
  knownOn: z.strictObject({ heading: z.string().nullable(), others: z.array(z.string()) }),
})
export type ImportPreview = z.infer<typeof ImportPreview>
export const ImportPreviewAsk = ImportAsk.pick({
  subject: true,
  fileId: true,
  contentBase64: true,
  fileName: true,
}).extend({
  adapter: z.string().max(40).default('vigil'),
  /** The beginning of a file is enough, and is read as such: its last row may be cut. */
  isWhole: z.boolean().default(true),
  /** Tried instead of a proposal. */
  mapping: ImportMapping.nullable().default(null),
})
