/**
 * The little of PostgreSQL's frontend/backend protocol (version 3) that a bridge needs: cutting a byte stream into batches that end
 * with a Query, Sync or Flush, greeting a client, telling an error, and reading the transaction state of an answer.
 * Source: PostgreSQL 15 documentation, chapter 55.
 */

const READY_IDLE = frame('Z', Buffer.from('I'))

export type Batch =
  | { kind: 'startup' }
  | { kind: 'ssl' }
  | { kind: 'terminate' }
  | { kind: 'refused'; reason: string }
  | { kind: 'messages'; bytes: Uint8Array }

const SSL_REQUEST = 80877103
const GSS_REQUEST = 80877104
const COPY_FROM_STDIN = /^\s*copy\b.*\bfrom\s+stdin\b/is

/** Collects the frames of one connection. */
export class Frames {
  private pending: Buffer = Buffer.alloc(0)
  private collected: Buffer[] = []
  private hasStarted = false
  private isRefusing = false

  push(chunk: Uint8Array): Batch[] {
    this.pending = this.pending.length ? Buffer.concat([this.pending, chunk]) : Buffer.from(chunk)
    const batches: Batch[] = []
    for (;;) {
      const batch = this.hasStarted ? this.takeMessage() : this.takeStartup()
      if (batch === 'more') return batches
      if (batch !== 'collected') batches.push(batch)
    }
  }

  private takeStartup(): Batch | 'more' {
    if (this.pending.length < 8) return 'more'
    const length = this.pending.readInt32BE(0)
    if (this.pending.length < length) return 'more'
    const code = this.pending.readInt32BE(4)
    this.pending = this.pending.subarray(length)
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: 'ssl' }
    this.hasStarted = true
    return { kind: 'startup' }
  }

  private takeMessage(): Batch | 'more' | 'collected' {
    if (this.pending.length < 5) return 'more'
    const length = 1 + this.pending.readInt32BE(1)
    if (this.pending.length < length) return 'more'
    const message = this.pending.subarray(0, length)
    const type = String.fromCharCode(message[0] as number)
    this.pending = this.pending.subarray(length)
    if (type === 'X') return { kind: 'terminate' }
    if (COPY_FROM_STDIN.test(textOf(type, message))) this.isRefusing = true
    if (this.isRefusing) {
      // what belongs to a refused Parse is passed over up to its Sync, which is where the client awaits the answer
      if (type !== 'Q' && type !== 'S') return 'collected'
      this.isRefusing = false
      this.collected = []
      return { kind: 'refused', reason: 'COPY FROM STDIN is not available on the embedded database' }
    }
    this.collected.push(message)
    if (type !== 'Q' && type !== 'S' && type !== 'H') return 'collected'
    const bytes = Buffer.concat(this.collected)
    this.collected = []
    return { kind: 'messages', bytes }
  }
}

/** The SQL of a Query or Parse message, else nothing. */
function textOf(type: string, message: Buffer): string {
  if (type === 'Q') return message.toString('utf8', 5, message.length - 1)
  if (type !== 'P') return ''
  const begins = message.indexOf(0, 5) + 1
  return message.toString('utf8', begins, message.indexOf(0, begins))
}

/** What a server says to a client that has just connected; the process id is the holder's. */
export function greeting(processId: number): Uint8Array {
  const key = Buffer.alloc(8)
  key.writeInt32BE(processId, 0)
  const parameters = {
    server_version: '18.3',
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    standard_conforming_strings: 'on',
    integer_datetimes: 'on',
    DateStyle: 'ISO, MDY',
    TimeZone: 'GMT',
  }
  return Buffer.concat([
    frame('R', Buffer.alloc(4)),
    ...Object.entries(parameters).map(([name, value]) => frame('S', Buffer.from(`${name}\0${value}\0`))),
    frame('K', key),
    READY_IDLE,
  ])
}

export function errorResponse(code: string, message: string, transactionState: 'I' | 'E'): Uint8Array {
  const fields = Buffer.from(`SERROR\0VERROR\0C${code}\0M${message}\0\0`)
  return Buffer.concat([frame('E', fields), frame('Z', Buffer.from(transactionState))])
}

/** 'I' idle, 'T' in a transaction, 'E' in a failed one; undefined when the answer has no ReadyForQuery. */
export function lastTransactionState(answer: Uint8Array): string | undefined {
  let state: string | undefined
  for (const { type, body } of messages(answer)) if (type === 'Z') state = String.fromCharCode(body[0] as number)
  return state
}

/** The error with which an engine goes down: what it was doing is lost, and it answers nothing sensible until it is started again. */
export function findPanic(answer: Uint8Array): { code: string; message: string } | undefined {
  for (const { type, body } of messages(answer)) {
    if (type !== 'E') continue
    const fields = Object.fromEntries(
      body
        .toString('utf8')
        .split('\0')
        .filter(Boolean)
        .map((field) => [field[0], field.slice(1)]),
    )
    if (fields.V === 'PANIC') return { code: fields.C ?? 'XX000', message: fields.M ?? '' }
  }
  return undefined
}

/**
 * True when something was to be executed and the answer tells neither its completion nor an error. An exception inside PostGIS can end a
 * statement like that, and with the extended protocol it looks like the answer to an empty query: that one counts only where the query
 * was empty.
 */
export function lacksOutcome(batch: Uint8Array, answer: Uint8Array): boolean {
  let isExecuting = false
  let isEmpty = false
  for (const { type, body } of messages(batch)) {
    if (type === 'Q' || type === 'E') isExecuting = true
    if (type === 'Q') isEmpty = isBlank(body.toString('utf8', 0, body.length - 1))
    if (type === 'P')
      isEmpty = isBlank(body.toString('utf8', body.indexOf(0) + 1, body.indexOf(0, body.indexOf(0) + 1)))
  }
  if (!isExecuting) return false
  for (const { type } of messages(answer)) if ('CEs'.includes(type) || (type === 'I' && isEmpty)) return false
  return true
}

function isBlank(sql: string): boolean {
  return /^[\s;]*$/.test(sql)
}

function* messages(bytes: Uint8Array) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  while (at + 5 <= buffer.length) {
    const length = buffer.readInt32BE(at + 1)
    yield { type: String.fromCharCode(buffer[at] as number), body: buffer.subarray(at + 5, at + 1 + length) }
    at += 1 + length
  }
}

function frame(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type, 0)
  head.writeInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}
