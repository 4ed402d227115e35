import type { z } from 'zod'
import type { Day } from '../../contract/day.ts'
import type { NewDeath } from '../../contract/death.ts'
import type { ImportField, ImportMapping, ImportSubject } from '../../contract/import.ts'
import type { NewOverdose } from '../../contract/overdose.ts'
import type { NaloxoneProduct, NewBatch, NewSupply } from '../../contract/supply.ts'
import type { SupplyLaw } from '../../contract/supply-law.ts'
import type { SubstanceNames } from '../../deaths/substances/names.ts'
import type { Extent } from '../cells/coordinates.ts'
import type { CsvTable } from '../tables/csv-table.ts'
import type { Issue } from '../tables/issues.ts'

/** What an adapter is told about the partnership it reads for. */
export type ReadingContext = {
  country: string
  today: Day
  extent: Extent | null
  /** By which the legal route of a supply is told. */
  laws: readonly SupplyLaw[]
  names: SubstanceNames
  products: Pick<NaloxoneProduct, 'code' | 'name'>[]
  /** Agencies by the key of their name. */
  agencies: ReadonlyMap<string, string>
  /** The last day of an agency's sharing agreements, where they have ended. */
  endedAgreements: ReadonlyMap<string, Day>
  /** Toxicology panels of the register by the key of their name. */
  panels: ReadonlyMap<string, string>
  /** Of the postcodes that the file names, those the partnership has loaded. */
  postcodes: ReadonlyMap<string, { longitude: number; latitude: number }>
  /** How the columns are read, for files of Vigil's own fields. */
  mapping: ImportMapping
  /** The partnership's, in which an instant can be told. */
  timeZone: string
}

/** The file does not say when each fact was learnt, so the day is by a rule: marked, never passed off as known. */
type Assumed = { knownOnAssumed?: boolean }

type DraftOf<Kind extends string, Fields> = {
  kind: Kind
  rowNumber: number
  record: Fields & Assumed
  /** Which heading each field was read from: an issue names the file's column, not ours. */
  headings: Readonly<Record<string, string>>
}

/** A record as the file gives it; the contract's schema judges it before it is stored. */
export type DeathDraft = DraftOf<'death', z.input<typeof NewDeath>>
export type OverdoseDraft = DraftOf<'overdose', z.input<typeof NewOverdose>>
export type SupplyDraft = DraftOf<'supply', z.input<typeof NewSupply>> & { batch: z.input<typeof NewBatch> | null }
export type Draft = DeathDraft | OverdoseDraft | SupplyDraft

export type Reading = { drafts: Draft[]; issues: Issue[] }

export type StandardPanel = { name: string; covers: readonly string[] }

/** One foreign layout of deaths or naloxone: rows in, drafts and issues out. Pure, so it is tested without a database. */
export type RecordAdapter = {
  name: string
  title: string
  subjects: ImportSubject[]
  fields: Partial<Record<ImportSubject, ImportField[]>> | null
  /** Headings without which this is not the file the adapter reads. */
  expects: readonly string[]
  /** Short forms that mean a substance in this file and nothing elsewhere. */
  abbreviations?: Readonly<Record<string, string>>
  /**
   * What the source looks for in every death, where it declares so by its layout. Without it a substance that is not found counts as not
   * tested, and nothing can be said to have become commoner.
   */
  standardPanel?: (headings: readonly string[]) => StandardPanel
  read: (table: CsvTable, context: ReadingContext, subject: ImportSubject) => Reading
}
