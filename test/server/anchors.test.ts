import { generateKeyPairSync, sign } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import supertest from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { anchorChain, renewAnchors, startAnchors } from '../../server/audit/anchor.ts'
import { listAnchorFiles } from '../../server/audit/anchor-file.ts'
import { appendAudit, readChainHead } from '../../server/audit/store.ts'
import { verifyAudit } from '../../server/audit/verify-chain.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import type { Route } from '../../server/http/route.ts'
import { addInvitation } from '../../server/office/people/invitations.ts'
import { addSignedIn, makeApp, tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { sampleOf, whoMay } from '../support/requests.ts'

const db = useDatabase()
const log = pino({ level: 'silent' })
const homes: string[] = []
let home = ''
const newHome = () => {
  const made = mkdtempSync(join(tmpdir(), 'vigil-anchors-'))
  homes.push(made)
  return made
}
beforeEach(() => {
  home = newHome()
})
afterEach(() => {
  for (const made of homes.splice(0)) rmSync(made, { recursive: true, force: true })
})

const addEntry = (operation = 'test') =>
  db.within((trx) => appendAudit(trx, { action: 'read', operation, recordId: null, fields: [], records: 0 }))
const anchor = (at = home) => anchorChain(db.knex, at, db.partnership)
async function addAnchors(count: number, at = home) {
  for (let i = 0; i < count; i++) {
    await addEntry()
    await anchor(at)
  }
}
const verify = (partnerships: Partnership[] = [db.partnership], now = new Date(), at = home) =>
  verifyAudit(db.knex, partnerships, at, now)
const faults = async (...given: Parameters<typeof verify>) => (await verify(...given)).flatMap((each) => each.faults)
const notes = async () => (await verify()).flatMap((each) => each.notes)
const tamper = (sql: string) => db.knex.raw(sql, { partnershipId: db.partnership.partnershipId })
const file = (at = home) => listAnchorFiles(at)[0] ?? ''
const lines = () => readFileSync(file(), 'utf8').trimEnd().split('\n')
const write = (kept: string[]) => writeFileSync(file(), `${kept.join('\n')}\n`)
const hours = (count: number) => new Date(Date.now() + count * 3_600_000)
const keyFile = () => join(home, 'audit', 'anchor-key.pem')

/** As Vigil wrote them before they were numbered. */
async function addOldAnchors(count: number) {
  mkdirSync(join(home, 'audit'), { recursive: true })
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(keyFile(), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  for (let i = 0; i < count; i++) {
    await addEntry()
    const head = await db.within(readChainHead)
    const unsigned = { partnership: db.partnership.slug, ...head, anchoredAt: new Date().toISOString() }
    const signature = sign(null, Buffer.from(JSON.stringify(unsigned)), privateKey).toString('base64')
    appendFileSync(
      join(home, 'audit', `${db.partnership.slug}.jsonl`),
      `${JSON.stringify({ ...unsigned, signature })}\n`,
    )
  }
}

describe('the anchors of an audit', () => {
  it('are numbered and chained in a file of the node, named in it with the partnership’s id, and the whole is whole', async () => {
    await addAnchors(3)
    const [first, , last] = lines().map((line) => JSON.parse(line))
    expect([first.number, last.number, last.partnershipId]).toEqual([1, 3, db.partnership.partnershipId])
    expect(file()).toContain(`${db.partnership.partnershipId}.${first.node}.jsonl`)
    expect(await verify()).toMatchObject([{ entries: 3, anchors: 3, faults: [], notes: [] }])
  })

  it('are not added to where nothing has been written since', async () => {
    await addAnchors(1)
    await anchor()
    expect(lines()).toHaveLength(1)
  })

  it('stay in their order when many processes of a node write at once', async () => {
    await addAnchors(1)
    await Promise.all(
      Array.from({ length: 12 }, async () => {
        await addEntry()
        await anchor()
      }),
    )
    expect(lines().length).toBeGreaterThan(1)
    expect(await faults()).toEqual([])
  })

  it.each([
    ['the file is removed', () => rmSync(file()), /^the 4 anchors of node [0-9a-f]{16} are not here$/],
    ['the file is emptied', () => writeFileSync(file(), ''), /: it is empty$/],
    [
      'lines are removed from the middle',
      () => write(lines().filter((_, i) => i !== 1)),
      /, line 2: anchor 2 before it is missing$/,
    ],
    [
      'lines are removed from the beginning',
      () => write(lines().slice(2)),
      /, line 1: anchors 1 to 2 before it are missing$/,
    ],
    [
      'lines are removed from the end',
      () => write(lines().slice(0, 2)),
      /^the last 2 of the 4 anchors of node [0-9a-f]{16} are not here$/,
    ],
    ['lines are swapped', () => write([0, 2, 1, 3].map((i) => lines()[i] ?? '')), /, line 3: it is not in its place$/],
    ['a line is altered', () => write(lines().map((line) => line.replace('"length":2', '"length":1'))), /, line 2: /],
    ['the key is removed', () => rmSync(keyFile()), /^it is not there, though there are anchors$/],
    [
      'the directory is removed',
      () => rmSync(join(home, 'audit'), { recursive: true }),
      /^the 4 anchors of node [0-9a-f]{16} are not here$/,
    ],
    [
      'the file is put under another partnership’s name',
      () => renameSync(file(), file().replace(db.partnership.partnershipId, '00000000-0000-4000-8000-000000000000')),
      /^it belongs to no partnership of this database$/,
    ],
  ])('are not whole when %s', async (_what, attack, fault) => {
    await addAnchors(4)
    expect(await faults()).toEqual([])
    attack()
    expect(await faults()).toContainEqual(expect.stringMatching(fault))
  })

  it('are not whole when the node of a file is replaced, which takes its key', async () => {
    await addAnchors(2)
    const other = newHome()
    rmSync(join(home, 'audit'), { recursive: true })
    await addAnchors(1, other)
    mkdirSync(join(home, 'audit'))
    copyFileSync(file(other), join(home, 'audit', file(other).split('/').at(-1) ?? ''))
    copyFileSync(join(other, 'audit', 'anchor-key.pem'), keyFile())
    expect(await faults()).toContainEqual(expect.stringMatching(/^the 2 anchors of node [0-9a-f]{16} are not here$/))
  })

  it.each([
    ['a directory', mkdirSync],
    ['a link to nothing', (at: string) => symlinkSync('nowhere', at)],
  ])('are checked all the same where %s stands among their files, and the fault is named', async (_, damage) => {
    await addAnchors(1)
    damage(join(home, 'audit', `${db.partnership.slug}.jsonl`))
    expect(await verify()).toMatchObject([
      { anchors: 1, faults: [`${db.partnership.slug}.jsonl: it is no file that can be read`] },
    ])
  })

  it('are checked all the same where the key of the node is none any more', async () => {
    await addAnchors(2)
    writeFileSync(keyFile(), 'no key')
    expect(await verify()).toMatchObject([
      { anchors: 2, faults: [] },
      { partnership: 'anchor key', faults: ['it is no key'] },
    ])
  })

  it('are added to after a line longer than many anchors, which stays named until it is sealed', async () => {
    await addAnchors(2)
    appendFileSync(file(), `${'x'.repeat(200_000)}\n`)
    expect(await faults()).toEqual([expect.stringMatching(/line 3: it is torn/)])
    await addAnchors(1)
    expect(await faults()).toEqual([])
  })

  it('go on past a gap for good where lines were taken off the end, so that it stays seen', async () => {
    await addAnchors(4)
    write(lines().slice(0, 2))
    await addAnchors(1)
    expect(await faults()).toContainEqual(expect.stringMatching(/, line 3: anchors 3 to 4 before it are missing$/))
  })

  it('are found by the partnership’s id when its slug has been changed', async () => {
    await addAnchors(2)
    const renamed = { ...db.partnership, slug: 'another' }
    expect(await faults([renamed])).toEqual([])
    await tamper("update audit_entry set user_id = 'x' where partnership_id = :partnershipId and entry = 2")
    expect(await faults([renamed])).toContain('entry 2: it was altered')
  })

  it('find no partnership when its row was deleted', async () => {
    await addAnchors(2)
    expect(await verify([])).toMatchObject([{ anchors: 2, faults: ['it belongs to no partnership of this database'] }])
  })

  it('are not what is in the database when the chain was deleted, or written anew from its beginning', async () => {
    await addAnchors(3)
    await tamper('delete from audit_entry where partnership_id = :partnershipId')
    await tamper('delete from audit_head where partnership_id = :partnershipId')
    expect(await faults()).toContain('it has no entry, so that there was nothing to check')
    for (let i = 0; i < 5; i++) await addEntry()
    expect(await faults()).toContainEqual(expect.stringMatching(/^entry 3: it is not what was anchored on/))
  })

  it('are forgotten by the database for no file to see', async () => {
    await addAnchors(3)
    await tamper('delete from audit_anchor where partnership_id = :partnershipId')
    expect(await faults()).toContainEqual(expect.stringMatching(/^the database remembers no anchor of node/))
  })

  it('are missed after a day, at first and later', async () => {
    await addEntry()
    expect(await faults()).toEqual([])
    expect(await faults(undefined, hours(30))).toEqual(['it is older than a day and was never anchored'])
    await anchor()
    expect(await faults(undefined, hours(30))).toEqual([])
    await addEntry()
    expect(await faults(undefined, hours(30))).toEqual([
      'entry 2: it and what follows are older than a day and were never anchored',
    ])
  })

  it('are read on after a torn line, and the next is not glued to it', async () => {
    await addAnchors(3)
    const whole = lines()
    writeFileSync(file(), `${whole.join('\n')}\n${whole[2]?.slice(0, 80)}`)
    await tamper("update audit_entry set user_id = 'x' where partnership_id = :partnershipId and entry = 2")
    const found = await faults()
    expect(found).toContainEqual(expect.stringMatching(/, line 4: it is torn/))
    expect(found).toContain('entry 2: it was altered')
    await addAnchors(1)
    // a torn line that was written over nothing is accounted for by the line after it
    expect(await faults()).toEqual(['entry 2: it was altered'])
    expect(JSON.parse(lines()[4] ?? '').number).toBe(4)
  })

  it('show that an anchor was torn off, though more followed', async () => {
    await addAnchors(3)
    const whole = lines()
    writeFileSync(file(), `${whole.slice(0, 2).join('\n')}\n${whole[2]?.slice(0, 80)}`)
    await addAnchors(1)
    expect(await faults()).toContainEqual(expect.stringMatching(/anchor 3 before it is missing$/))
  })

  it('of the form before numbers are accepted up to the first new one, which says how many there were', async () => {
    await addOldAnchors(3)
    expect(await faults()).toEqual([])
    await addAnchors(2)
    expect(JSON.parse(lines()[3] ?? '').begins.oldLines).toBe(3)
    expect(await verify()).toMatchObject([{ anchors: 5, faults: [] }])
    const whole = lines()
    write(whole.filter((_, i) => i !== 1))
    expect(await faults()).toContainEqual(expect.stringMatching(/line 3: what stood above it was changed$/))
    write([...whole, whole[0] ?? ''])
    expect(await faults()).toContainEqual(
      expect.stringMatching(/line 6: an anchor of the old form stands after the first of the new$/),
    )
    write(whole.slice(0, 3))
    expect(await faults()).toContainEqual(expect.stringMatching(/^the 2 anchors of node [0-9a-f]{16} are not here$/))
  })

  it('of the form before numbers find no partnership where its slug was changed', async () => {
    await addOldAnchors(2)
    expect(await faults([{ ...db.partnership, slug: 'another' }])).toContain(
      'it belongs to no partnership of this database',
    )
  })

  it('of the form before numbers, when forged, are found out', async () => {
    await addOldAnchors(2)
    write(lines().map((line) => line.replace('"length":1', '"length":2')))
    expect(await faults()).toContainEqual(expect.stringMatching(/line 1: its signature does not hold/))
  })

  it('of two nodes are two chains, each with its key, held against the database together', async () => {
    const second = newHome()
    await addAnchors(2)
    await addAnchors(2, second)
    await addAnchors(1)
    const atSecond = /^the 2 anchors of node [0-9a-f]{16} are not here$/
    expect(await faults()).toEqual([expect.stringMatching(atSecond)])
    copyFileSync(file(second), join(home, 'audit', file(second).split('/').at(-1) ?? ''))
    expect(await verify()).toMatchObject([{ anchors: 5, faults: [] }])
  })

  it('are never begun anew in silence: not without the key, nor without the file', async () => {
    await addAnchors(2)
    const key = readFileSync(keyFile())
    rmSync(keyFile())
    await addEntry()
    await expect(anchor()).rejects.toThrow(/key of its anchors is not there, though there are anchors/)
    writeFileSync(keyFile(), key)
    rmSync(file())
    await expect(anchor()).rejects.toThrow(/anchors are not there, though there were 2/)
  })

  it('are not begun anew in silence either where the file was removed and the database made to forget it', async () => {
    await addAnchors(2)
    rmSync(file())
    await tamper('delete from audit_anchor where partnership_id = :partnershipId')
    await addEntry()
    await expect(anchorChain(db.knex, home, db.partnership, hours(30))).rejects.toThrow(
      /anchors are not there, though the audit is older than a day/,
    )
    await renewAnchors(db.knex, home, [db.partnership], 'the file was removed')
    await anchorChain(db.knex, home, db.partnership, hours(30))
    expect(await faults()).toEqual([])
  })

  it('are begun anew by somebody who says why, and that stands in the file for good', async () => {
    await addAnchors(2)
    rmSync(join(home, 'audit'), { recursive: true })
    await renewAnchors(db.knex, home, [db.partnership], 'the disk of vm1 was lost')
    await addAnchors(1)
    expect(await faults()).toEqual([])
    expect(await notes()).toEqual([
      'the anchors were begun anew: the disk of vm1 was lost',
      expect.stringMatching(/^the 2 anchors of node [0-9a-f]{16} were not there then$/),
    ])
  })

  it('are begun anew beside those whose key was lost, which are still checked', async () => {
    await addAnchors(2)
    rmSync(keyFile())
    await renewAnchors(db.knex, home, [db.partnership], 'the key was deleted')
    expect(await verify()).toMatchObject([{ anchors: 3, faults: [] }])
    await tamper("update audit_entry set hash = sha256('x') where partnership_id = :partnershipId and entry = 1")
    expect(await faults()).toContainEqual(expect.stringMatching(/^entry 1: it is not what was anchored/))
  })
})

describe('between two nights', () => {
  it('an invitation that is accepted is anchored before the answer leaves', async () => {
    const { partnershipId } = db.partnership
    const [{ account_id: accountId }] = await db
      .knex('account')
      .insert({ email: `${partnershipId}@example.org`, name: 'Sam Jones' })
      .returning('account_id')
    await db.knex('membership').insert({ partnership_id: partnershipId, account_id: accountId, roles: ['analyst'] })
    const { token } = await addInvitation(db.knex, {
      partnershipId,
      accountId,
      setsPassword: true,
      createdBy: 'command line',
      isOfOperator: true,
    })
    const app = makeApp({ database: db.database, anchors: startAnchors(db.knex, home, log) })
    const { status } = await supertest(app)
      .post('/api/invitations/accept')
      .set('Host', 'localhost')
      .send({ token, password: 'seven stones beneath a harbour wall' })
    expect(status).toBe(200)
    expect(JSON.parse(lines().at(-1) ?? '').length).toBe((await db.within(readChainHead)).length)
  })

  const ask = async (
    path: string,
    role: 'panel_coordinator' | 'administrator' | 'governance',
    anchors = startAnchors(db.knex, home, log),
  ) => {
    const app = makeApp({ database: db.database, anchors })
    const { cookie } = await addSignedIn(db, { roles: [role] })
    return supertest(app)
      .get(`/api${path}${path.includes('?') ? '&' : '?'}partnership=${db.partnership.slug}`)
      .set({ Host: 'localhost', Cookie: cookie })
  }

  it('a file that is taken is anchored before it leaves, and reading a list is not', async () => {
    await ask('/deaths', 'panel_coordinator')
    expect(listAnchorFiles(home)).toEqual([])
    expect((await ask('/deaths.csv', 'panel_coordinator')).status).toBe(200)
    expect(JSON.parse(lines().at(-1) ?? '').length).toBe(2)
  })

  it.each([
    ['an identity that is opened', 'post', '/deaths/:deathId/identity/open'],
    ['an identity that is opened in an emergency', 'post', '/deaths/:deathId/identity/break-glass'],
    ['somebody who is invited', 'post', '/people/invitations'],
    ['a key that is made', 'post', '/api-keys'],
    ['a guest link that is made', 'post', '/guest-links'],
  ] as const)('%s is anchored before the answer leaves', async (_what, method, path) => {
    const route = tableOfRoutes().find((each) => each.method === method && each.path === path) as Route
    const app = makeApp({ database: db.database, anchors: startAnchors(db.knex, home, log) })
    const { cookie } = await addSignedIn(db, { roles: [whoMay(route)] })
    const sample = await sampleOf(route, {
      knex: db.knex,
      partnershipId: db.partnership.partnershipId,
      agencyId: null,
    })
    const { status } = await supertest(app)
      [method](`/api${sample.path}`)
      .set({ Host: 'localhost', Cookie: cookie })
      .send(sample.body)
    expect(status).toBeLessThan(300)
    expect(JSON.parse(lines().at(-1) ?? '').length).toBe((await db.within(readChainHead)).length)
  })

  it('a failure to anchor stops no request, and is logged and shown', async () => {
    const logged: Record<string, unknown>[] = []
    const anchors = startAnchors(
      db.knex,
      home,
      pino({ level: 'error' }, { write: (line: string) => void logged.push(JSON.parse(line)) }),
    )
    await addAnchors(1)
    rmSync(keyFile())
    expect((await ask('/deaths.csv', 'panel_coordinator', anchors)).status).toBe(200)
    expect(logged).toMatchObject([
      { msg: 'audit not anchored', partnership: db.partnership.slug, step: expect.stringContaining('anchors renew') },
    ])
    const { body } = await ask('/audit', 'governance', anchors)
    expect(body.anchored).toMatchObject({
      length: 1,
      problem: 'The key of its anchors is not there, though there are anchors.',
    })
    const { body: health } = await ask('/health/ready', 'governance', anchors)
    expect(health).toMatchObject({
      state: 'ready',
      problem: 'The end of the audit could not be signed outside the database.',
    })
  })

  it('the page of the audit says how far it is signed', async () => {
    await addAnchors(2)
    await addEntry()
    const { body } = await ask('/audit', 'governance')
    expect(body).toMatchObject({ length: 3, anchored: { length: 2, at: expect.any(String), problem: null } })
  })
})
