import { expect, it } from 'vitest'
import { keepDocument, readDocument, removeDocument, removeExpiredDocuments } from '../../server/documents/store.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'

const db = useDatabase()
const keyring = testKeyring()
const CANARY = 'Wilhelmina Canarybird'
const keep = (given: { userId: string; beginning?: string | null }) =>
  db.withinAs({ userId: given.userId, purpose: 'import:write' }, (trx) =>
    keepDocument(trx, keyring, {
      kind: 'import_file',
      name: 'deaths.csv',
      text: CANARY,
      beginning: given.beginning ?? null,
    }),
  )
const read = (documentId: string, given: { userId: string; purpose?: string; part?: 'whole' | 'beginning' }) =>
  db.withinAs({ userId: given.userId, purpose: given.purpose ?? 'import:write' }, (trx) =>
    readDocument(trx, keyring, documentId, given.part ?? 'whole'),
  )

it('is read by whoever brought it, for what it was brought for, and by nobody else', async () => {
  const { documentId } = await keep({ userId: 'bringer' })
  expect(await read(documentId, { userId: 'bringer' })).toEqual({ name: 'deaths.csv', text: CANARY })
  expect(await read(documentId, { userId: 'bringer', purpose: 'import:read' })).toEqual({
    name: 'deaths.csv',
    text: CANARY,
  })
  expect(await read(documentId, { userId: 'somebody else' })).toBeUndefined()
  expect(await read(documentId, { userId: 'bringer', purpose: 'death:read' })).toBeUndefined()
})

it('stands sealed in the database, and gives its beginning where it has one', async () => {
  const { documentId } = await keep({ userId: 'bringer', beginning: 'the first rows' })
  const [row] = await db.withinAs({ userId: 'bringer', purpose: 'import:write' }, (trx) => trx('document').select('*'))
  expect(Buffer.from(row.sealed).includes(CANARY)).toBe(false)
  expect(JSON.stringify(row)).not.toContain(CANARY)
  expect((await read(documentId, { userId: 'bringer', part: 'beginning' }))?.text).toBe('the first rows')
  expect((await read(documentId, { userId: 'bringer' }))?.text).toBe(CANARY)
})

it('goes when it is no longer wanted, and after a day at the latest', async () => {
  const [first, second] = [await keep({ userId: 'bringer' }), await keep({ userId: 'bringer' })]
  const asBringer = { userId: 'bringer', purpose: 'import:write' }
  await db.withinAs(asBringer, (trx) => removeDocument(trx, first.documentId))
  expect(await read(first.documentId, { userId: 'bringer' })).toBeUndefined()
  const asClock = { userId: 'timetable', purpose: 'carry out the retention schedule' }
  expect(await db.withinAs(asClock, removeExpiredDocuments)).toBe(0)
  await db.knex('document').update({
    added_at: db.knex.raw("added_at - interval '25 hours'"),
    expires_at: db.knex.raw("expires_at - interval '25 hours'"),
  })
  // also before the clock has looked
  expect(await read(second.documentId, { userId: 'bringer' })).toBeUndefined()
  expect(await db.withinAs(asClock, removeExpiredDocuments)).toBe(1)
})

it('cannot be kept for longer', async () => {
  await keep({ userId: 'bringer' })
  const longer = db.knex('document').update({ expires_at: db.knex.raw("added_at + interval '25 hours'") })
  await expect(longer).rejects.toThrow('document_check')
})
