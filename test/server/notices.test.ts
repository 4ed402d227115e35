import supertest from 'supertest'
import { describe, expect, it } from 'vitest'
import { DeathChange } from '../../server/contract/death.ts'
import { DeathNotice, DeathNoticePage, OpenedNotice, PastedNotices } from '../../server/contract/death-notice.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)

// today is 2026-03-15
const notice = { sentBy: 'police', eventDay: '2026-03-12', ageYears: 41, sex: 'male', foundTown: 'Redruth' }
type By = Pick<typeof api, 'get' | 'post'>
const send = async (given: object = {}, by: By = api) =>
  DeathNotice.parse((await by.post('/api/notices', { ...notice, ...given }).expect(201)).body)
const read = async (noticeId: string, by: By = api) =>
  DeathNotice.parse((await by.get(`/api/notices/${noticeId}`).expect(200)).body)
const decide = async (noticeId: string, decision: object) =>
  DeathNotice.parse((await api.post(`/api/notices/${noticeId}/decisions`, decision).expect(200)).body)
const inbox = async (query = '', by: By = api) =>
  DeathNoticePage.parse((await by.get(`/api/notices${query}`).expect(200)).body)
const deathCount = async () => (await api.get('/api/deaths').expect(200)).body.total

describe('a first notice', () => {
  it('waits in the inbox with its age, and counts as no death', async () => {
    await send({ receivedOn: '2026-03-13' })
    await send()
    const { rows, waiting, oldestDays } = await inbox('?state=waiting')
    expect([rows.map(({ waitingDays }) => waitingDays), waiting, oldestDays, await deathCount()]).toEqual([
      [2, 0],
      2,
      2,
      0,
    ])
  })

  it('accepted, is a death in accepted_suspected, known since the day it came, with what was believed taken', async () => {
    const { noticeId } = await send({ receivedOn: '2026-03-13', believedTaken: ['heroin', 'Zzz blue pills'] })
    const { death, state } = await decide(noticeId, { decided: 'accepted' })
    const { body } = await api.get(`/api/deaths/${death?.deathId}`).expect(200)
    expect([state, body.status, body.knownOn, body.notifiedOn]).toEqual([
      'accepted',
      'accepted_suspected',
      '2026-03-13',
      '2026-03-13',
    ])
    expect(
      body.findings.map(({ substanceCode, notInTree, role }: Record<string, string>) => [
        substanceCode ?? notInTree,
        role,
      ]),
    ).toEqual([
      ['heroin', 'believed_taken'],
      ['Zzz blue pills', 'believed_taken'],
    ])
    expect([await deathCount(), (await inbox()).waiting]).toEqual([1, 0])
  })

  it('accepted by mistake, waits again; its death is excluded with the reason, and is the same one when it is accepted again', async () => {
    const { noticeId } = await send()
    const first = await decide(noticeId, { decided: 'accepted' })
    const back = await decide(noticeId, { decided: 'undone', reason: 'wrong row' })
    expect([back.state, await deathCount()]).toEqual(['waiting', 0])
    const again = await decide(noticeId, { decided: 'accepted' })
    expect([again.death, await deathCount()]).toEqual([first.death, 1])
    expect(again.decisions.map(({ decided }) => decided)).toEqual(['accepted', 'undone', 'accepted'])
  })

  it('stands beside the records that may be of the same death, and is merged into one with nothing lost', async () => {
    const [there] = await db.within((trx) =>
      addDeaths(
        trx,
        [makeDeath({ eventDay: '2026-03-12', ageYears: 41, sex: 'male', foundTown: 'Redruth', reference: 'C-1' })],
        '2026-03-15',
      ),
    )
    const { noticeId, possible } = await send({ circumstances: 'Found by a neighbour' })
    expect(possible.map(({ reference, agreements }) => [reference, agreements])).toEqual([
      ['C-1', ['same day', 'same age', 'same sex', 'same town']],
    ])
    const merged = await decide(noticeId, { decided: 'merged', deathId: there?.id })
    expect([merged.death?.reference, merged.circumstances, await deathCount()]).toEqual([
      'C-1',
      'Found by a neighbour',
      1,
    ])
    expect((await inbox(`?death=${there?.id}`)).rows.map((row) => row.noticeId)).toEqual([noticeId])
    const back = await decide(noticeId, { decided: 'undone', reason: 'two people' })
    expect([back.state, back.death, back.circumstances]).toEqual(['waiting', null, 'Found by a neighbour'])
  })

  const amend = async (deathId: string, change: object) => {
    const { body } = await api.get(`/api/deaths/${deathId}`).expect(200)
    return api.put(`/api/deaths/${deathId}`, { ...pickChange(body), ...change }).set('If-Match', `"${body.revision}"`)
  }
  const pickChange = (body: Record<string, unknown>) =>
    Object.fromEntries(Object.keys(DeathChange.shape).flatMap((key) => (key in body ? [[key, body[key]]] : [])))

  it('accepted again, stands where its death stood before it was taken back, and asks nobody who has answered', async () => {
    const { noticeId } = await send({ involved: [{ agencyKind: 'gp', service: 'Surgery' }] })
    const { death } = await decide(noticeId, { decided: 'accepted' })
    expect((await amend(death?.deathId as string, { status: 'registered' })).status).toBe(200)
    const [asked] = (await api.get('/api/agency-requests').expect(200)).body.rows
    await api.post(`/api/agency-requests/${asked.requestId}/answers`, { entries: [], isDone: true }).expect(200)
    await decide(noticeId, { decided: 'undone', reason: 'wrong row' })
    await decide(noticeId, { decided: 'accepted' })
    const { body } = await api.get(`/api/deaths/${death?.deathId}`).expect(200)
    expect([body.status, (await api.get('/api/agency-requests').expect(200)).body.rows]).toEqual(['registered', []])
  })

  it('merged into a death whose own notice is taken back, waits again rather than counting nowhere', async () => {
    const [first, second] = [await send(), await send()]
    const { death } = await decide(first.noticeId, { decided: 'accepted' })
    await decide(second.noticeId, { decided: 'merged', deathId: death?.deathId })
    await decide(first.noticeId, { decided: 'undone', reason: 'wrong row' })
    const again = await read(second.noticeId)
    expect([again.state, again.decisions.map(({ decided }) => decided)]).toEqual(['waiting', ['undone', 'merged']])
    const merging = { decided: 'merged', deathId: death?.deathId }
    const { body } = await api.post(`/api/notices/${second.noticeId}/decisions`, merging).expect(422)
    expect(body.errors[0].message).toContain('excluded')
  })

  it('merged into another, has whom it names asked too, and no more when it is taken back', async () => {
    const named = (...services: string[]) => ({
      involved: services.map((service) => ({ agencyKind: 'gp', service })),
    })
    const [first, second] = [await send(named('Surgery')), await send(named('surgery', 'Other surgery'))]
    const { death } = await decide(first.noticeId, { decided: 'accepted' })
    await decide(second.noticeId, { decided: 'merged', deathId: death?.deathId })
    const asked = async () =>
      (await api.get('/api/agency-requests').expect(200)).body.rows.map((row: { service: string }) => row.service)
    expect((await asked()).toSorted()).toEqual(['Other surgery', 'Surgery'])
    await decide(second.noticeId, { decided: 'undone', reason: 'two people' })
    expect(await asked()).toEqual(['Surgery'])
  })

  it('entered twice by the office under one number is entered once; another kind of agency may have that number', async () => {
    await send({ reference: 'M-1' })
    await api.post('/api/notices', { ...notice, reference: 'M-1' }).expect(422)
    await send({ reference: 'M-1', sentBy: 'hospital' })
    expect((await inbox()).waiting).toBe(2)
  })

  it('of a child by the date of birth is routed, whatever age was told', async () => {
    const told = await send({ ageYears: 18, identity: { dateOfBirth: '2008-06-01' } })
    expect(told.state).toBe('routed')
  })

  it('is decided about once: whoever comes second is told what the first decided', async () => {
    const { noticeId } = await send()
    await decide(noticeId, { decided: 'rejected', reason: 'no drugs' })
    const { body } = await api.post(`/api/notices/${noticeId}/decisions`, { decided: 'accepted' }).expect(422)
    expect(body.errors[0].message).toContain('rejected')
    expect((await Promise.all([1, 2].map(() => send()))).length).toBe(2)
  })

  it('accepted by two people at once, makes one death', async () => {
    const { noticeId } = await send()
    const answers = await Promise.all(
      [1, 2].map(() => api.post(`/api/notices/${noticeId}/decisions`, { decided: 'accepted' })),
    )
    expect([answers.map(({ status }) => status).toSorted(), await deathCount()]).toEqual([[200, 422], 1])
  })

  it('of somebody under 18 is routed to the child death review, by the age or the date of birth, and not accepted here', async () => {
    const told = await send({ ageYears: 17 })
    const born = await send({ ageYears: null, identity: { dateOfBirth: '2010-01-01' } })
    expect([told.state, born.state, born.ageYears]).toEqual(['routed', 'routed', 16])
    await api.post(`/api/notices/${told.noticeId}/decisions`, { decided: 'accepted' }).expect(422)
    await api.post(`/api/notices/${told.noticeId}/decisions`, { decided: 'undone', reason: 'why' }).expect(422)
    expect([(await inbox()).waiting, await deathCount()]).toEqual([0, 0])
  })

  it('keeps a month or a year as such', async () => {
    const { noticeId, eventDay, eventDayPrecision } = await send({ eventDay: '2026-02' })
    expect([eventDay, eventDayPrecision]).toEqual(['2026-02-01', 'month'])
    const { death } = await decide(noticeId, { decided: 'accepted' })
    const { body } = await api.get(`/api/deaths/${death?.deathId}`).expect(200)
    expect([body.eventDay, body.eventDayPrecision]).toEqual(['2026-02-01', 'month'])
  })

  it('refuses a day after it came, and an age that the date of birth contradicts', async () => {
    const wrong = async (given: object) =>
      (await api.post('/api/notices', { ...notice, ...given }).expect(422)).body.errors[0].path
    expect([
      await wrong({ eventDay: '2026-03-16' }),
      await wrong({ receivedOn: '2026-03-16' }),
      await wrong({ ageYears: 60, identity: { dateOfBirth: '1985-03-01' } }),
      await wrong({ identity: { dateOfBirth: '2026-03-13' }, ageYears: null }),
    ]).toEqual(['eventDay', 'receivedOn', 'ageYears', 'identity.dateOfBirth'])
  })
})

describe('who a notice is about', () => {
  const identity = { name: { given: 'Zyx', family: 'Wvutsrq' }, dateOfBirth: '1985-03-01', nhsNumber: '943 476 5919' }

  it('stands in no plain column, is opened for a purpose, and goes to the identity store with the death', async () => {
    const { noticeId, sealedParts } = await send({ identity, pasted: 'Name: Zyx Wvutsrq' })
    expect(sealedParts.toSorted()).toEqual(['dateOfBirth', 'name', 'nhsNumber', 'pasted'])
    const { rows } = await db.within((trx) => trx.raw('select to_jsonb(death_notice)::text as row from death_notice'))
    expect(rows[0].row).not.toMatch(/Wvutsrq|9434765919|1985/)
    const opened = OpenedNotice.parse(
      (await api.post(`/api/notices/${noticeId}/open`, { purpose: 'panel_review' }).expect(200)).body,
    )
    expect([opened.identity?.name, opened.pasted]).toEqual([identity.name, 'Name: Zyx Wvutsrq'])
    const { death } = await decide(noticeId, { decided: 'accepted' })
    const { body } = await api.get(`/api/deaths/${death?.deathId}/identity`).expect(200)
    expect(body.fields.toSorted()).toEqual(['dateOfBirth', 'name', 'nhsNumber'])
  })
})

describe('an agency that sends notices', () => {
  it('sees its own alone, and is not told whether another told of the same death', async () => {
    const police = api.as('police')
    const theirs = await send({}, police)
    const ours = await send()
    expect((await inbox('', police)).rows.map(({ noticeId }) => noticeId)).toEqual([theirs.noticeId])
    await police.get(`/api/notices/${ours.noticeId}`).expect(404)
    await police.post(`/api/notices/${theirs.noticeId}/decisions`, { decided: 'accepted' }).expect(404)
    const { death } = await decide(ours.noticeId, { decided: 'accepted' })
    await decide(theirs.noticeId, { decided: 'merged', deathId: death?.deathId })
    const seen = await read(theirs.noticeId, police)
    expect([seen.state, seen.death, seen.possible, seen.decisions]).toEqual(['accepted', null, [], []])
    const asked = await Promise.all(
      ['merged', 'passed_on', 'accepted'].map((state) => inbox(`?state=${state}`, police)),
    )
    expect(asked.map(({ rows, total }) => [rows.length, total])).toEqual([
      [0, 0],
      [0, 0],
      [1, 1],
    ])
  })

  it('that sends one again under its number is told so; another agency may have the same number', async () => {
    const police = api.as('police')
    await send({ reference: 'P-1' }, police)
    await police.post('/api/notices', { ...notice, reference: 'P-1' }).expect(422)
    await send({ reference: 'P-1' }, api.as('agency_contributor'))
    const { body } = await police
      .post('/api/notices/many', {
        notices: [
          { ...notice, reference: 'P-1' },
          { ...notice, reference: 'P-2' },
        ],
      })
      .expect(201)
    expect([body.added.length, body.alreadyThere]).toEqual([1, ['P-1']])
  })

  it('sends by its key, where the key is for that', async () => {
    const agency = (await api.post('/api/agencies', { name: 'Rescue', kind: 'fire' }).expect(201)).body
    const expiresOn = '2026-12-31'
    const app = makeApp({ database: db.database })
    const keyFor = async (scopes: string[]) =>
      (
        await api
          .as('administrator')
          .post('/api/api-keys', { name: 'n', agencyId: agency.agencyId, scopes, expiresOn })
          .expect(201)
      ).body.key
    const by = (key: string) =>
      supertest(app).post('/api/notices').set('Host', 'localhost').set('Authorization', `Bearer ${key}`).send(notice)
    await by(await keyFor(['overdose:write'])).expect(403)
    await by(await keyFor(['notice:send'])).expect(201)
    expect((await inbox()).rows.map(({ agencyName }) => agencyName)).toEqual(['Rescue'])
  })
})

describe('a notice of a death in another partnership’s area', () => {
  it('waits there after it is passed on, with who it is about, and counts here no more', async () => {
    const other = await addPartnership(db.knex, {
      ...{ name: 'Next door', slug: 'next-door', country: 'GB', timeZone: 'Europe/London' },
      ...{ isSynthetic: true, pinnedToday: '2026-03-15' },
    })
    await db
      .knex('partnership')
      .where({ partnership_id: db.partnership.partnershipId })
      .update({ country: 'GB', is_synthetic: true })
    const { noticeId } = await send({ identity: { name: { given: 'Zyx', family: 'Wvu' } } })
    const { state } = await decide(noticeId, { decided: 'passed_on', partnership: 'next-door' })
    const there = await addSignedIn(db, { partnershipId: other.partnershipId })
    const app = makeApp({ database: db.database })
    const ask = (method: 'get' | 'post', path: string) =>
      supertest(app)[method](`/api${path}?partnership=next-door`).set({ Host: 'localhost', Cookie: there.cookie })
    const page = DeathNoticePage.parse((await ask('get', '/notices').expect(200)).body)
    const [passed] = page.rows
    expect([state, page.waiting, passed?.passedFrom]).toEqual(['passed_on', 1, db.partnership.name])
    const opened = await ask('post', `/notices/${passed?.noticeId}/open`).send({ purpose: 'panel_review' }).expect(200)
    expect(opened.body.identity.name.family).toBe('Wvu')
    await ask('post', `/notices/${passed?.noticeId}/decisions`).send({ decided: 'accepted' }).expect(200)
    expect([await deathCount(), (await inbox()).waiting]).toEqual([0, 0])
    // the notice of another partnership is none of ours
    await api.get(`/api/notices/${passed?.noticeId}`).expect(404)
  })
})

describe('what is pasted', () => {
  const paste = async (text: string) =>
    PastedNotices.parse((await api.post('/api/notices/read', { text }).expect(200)).body)

  it('as an e-mail is read by its labels, and what has none is shown', async () => {
    const { rows, unread } = await paste(
      [
        'Good morning,',
        'Date of death: 12/03/2026',
        'Age: 41',
        'Sex: M',
        'Found town: Redruth',
        'Drugs: heroin, diazepam',
        'Ref: 0412/26',
        'Circumstances: Found at home, alone',
        'Shoe size: 9',
        'Kind regards',
      ].join('\n'),
    )
    expect(rows[0]?.notice).toMatchObject({
      ...{ eventDay: '2026-03-12', ageYears: 41, sex: 'male', foundTown: 'Redruth', reference: '0412/26' },
      circumstances: 'Found at home, alone',
    })
    expect(rows[0]?.notice.believedTaken.map((name) => name.toLowerCase())).toEqual(['heroin', 'diazepam'])
    expect(unread.map(({ text, where }) => where ?? text)).toEqual(
      expect.arrayContaining(['Good morning,', 'Kind regards', 'Shoe size']),
    )
  })

  it('as rows of a spreadsheet is a notice a row, and a row that cannot be read is named', async () => {
    const { rows, unread } = await paste(
      'Ref\tDate of death\tAge\tTown found\nA1\t2026-03-01\t30\tTruro\nA2\tlast week\t31\tHayle',
    )
    expect(rows.map(({ notice: { reference, ageYears } }) => [reference, ageYears])).toEqual([['A1', 30]])
    expect(unread.some(({ rowNumber, text }) => rowNumber === 3 && text === 'last week')).toBe(true)
  })

  it('with years of two digits is read, and told so', async () => {
    const text = 'Date of death: 12/03/26\r\nAge: 41\r\n'
    const { rows, unread } = PastedNotices.parse((await api.post('/api/notices/read', { text }).expect(200)).body)
    expect([rows[0]?.notice.eventDay, unread.map(({ why }) => why)]).toEqual([
      '2026-03-12',
      expect.arrayContaining(['the year has two digits: read as 2026']),
    ])
  })

  it('says where what happened was left out since it says who somebody is, and repeats no such line', async () => {
    const text = 'Date of death: 12 March 2026\nCircumstances: found, NHS 943 476 5919\n943 476 5919\n'
    const { body } = await api.post('/api/notices/read', { text }).expect(200)
    const { rows, unread } = PastedNotices.parse(body)
    expect([rows.length, rows[0]?.notice.circumstances, JSON.stringify(body).includes('943 476')]).toEqual([
      1,
      null,
      false,
    ])
    expect(unread.filter(({ why }) => why.includes('an NHS number'))).toHaveLength(2)
  })

  it.each([
    ['circumstances', { circumstances: 'found, 943 476 5919' }],
    ['reference', { reference: '943 476 5919' }],
    ['believedTaken.0', { believedTaken: ['943 476 5919'] }],
    ['involved.0.service', { involved: [{ agencyKind: 'gp', service: 'Surgery, dob 1/2/1980' }] }],
  ])('is refused where %s, which is not sealed, says who somebody is', async (path, given) => {
    const { body } = await api.post('/api/notices', { ...notice, ...given }).expect(422)
    expect(body.errors.map((error: { path: string }) => error.path)).toEqual([path])
  })

  it('repeats no identity', async () => {
    const { unread } = await paste('Name: Zyx Wvutsrq\nDate of death: 2026-03-01\nNHS number: 943 476 5919')
    expect(JSON.stringify(unread)).not.toMatch(/Wvutsrq|943/)
    expect(unread).toHaveLength(2)
  })
})
