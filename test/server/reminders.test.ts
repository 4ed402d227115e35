import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { sendMails } from '../../jobs/work/mail.ts'
import { remindOn } from '../../server/naloxone/reminders/store.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { bodyOf, headerOf, mailServer, startSmtp } from '../support/smtp.ts'

const db = useDatabase()
const publicUrl = 'http://localhost:8080'
const log = pino({ level: 'silent' })
const started: { stop: () => Promise<void> }[] = []
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop()
  await db.within((trx) => trx('work').delete())
  await db.knex('expiry_reminder').delete()
  await db.knex('stock_reminder').delete()
})
const startServer = async () => {
  const smtp = await startSmtp({})
  started.push(smtp)
  return smtp
}
const send = (port: number) => sendMails(db.knex, { server: mailServer(port), publicUrl, keyring: testKeyring() }, log)
const waiting = () => db.knex('expiry_reminder').select('*')
/** As if its month had come. */
const makeDue = () => db.knex('expiry_reminder').update({ remind_on: '2020-01-01' })

const coordinator = useApi(db, { role: 'naloxone_coordinator' })
const panel = useApi(db, { role: 'panel_coordinator' })
let people = 0
const person = (given: object = {}) => ({
  email: `somebody-${++people}@canary.example`,
  expiresOn: '09/2027',
  hasAgreed: true,
  ...given,
})
const ask = async (given: object = {}) => {
  const asked = person(given)
  await coordinator.post('/api/naloxone/reminders', asked).expect(201)
  return asked
}
const stop = (by: object) => coordinator.post('/api/naloxone/reminders/stop', by).expect(200)
const recordDeath = async (identity: object) => {
  const { body } = await panel.post('/api/deaths', { status: 'notified', eventDay: '2026-03-01' }).expect(201)
  await panel.put(`/api/deaths/${body.deathId}/identity`, identity).expect(200)
}

describe('a reminder before a kit expires', () => {
  it('goes to its address once, says nothing of what it is about, and nothing of it is left', async () => {
    const smtp = await startServer()
    const { email } = await ask({ code: 'CANARY-17', nhsNumber: '943 476 5919' })
    await send(smtp.port)
    expect(smtp.taken).toEqual([])
    await makeDue()
    await Promise.all([send(smtp.port), send(smtp.port)])
    await send(smtp.port)

    expect(smtp.taken.map(({ to }) => to)).toEqual([[email]])
    const [{ text }] = smtp.taken as { text: string }[] as [{ text: string }]
    expect(headerOf(text, 'Subject')).toBe('The reminder you asked for')
    expect(bodyOf(text).match(/http\S+/g)).toEqual([`${publicUrl}/${db.partnership.slug}/public/reminder`])
    expect(text).not.toMatch(/naloxone|kit|drug|overdose|expir/i)
    expect(await waiting()).toEqual([])
    const left = [
      await db.within((trx) => trx('work').select('*')),
      await db.within((trx) => trx('audit_entry').select('*')),
    ]
    expect(JSON.stringify(left)).not.toMatch(/canary/i)
  })

  it('is kept as nothing that can be read, and shown as how many wait for a month', async () => {
    await ask({
      code: 'CANARY-17',
      nhsNumber: '9434765919',
      name: { given: 'Zoë', family: 'Canary' },
      dateOfBirth: '1987-06-05',
    })
    await ask()
    const kept = (await waiting()).map((row) =>
      JSON.stringify(
        Object.values(row)
          .flat()
          .map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : value)),
      ),
    )
    expect(kept.join()).not.toMatch(/canary|943476|1987/i)
    const { text, body } = await coordinator.get('/api/naloxone/reminders').expect(200)
    expect(body).toEqual({ isMailOn: false, months: [{ remindOn: '2027-09-01', waiting: 2 }] })
    expect(text).not.toMatch(/canary/i)
    const sizes = (await waiting()).map(({ sealed }) => sealed.length)
    expect(new Set(sizes).size).toBe(1)
  })

  it('asked for twice is one, needs a yes, and refuses a kit that is out of date', async () => {
    const asked = person({ code: 'AB1' })
    for (const _ of [1, 2]) await coordinator.post('/api/naloxone/reminders', asked).expect(201)
    expect(await waiting()).toHaveLength(1)
    for (const wrong of [
      { hasAgreed: false },
      { expiresOn: '2020-01' },
      { expiresOn: 'soon' },
      { email: 'nobody' },
      { dateOfBirth: '1987-06-05' },
    ])
      await coordinator.post('/api/naloxone/reminders', person(wrong)).expect(422)
    await panel.as('police').post('/api/naloxone/reminders', person()).expect(201)
    await panel.as('commissioner').post('/api/naloxone/reminders', person()).expect(403)
  })

  it('is sent on the first of a month, four weeks before at least', () => {
    expect(remindOn('2027-09-30')).toBe('2027-09-01')
    expect(remindOn('2027-09-28')).toBe('2027-08-01')
    expect(remindOn('2028-02-29')).toBe('2028-02-01')
    expect(remindOn('2027-01-15')).toBe('2026-12-01')
  })
})

describe('somebody who asks what is held of them', () => {
  it('is told of a reminder that waits, and has it erased', async () => {
    const { email } = await ask()
    const request = async (kind: string) =>
      (
        await panel
          .post('/api/subject-requests', { kind, reference: `R${++people}`, receivedOn: '2026-03-01' })
          .expect(201)
      ).body.requestId
    const exported = await panel
      .post('/api/subject-requests/export', { requestId: await request('export'), sought: { email } })
      .expect(200)
    expect(exported.text).toContain('Mail is to be sent before a kit expires (1)')
    await panel
      .post('/api/subject-requests/erase', { requestId: await request('erase'), sought: { email } })
      .expect(200)
    expect(await waiting()).toEqual([])
  })
})

// docs/domain.md, acceptance check 16
describe('marking a death stops reminders to that person at once', () => {
  const zoe = { name: { given: 'Zoë May', family: 'O’Canary' }, dateOfBirth: '1987-06-05' }
  const written = { name: { given: 'ZOE', family: 'ocanary' }, dateOfBirth: '1987-06-05' }

  it.each([
    ['NHS number', { nhsNumber: '943 476 5919' }, { nhsNumber: '9434765919' }],
    ['name and date of birth, however they are written', written, zoe],
    ['another name', written, { otherNames: [zoe.name], dateOfBirth: zoe.dateOfBirth }],
  ])('by %s', async (_, asked, identity) => {
    const other = await ask({ code: 'AB2' })
    const { email } = await ask(asked)
    await ask({ email, code: 'their family, by now' })
    await makeDue()
    // asked for as work already: what stands in the queue is not sent either
    await send(1).catch(() => undefined)
    await db.within((trx) =>
      trx('work')
        .where({ kind: 'mail' })
        .update({ state: 'asked', due_at: trx.raw('now()') }),
    )
    await recordDeath(identity)
    expect(await waiting()).toHaveLength(1)
    const smtp = await startServer()
    await send(smtp.port)
    expect(smtp.taken.map(({ to }) => to)).toEqual([[other.email]])
  })

  it('also where the death was known before the reminder was asked for', async () => {
    await recordDeath({ nhsNumber: '9434765919' })
    await ask({ nhsNumber: '9434765919' })
    await makeDue()
    const smtp = await startServer()
    await send(smtp.port)
    expect([smtp.taken, await waiting()]).toEqual([[], []])
  })

  it('from the first notice on, which nobody has accepted yet, whoever sends it', async () => {
    const other = await ask({ code: 'AB2' })
    await ask({ nhsNumber: '943 476 5919' })
    await panel
      .as('police')
      .post('/api/notices', { sentBy: 'police', eventDay: '2026-03-14', identity: { nhsNumber: '9434765919' } })
      .expect(201)
    expect(await waiting()).toHaveLength(1)
    await makeDue()
    const smtp = await startServer()
    await send(smtp.port)
    expect(smtp.taken.map(({ to }) => to)).toEqual([[other.email]])
  })

  it('and of the next of kin stops nothing', async () => {
    const kin = { name: zoe.name, relationship: 'parent', dateOfBirth: zoe.dateOfBirth, nhsNumber: '9434765919' }
    await ask({ nhsNumber: '9434765919' })
    await recordDeath({ nextOfKin: [kin] })
    expect(await waiting()).toHaveLength(1)
  })

  it('by the code of a service, by whoever supplies, and does not say whether there were any', async () => {
    const { email } = await ask({ code: 'AB12' })
    await ask({ code: 'AB13' })
    const found = await stop({ code: ' ab12 ' })
    const none = await stop({ code: 'ZZ99' })
    expect([found.body, await waiting()]).toEqual([none.body, [expect.anything()]])
    await stop({ email: email.toUpperCase() })
    await stop({ nhsNumber: '9434765919' })
    await coordinator.post('/api/naloxone/reminders/stop', {}).expect(422)
  })

  it('sends nothing where keys differ, so that it is not known who has died', async () => {
    await recordDeath({ nhsNumber: '9434765919' })
    await ask({ nhsNumber: '4010232137' })
    await makeDue()
    await db.knex('expiry_reminder').update({ blind_key_id: 'another' })
    const smtp = await startServer()
    await send(smtp.port)
    expect([smtp.taken, await waiting()]).toEqual([[], [expect.anything()]])
  })
})

describe('who looks after stock', () => {
  it('is told once a month that there is something to look at, where kits expire soon and they asked', async () => {
    const { email, accountId } = await addSignedIn(db, { roles: ['naloxone_coordinator'] })
    const holder = async (expiresOn: string) => {
      const { body: batch } = await coordinator
        .post('/api/naloxone/batches', { productCode: 'prenoxad', batchNumber: `R${++people}`, expiresOn })
        .expect(201)
      const { body } = await coordinator
        .post('/api/stock/holders', { kind: 'site', name: `Site ${people}` })
        .expect(201)
      await coordinator
        .post('/api/stock/movements', {
          kind: 'receive',
          toHolderId: body.holderId,
          occurredOn: '2026-03-01',
          lines: [{ batchId: batch.batchId, kits: 3 }],
        })
        .expect(201)
      return body.holderId as string
    }
    const soon = await holder(inDays(20))
    const late = await holder(inDays(400))
    const remind = (holderId: string) =>
      db.within((trx) =>
        trx('stock_reminder').insert({
          partnership_id: db.partnership.partnershipId,
          holder_id: holderId,
          account_id: accountId,
        }),
      )
    const smtp = await startServer()
    await remind(late)
    await send(smtp.port)
    expect(smtp.taken).toEqual([])
    await remind(soon)
    await send(smtp.port)
    await db.within((trx) => trx('stock_reminder').update({ looked_on: '2020-01-01' }))
    await send(smtp.port)
    expect(smtp.taken.map(({ to }) => to)).toEqual([[email]])
    const [{ text }] = smtp.taken as { text: string }[] as [{ text: string }]
    expect(bodyOf(text).match(/http\S+/g)).toEqual([`${publicUrl}/sign-in`])
    expect(text).not.toMatch(/naloxone|kit|site|expir/i)
  })

  it('says so, and no longer, each for themselves', async () => {
    const { body } = await coordinator.post('/api/stock/holders', { kind: 'site', name: 'Harbour' }).expect(201)
    const path = `/api/stock/holders/${body.holderId}/reminder`
    expect((await coordinator.put(path, { isOn: true }).expect(200)).body.isOn).toBe(true)
    await coordinator.put(path, { isOn: true }).expect(200)
    expect((await coordinator.get(path).expect(200)).body.isOn).toBe(true)
    expect((await coordinator.put(path, { isOn: false }).expect(200)).body.isOn).toBe(false)
    await coordinator
      .put('/api/stock/holders/00000000-0000-4000-8000-000000000000/reminder', { isOn: true })
      .expect(404)
    await panel.as('stock_holder').get(path).expect(404)
  })
})

function inDays(days: number) {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}
