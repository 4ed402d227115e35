import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import supertest from 'supertest'
import { afterEach, describe, expect, it } from 'vitest'
import { sendMails } from '../../jobs/work/mail.ts'
import { readConfig } from '../../server/config.ts'
import type { Person } from '../../server/contract/person.ts'
import { subjects } from '../../server/mail/message.ts'
import { sendMail } from '../../server/mail/send-mail.ts'
import { mailOutputs } from '../../server/outputs.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { bodyOf, headerOf, mailServer, reply, startSmtp } from '../support/smtp.ts'

const db = useDatabase()
const publicUrl = 'http://localhost:8080'
const started: { stop: () => Promise<void> }[] = []
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop()
  await db.within((trx) => trx('work').delete())
  await db.knex('account_notice').delete()
})
const startServer = async (given: Parameters<typeof startSmtp>[0] = {}) => {
  const smtp = await startSmtp(given)
  started.push(smtp)
  return smtp
}

/** The shipped app, by which an administrator invites; `isOn`: whether mail is set up. */
async function asAdministrator(isOn = true) {
  const mail = isOn ? mailServer(1) : undefined
  const app = supertest(makeApp({ database: db.database, config: { mail, publicUrl } }))
  const { cookie } = await addSignedIn(db, { roles: ['administrator'] })
  const inPartnership = (path: string) => `/api${path}?partnership=${db.partnership.slug}`
  const own = (request: supertest.Test) => request.set('Host', 'localhost').set('Cookie', cookie)
  return {
    get: (path: string) => own(app.get(inPartnership(path))),
    post: (path: string, body: object = {}) => own(app.post(inPartnership(path))).send(body),
  }
}
let people = 0
const somebody = () => ({
  name: 'Alexandra Quill',
  email: `quill-${++people}@clinic.example`,
  role: 'panel_member',
  isMailed: true,
})
const person = async (api: Awaited<ReturnType<typeof asAdministrator>>, email: string) =>
  (await api.get('/people').expect(200)).body.find((one: Person) => one.email === email) as Person

const logged: string[] = []
const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) })
const send = (port: number) => sendMails(db.knex, { server: mailServer(port), publicUrl, keyring: testKeyring() }, log)
const makeDue = () =>
  db.within((trx) =>
    trx('work')
      .where({ kind: 'mail' })
      .update({ due_at: trx.raw('now()') }),
  )
const mails = () => db.within((trx) => trx('work').where({ kind: 'mail' }).select('*').orderBy('place_in_queue'))

describe('an invitation by mail', () => {
  it('goes to its address once, says nothing of whom, where or what, and holds a link that works', async () => {
    const api = await asAdministrator()
    const smtp = await startServer()
    const invited = somebody()
    const { body } = await api.post('/people/invitations', invited).expect(201)
    expect(body).toMatchObject({ link: null, alreadySignsIn: false })
    expect((await person(api, invited.email)).mailState).toBe('waits')
    const kept = JSON.stringify(await mails())
    for (const secret of [invited.email, invited.name, publicUrl, 'invitation#']) expect(kept).not.toContain(secret)
    await Promise.all([send(smtp.port), send(smtp.port)])
    await send(smtp.port)

    expect(smtp.taken.map(({ to }) => to)).toEqual([[invited.email]])
    const [{ text }] = smtp.taken as { text: string }[] as [{ text: string }]
    const said = bodyOf(text)
    for (const secret of [invited.name, 'Quill', db.partnership.name, db.partnership.slug, 'panel', 'death'])
      expect(text).not.toContain(secret)
    expect(headerOf(text, 'Subject')).toBe('You are invited to Vigil')
    const token = said.match(/http:\/\/localhost:8080\/invitation#([\w-]+)/)?.[1]
    const seen = await api.post('/invitations/look', { token }).expect(200)
    expect(seen.body).toMatchObject({ name: invited.name })
    // what looks at links on the way (a filter of mail asks for the page, and runs it) uses nothing up
    await api.post('/invitations/look', { token }).expect(200)
    expect(await person(api, invited.email)).toMatchObject({ mailState: 'sent', mailProblem: null })
    expect(await db.withinAs({ purpose: 'send mail' }, (trx) => trx('mail_link').select('*'))).toEqual([])
    expect(
      await db.within((trx) => trx('audit_entry').where({ operation: 'mail: invitation' }).count({ n: '*' })),
    ).toEqual([{ n: 1 }])
    expect(logged.join()).not.toContain('clinic.example')
  })

  it('stands with every other mail in the table of outputs, and carries nothing', () => {
    expect(Object.keys(mailOutputs)).toEqual(Object.keys(subjects))
    for (const { carries } of Object.values(mailOutputs)) expect(carries).toEqual([])
  })

  it('is not asked for where no mail is set up: the link is handed over', async () => {
    const api = await asAdministrator(false)
    expect((await api.get('/people/mail').expect(200)).body).toEqual({ isOn: false })
    await api.post('/people/invitations', somebody()).expect(409)
    expect([await mails(), (await api.get('/people').expect(200)).body.length]).toEqual([[], 1])
    const { body } = await api.post('/people/invitations', { ...somebody(), isMailed: false }).expect(201)
    expect(body.link).toContain('/invitation#')
  })

  it('reads the same for an address that has an account and one that has none', async () => {
    const api = await asAdministrator()
    const smtp = await startServer()
    const { accountId } = await addSignedIn(db, { roles: ['panel_member'] })
    const { email: known } = await db.knex('account').where({ account_id: accountId }).first('email')
    await db.knex('membership').where({ account_id: accountId }).delete()
    for (const email of [known, somebody().email])
      await api.post('/people/invitations', { ...somebody(), email }).expect(201)
    await send(smtp.port)
    expect(smtp.taken).toHaveLength(2)
    const [one, other] = smtp.taken.map(({ text }) => bodyOf(text).replace(/#[\w-]+/, '#'))
    expect(one).toBe(other)
  })

  it('that was replaced before it went is not sent', async () => {
    const api = await asAdministrator()
    const smtp = await startServer()
    const { body } = await api.post('/people/invitations', somebody()).expect(201)
    await api.post(`/people/${body.accountId}/invitation`, { isMailed: true }).expect(201)
    await send(smtp.port)
    expect(smtp.taken).toHaveLength(1)
    expect((await mails()).map(({ state, result }) => [state, result.outcome])).toEqual([
      ['done', 'not needed'],
      ['done', 'sent'],
    ])
  })
})

describe('a mail server that', () => {
  const invite = async () => {
    const api = await asAdministrator()
    const invited = somebody()
    await api.post('/people/invitations', invited).expect(201)
    return { api, email: invited.email }
  }

  it('greylists (451) gets the same message later, with the same Message-ID, and others are sent meanwhile', async () => {
    const { api, email } = await invite()
    const other = somebody()
    await api.post('/people/invitations', other).expect(201)
    let tries = 0
    const smtp = await startServer({
      onRcptTo: ({ address }, _session, done) => done(address === email && tries++ === 0 ? reply(451) : null),
    })
    await send(smtp.port)
    expect(smtp.taken.map(({ to }) => to)).toEqual([[other.email]])
    expect((await person(api, email)).mailState).toBe('waits')
    await send(smtp.port)
    expect([tries, smtp.taken.length]).toEqual([1, 1]) // not due yet
    await makeDue()
    await send(smtp.port)
    expect(smtp.taken.map(({ to }) => to)).toEqual([[other.email], [email]])
    expect((await person(api, email)).mailState).toBe('sent')
  })

  it('knows no such address (550) is not asked again, and the administrator is told what to do', async () => {
    const { api, email } = await invite()
    const smtp = await startServer({ onRcptTo: (_address, _session, done) => done(reply(550)) })
    await send(smtp.port)
    expect(await person(api, email)).toMatchObject({
      mailState: 'not delivered',
      mailProblem: expect.stringContaining('hand it over'),
    })
    expect(await db.withinAs({ purpose: 'send mail' }, (trx) => trx('mail_link').select('*'))).toEqual([])
  })

  it('took the message and was not heard any more is given it again under the same Message-ID', async () => {
    await invite()
    const texts: string[] = []
    const smtp = await startServer({
      onData(stream, _session, done) {
        const parts: Buffer[] = []
        stream.on('data', (part) => parts.push(part))
        stream.on('end', async () => {
          texts.push(Buffer.concat(parts).toString())
          // as if the process had been killed before it could write down that the message was taken
          if (texts.length === 1)
            await db.within((trx) =>
              trx('work')
                .where({ kind: 'mail' })
                .update({ attempts: 2, lease_until: trx.raw("now() - interval '1 second'") }),
            )
          done()
        })
      },
    })
    await send(smtp.port)
    await send(smtp.port)
    expect(texts).toHaveLength(2)
    expect(headerOf(texts[0] as string, 'Message-ID')).toMatch(/^<[0-9a-f-]{36}@localhost>$/)
    expect(headerOf(texts[1] as string, 'Message-ID')).toBe(headerOf(texts[0] as string, 'Message-ID'))
    expect((await mails()).map(({ state }) => state)).toEqual(['done'])
  })

  const message = { to: 'quill@clinic.example', subject: 'One', text: 'Two', messageId: '<1@vigil.example.org>' }
  const trouble = (given: Promise<void>) =>
    given.then(
      () => 'sent',
      (error: Error) => `${error.name}: ${error.message}`,
    )
  /** What answers like no mail server should. */
  const startRaw = async (onConnection: Parameters<typeof createServer>[1]) => {
    const server: Server = createServer(onConnection as never)
    await new Promise<void>((listening) => server.listen(0, listening))
    started.push({ stop: () => new Promise((closed) => void server.close(() => closed())) })
    return (server.address() as { port: number }).port
  }

  it('hangs, drops, is not there or answers a letter at a time is given up in time, and nothing is said of the address', async () => {
    const silent = await startRaw(() => undefined)
    const slow = await startRaw((socket: Socket) => {
      const drip = setInterval(() => socket.write('2'), 50)
      socket.on('close', () => clearInterval(drip)).on('error', () => undefined)
    })
    // goes away in the middle of the message
    const drops = await startRaw((socket: Socket) => {
      socket.on('error', () => undefined).write('220 here\r\n')
      socket.on('data', (part) => {
        if (part.toString().startsWith('DATA')) socket.write('354 go on\r\n')
        else if (part.toString().includes('Message-ID')) socket.destroy()
        else socket.write('250 yes\r\n')
      })
    })
    const mute = await startRaw((socket: Socket) => {
      socket.on('error', () => undefined).write('220 here\r\n')
      socket.on('data', (part) => {
        if (part.toString().startsWith('EHLO')) socket.write('250-yes\r\n250 STARTTLS\r\n')
        else if (part.toString().startsWith('STARTTLS')) socket.write('220 begin\r\n')
      })
    })
    const begun = performance.now()
    const said = [
      await trouble(sendMail(mailServer(silent), message, 700)),
      await trouble(sendMail(mailServer(slow), message, 700)),
      await trouble(sendMail(mailServer(drops), message, 700)),
      await trouble(sendMail(mailServer(1), message, 700)),
      // begins with TLS and says no more
      await trouble(sendMail(mailServer(mute, { host: '127.0.0.2', isLocal: false }), message, 700)),
    ]
    for (const sentence of said) expect(sentence).toMatch(/^MailServerTrouble: [A-Za-z0-9 ]+$/)
    expect(performance.now() - begun).toBeLessThan(15_000)
  })

  it('has no STARTTLS, a certificate of nobody’s, or takes no sign-in gets no message', async () => {
    const elsewhere = { host: '127.0.0.2', isLocal: false }
    const plain = await startServer({ disabledCommands: ['STARTTLS'] })
    const selfSigned = await startServer({ hideSTARTTLS: false })
    const locked = await startServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(reply(535)),
    })
    expect(await trouble(sendMail(mailServer(plain.port, elsewhere), message))).toMatch(/^MailServerTrouble: ETLS/)
    expect(await trouble(sendMail(mailServer(selfSigned.port, elsewhere), message))).toMatch(
      /^MailServerTrouble: ESOCKET/,
    )
    expect(await trouble(sendMail(mailServer(locked.port, { user: 'vigil', password: 'wrong' }), message))).toBe(
      'MailServerTrouble: EAUTH 535',
    )
    expect([plain.taken, selfSigned.taken, locked.taken]).toEqual([[], [], []])
  })
  it('has the certificate of the organisation’s own authority is believed once that is named', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'vigil-certificate-'))
    const file = (name: string) => join(directory, name)
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=DNS:localhost',
        '-keyout',
        file('key'),
        '-out',
        file('certificate'),
      ],
      { stdio: 'ignore' },
    )
    const [key, cert] = [readFileSync(file('key'), 'utf8'), readFileSync(file('certificate'), 'utf8')]
    const smtp = await startServer({ hideSTARTTLS: false, key, cert })
    const given = { host: 'localhost', isLocal: false }
    expect(await trouble(sendMail(mailServer(smtp.port, given), message))).toMatch(/^MailServerTrouble: /)
    await sendMail(mailServer(smtp.port, { ...given, certificateAuthority: cert }), message)
    expect(smtp.taken).toHaveLength(1)
  })

  it('is down for a while loses nothing: every mail goes once when it is back, whoever sends them and however many there are', async () => {
    const many = 120
    const tag = db.partnership.slug
    await db.knex.raw(
      `with made as (
         insert into account (email, name) select :tag || '-' || number || '@clinic.example', 'Somebody' from generate_series(1, :many) number
         returning account_id),
       joined as (
         insert into membership (partnership_id, account_id, roles, accepted_at)
         select :partnershipId::uuid, account_id, '{panel_member}', now() from made returning account_id)
       insert into account_notice (account_id, happened_in, kind, by_user)
       select account_id, :partnershipId::uuid, 'codes_locked', 'somebody' from made`,
      { many, tag, partnershipId: db.partnership.partnershipId },
    )
    await send(1)
    // the rest is not tried at a server that is away
    expect(
      (await mails())
        .map(({ attempts, state }) => `${state} ${attempts}`)
        .sort()
        .slice(-2),
    ).toEqual(['asked 0', 'asked 1'])
    await makeDue()
    const smtp = await startServer()
    await Promise.all([send(smtp.port), send(smtp.port)])
    expect(new Set(smtp.taken.map(({ to }) => to[0])).size).toBe(many)
    expect(smtp.taken).toHaveLength(many)
    expect((await mails()).every(({ state }) => state === 'done')).toBe(true)
  })
})

describe('an address or a sender', () => {
  it.each(['quïll@clinic.example', 'a@b.example, c@d.example', 'quill@clinic.example>'])(
    'that is none is written to nobody: %j',
    async (email) => {
      const api = await asAdministrator()
      const smtp = await startServer()
      const { body } = await api.post('/people/invitations', somebody()).expect(201)
      await db.knex('account').where({ account_id: body.accountId }).update({ email })
      await send(smtp.port)
      expect(smtp.taken).toEqual([])
      expect((await mails()).map(({ state, failure }) => [state, failure])).toEqual([
        ['failed', expect.stringContaining('written rightly')],
      ])
    },
  )

  it('with a line break is kept by no account, and reaches nobody else', async () => {
    const { accountId } = await addSignedIn(db, { roles: ['panel_member'] })
    const email = 'quill@clinic.example\r\nBcc: all@clinic.example'
    await expect(db.knex('account').where({ account_id: accountId }).update({ email })).rejects.toThrow(
      'account_email_check',
    )
    const smtp = await startServer()
    const hidden = { subject: 'One\r\nBcc: all@clinic.example', text: 'Two', messageId: '<1@localhost>' }
    await sendMail(mailServer(smtp.port), { ...hidden, to: email }).catch(() => undefined)
    await sendMail(mailServer(smtp.port), { ...hidden, to: 'quill@clinic.example' })
    expect(smtp.taken.flatMap(({ to }) => to)).not.toContain('all@clinic.example')
    for (const { text } of smtp.taken) expect(headerOf(text, 'Bcc')).toBeUndefined()
  })

  it('of the environment is one address, and a mail server needs it and the address of the site', () => {
    const given = {
      VIGIL_SMTP_URL: 'smtp://vigil:p%40ss@mail.example.org',
      VIGIL_MAIL_FROM: 'Vigil <vigil@example.org>',
      VIGIL_PUBLIC_URL: 'https://vigil.example.org',
    }
    expect(readConfig(given).mail).toMatchObject({
      host: 'mail.example.org',
      port: 587,
      user: 'vigil',
      password: 'p@ss',
      isLocal: false,
      isTlsFromStart: false,
    })
    expect(readConfig({ ...given, VIGIL_SMTP_URL: 'smtps://localhost' }).mail).toMatchObject({
      port: 465,
      isLocal: true,
      isTlsFromStart: true,
    })
    expect(readConfig({}).mail).toBeUndefined()
    for (const wrong of [
      { ...given, VIGIL_MAIL_FROM: 'Vigil <vigil@example.org>\r\nBcc: all@example.org' },
      { ...given, VIGIL_MAIL_FROM: undefined },
      { ...given, VIGIL_PUBLIC_URL: undefined },
      { ...given, VIGIL_SMTP_URL: 'http://mail.example.org' },
    ]) {
      expect(() => readConfig(wrong)).toThrow(/VIGIL_/)
      expect(() => readConfig(wrong)).not.toThrow(/p%40ss/)
    }
  })
})

describe('a notice of how somebody signs in', () => {
  it('is told by mail that says only that there is one, once an hour at most, and not once it was seen', async () => {
    const api = await asAdministrator()
    const smtp = await startServer()
    const { accountId } = await addSignedIn(db, { roles: ['panel_member'] })
    const notify = () =>
      db.knex('account_notice').insert({
        account_id: accountId,
        happened_in: db.partnership.partnershipId,
        kind: 'codes_locked',
        by_user: 'somebody',
      })
    await notify()
    await notify()
    await send(smtp.port)
    await send(smtp.port)
    expect(smtp.taken).toHaveLength(1)
    const [{ text }] = smtp.taken as { text: string }[] as [{ text: string }]
    expect(bodyOf(text)).toContain(`${publicUrl}/sign-in`)
    for (const secret of ['somebody\n', 'code', db.partnership.name, 'Test']) expect(bodyOf(text)).not.toContain(secret)
    // an attacker who makes it happen again fills no mailbox
    await notify()
    await send(smtp.port)
    expect(smtp.taken).toHaveLength(1)
    await db
      .knex('account_notice')
      .whereNotNull('mailed_at')
      .update({ mailed_at: db.knex.raw("now() - interval '2 hours'") })
    await send(smtp.port)
    expect(smtp.taken).toHaveLength(2)
    await db.knex('account_notice').update({ mailed_at: null, seen_at: db.knex.fn.now() })
    await send(smtp.port)
    expect(smtp.taken).toHaveLength(2)
    expect(
      (await api.get('/people').expect(200)).body.find((one: Person) => one.accountId === accountId),
    ).toMatchObject({ mailState: 'sent' })
  })
})
