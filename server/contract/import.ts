import { z } from 'zod'
import { Instant } from './day.ts'

export const ImportSubject = z.enum(['deaths', 'naloxone', 'areas', 'postcodes'])
export type ImportSubject = z.infer<typeof ImportSubject>

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
  recordsAlreadyThere: z.int(),
  rowsRefused: z.int(),
  rowsDoubtful: z.int(),
  failure: z.string().nullable(),
  startedAt: Instant,
  finishedAt: Instant.nullable(),
})
export type ImportRun = z.infer<typeof ImportRun>
export const ImportRuns = z.array(ImportRun)
export const ImportReport = ImportRun.extend({
  /** the first 200; all of them in issues.csv */
  issues: z.array(ImportIssue),
})
export type ImportReport = z.infer<typeof ImportReport>

export const ImportField = z.strictObject({
  name: z.string(),
  label: z.string(),
  isRequired: z.boolean(),
  meaning: z.string(),
  example: z.string(),
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

/** Which column of the file each of Vigil's fields is read from. */
export const ColumnMapping = z.record(z.string(), z.string())
export type ColumnMapping = z.infer<typeof ColumnMapping>
export const SavedMapping = z.strictObject({ name: z.string().min(1).max(80), columns: ColumnMapping })
export type SavedMapping = z.infer<typeof SavedMapping>
export const SavedMappings = z.array(SavedMapping)

/** A file as the page sends it: its text is read in the browser only to be sent; the server decodes the bytes. */
export const ImportAsk = z.strictObject({
  subject: ImportSubject,
  adapter: z.string().max(40),
  fileName: z.string().max(200).nullable().default(null),
  /** base64 of the file's bytes, or of what was pasted (UTF-8) */
  contentBase64: z.string().max(60_000_000),
  columns: ColumnMapping.nullable().default(null),
  /** What the laboratory looked for in deaths whose toxicology is complete and that name no panel themselves. */
  standardPanelId: z.uuid().nullable().default(null),
  isDryRun: z.boolean(),
  isAllOrNothing: z.boolean().default(false),
})
export type ImportAsk = z.infer<typeof ImportAsk>

/** The headings and first rows of a file, and what each of Vigil's fields is probably called in it. */
export const ImportPreview = z.strictObject({
  encoding: z.string(),
  delimiter: z.string(),
  headings: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  suggested: ColumnMapping,
  /** columns that would be refused because they identify people */
  refusedHeadings: z.array(z.string()),
})
export type ImportPreview = z.infer<typeof ImportPreview>
export const ImportPreviewAsk = ImportAsk.pick({ subject: true, contentBase64: true, fileName: true })
