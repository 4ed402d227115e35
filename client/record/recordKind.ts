import type { z } from 'zod'
import type { Action } from '../../server/contract/access.ts'
import type { Recorded } from '../../server/contract/record.ts'
import type { Draft } from './draft.ts'
import { allFields, type Field, type Section } from './fields.ts'
import type { Judge } from './judgeDraft.ts'

interface KindGiven<Kept extends Recorded> {
  /** in the names of drafts, which are kept in the tab */
  name: string
  /** for example "report": what a page calls one */
  called: string
  /** where the server has them */
  api: string
  /** where the pages are, below the partnership */
  pages: string
  idOf: (record: Kept) => string
  /** what is sent for a new one, and for an amendment */
  adds: z.ZodType
  changes: z.ZodType
  answers: z.ZodType<Kept>
  history: z.ZodType<Kept[]>
  judge: Judge
  form: readonly Section[]
  /** what an amendment asks beside: what changed, and whether it is withdrawn */
  ofAmendment: Section
  write: Action
  /** what takes back one that should not have been made */
  withdrawn: Draft
  /** "Record a death": the button, and the way out of an empty list */
  addLabel: string
  /** "All deaths" */
  allLabel: string
}

/** A kind of record as its pages know it: list, new, one, amend are of one frame, and this is all in which they differ. */
export interface RecordKind<Kept extends Recorded> extends KindGiven<Kept> {
  amendForm: readonly Section[]
  /** of the amendment, which has those of the form too */
  fields: readonly Field[]
  /** those that a revision is compared by: why it was made stands above what it changed */
  compared: readonly Field[]
}

export function recordKind<Kept extends Recorded>(given: KindGiven<Kept>): RecordKind<Kept> {
  const amendForm = [...given.form, given.ofAmendment]
  const fields = allFields(amendForm)
  return { ...given, amendForm, fields, compared: fields.filter(({ path }) => path !== 'changeReason') }
}

/** Addresses of the pages of a kind in a partnership. */
export function pagesOf({ pages }: { pages: string }, partnership: string) {
  const list = `/${partnership}/${pages}`
  return {
    list,
    add: `${list}/new`,
    one: (id: string) => `${list}/${id}`,
    amend: (id: string) => `${list}/${id}/amend`,
  }
}

const reason: Field = { path: 'changeReason', label: 'What changed, and why', kind: 'long text' }

/** What an amendment asks of a kind that is withdrawn by a word of its own. */
export function withdrawing(question: string): Pick<KindGiven<Recorded>, 'ofAmendment' | 'withdrawn'> {
  return {
    ofAmendment: {
      title: 'This amendment',
      fields: [{ path: 'isWithdrawn', label: question, kind: 'yes', initial: 'false' }, reason],
    },
    withdrawn: { isWithdrawn: 'true', changeReason: 'Recorded by mistake' },
  }
}
