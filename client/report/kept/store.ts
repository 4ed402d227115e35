import type { NewReversalReport } from '../../../server/contract/reversal-report.ts'
import type { Draft } from './draft.ts'

/** A report that was made and has not been taken yet. */
export interface Waiting {
  code: string
  slug: string
  report: NewReversalReport
  /** As it was written, to be changed before it is sent. */
  draft: Draft
  /** Milliseconds: its place in the queue, and its age. */
  madeAt: number
  tries: number
  /** Milliseconds */
  nextTryAt: number
  /** Why it was not taken; it is not sent again by itself. */
  refused?: readonly string[]
  /** Nobody may report there: asked again whenever the page is looked at. */
  isClosed?: boolean
}

/** Of a report that was taken only its code stays, until it can no longer be taken back. */
export interface Sent {
  code: string
  slug: string
  /** By the partnership's clock. */
  receivedOn: string
  /** By the phone's. */
  takenOn: string
}

interface Shelves {
  drafts: Draft
  waiting: Waiting
  sent: Sent
}
type Shelf = keyof Shelves
const SHELVES: readonly Shelf[] = ['drafts', 'waiting', 'sent']
const DATABASE = 'vigil-reports'

/** What the browser would not keep (private windows of some, a full phone) lives as long as the page. */
const inPage: { [Name in Shelf]: Map<string, Shelves[Name]> } = {
  drafts: new Map(),
  waiting: new Map(),
  sent: new Map(),
}

/** Whether something is in this page alone. */
export function isOnlyInPage(): boolean {
  return inPage.waiting.size > 0
}

export async function readAll<Name extends Shelf>(shelf: Name): Promise<Shelves[Name][]> {
  const onPhone = await inTurn('readonly', (shelves) => shelves.objectStore(shelf).getAll()).catch(() => [])
  const here = inPage[shelf]
  return [...onPhone.filter(({ code }) => !here.has(code)), ...here.values()]
}

export function keep<Name extends Shelf>(shelf: Name, kept: Shelves[Name]): Promise<void> {
  return move(shelf, shelf, kept)
}

/** From one shelf to another at once: what is on its way is never on both, nor on none. */
export async function move<To extends Shelf>(from: Shelf, to: To, kept: Shelves[To]): Promise<void> {
  inPage[from].delete(kept.code)
  try {
    await inTurn('readwrite', (shelves) => {
      shelves.objectStore(from).delete(kept.code)
      return shelves.objectStore(to).put(kept)
    })
  } catch {
    inPage[to].set(kept.code, kept)
  }
}

export async function drop(shelf: Shelf, code: string): Promise<void> {
  inPage[shelf].delete(code)
  await inTurn('readwrite', (shelves) => shelves.objectStore(shelf).delete(code)).catch(() => undefined)
}

export async function dropAll(): Promise<void> {
  for (const shelf of SHELVES) inPage[shelf].clear()
  await inTurn('readwrite', (shelves) => {
    const [emptied] = SHELVES.map((shelf) => shelves.objectStore(shelf).clear())
    return emptied as IDBRequest<undefined>
  }).catch(() => undefined)
}

let last: Promise<unknown> = Promise.resolve()

/** One piece of work after another, as they were asked for. */
function inTurn<Answer>(
  mode: IDBTransactionMode,
  work: (shelves: IDBTransaction) => IDBRequest<Answer>,
): Promise<Answer> {
  const mine = last.then(() => answered(open().then((database) => onDisk(database, mode, work))))
  last = mine.catch(() => undefined)
  return mine
}

/** Milliseconds: a browser that is deleting what it kept may never answer, and would hold up all that comes after. */
const LONGEST_WAIT = 5_000

function answered<Answer>(asked: Promise<Answer>): Promise<Answer> {
  return new Promise((settled, failed) => {
    const timer = setTimeout(() => failed(new Error('the browser does not answer')), LONGEST_WAIT)
    asked.then(settled, failed).finally(() => clearTimeout(timer))
  })
}

/** Opened for each piece of work: the browser may have deleted it since, or another tab waits for it. */
function open(): Promise<IDBDatabase> {
  return new Promise((opened, failed) => {
    const asked = indexedDB.open(DATABASE, 1)
    asked.onupgradeneeded = () => {
      for (const shelf of SHELVES) asked.result.createObjectStore(shelf, { keyPath: 'code' })
    }
    asked.onsuccess = () => opened(asked.result)
    asked.onerror = () => failed(asked.error)
  })
}

/** The answer once all of it is on the disk. */
function onDisk<Answer>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  work: (shelves: IDBTransaction) => IDBRequest<Answer>,
): Promise<Answer> {
  return new Promise((settled, failed) => {
    const shelves = database.transaction(SHELVES, mode, { durability: 'strict' })
    const asked = work(shelves)
    shelves.oncomplete = () => {
      database.close()
      settled(asked.result)
    }
    shelves.onabort = () => {
      database.close()
      failed(shelves.error)
    }
  })
}
