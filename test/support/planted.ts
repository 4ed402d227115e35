import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import supertest from 'supertest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { makeReleaseOf } from '../../jobs/work/release.ts'
import type { createApp } from '../../server/app.ts'
import { Role } from '../../server/contract/access.ts'
import { takeInReports } from '../../server/naloxone/reports/take-in.ts'
import { writeBorderNight } from '../../server/surveillance/national/border-store.ts'
import { addSignedIn } from './app.ts'
import { exactPlace, identityValues, plant, plantWord } from './canaries.ts'
import type { TestDatabase } from './database.ts'
import { addDeaths, makeDeath } from './events.ts'
import { testKeyring } from './keyring.ts'
import { addDoneNight } from './nights.ts'
import { makeKitRequest, makeReport } from './reports.ts'

export type Answer = { output: string; role: Role | 'guest' | 'nobody'; status: number; text: string; headers: string }
export type Ask = {
  output: string
  path: string
  role: Role | 'guest' | 'nobody'
  body?: object | undefined
  ifMatch?: number | undefined
}

const place = exactPlace
const reason = () => plant('office text')

/**
 * A partnership in which every text that can be written holds a canary and hostile text, every identity canary names, and every place
 * canary coordinates: recorded as people record it, through the app. Answers who may ask, and the records to ask for.
 */
export async function addPlanted(db: TestDatabase, app: ReturnType<typeof createApp>) {
  const { partnershipId, slug } = db.partnership
  const answers: Answer[] = []
  const cookies = new Map<Role | 'guest' | 'nobody', string>()

  async function ask({ output, path, role, body, ifMatch }: Ask) {
    const [method = ''] = output.split(' ')
    const search = `${path.includes('?') ? '&' : '?'}partnership=${slug}`
    let request = supertest(app)[method as 'get' | 'post' | 'put'](`/api${path}${search}`).set('Host', 'localhost')
    const cookie = cookies.get(role)
    if (cookie) request = request.set('Cookie', cookie)
    if (ifMatch) request = request.set('If-Match', `"${ifMatch}"`)
    if (method !== 'get') request = request.set('Idempotency-Key', randomUUID())
    const answer = body ? await request.send(body) : await request
    answers.push({ output, role, status: answer.status, text: answer.text, headers: JSON.stringify(answer.headers) })
    return answer
  }
  /** As a colleague does it: it has to succeed. */
  async function does(output: string, body: object, given: Partial<Ask> = {}) {
    const asked = { output, path: output.split(' ')[1] ?? '', role: 'panel_coordinator' as Role, body, ...given }
    const answer = await ask(asked)
    if (answer.status >= 300) throw new Error(`${output}: ${answer.status} ${answer.text}`)
    return answer.body
  }

  const areaId = await addArea(db)
  cookies.set('administrator', (await addSignedIn(db, { roles: ['administrator'] })).cookie)
  const { agencyId } = await does(
    'post /agencies',
    { name: plant('office text', 120), kind: 'outreach' },
    { role: 'administrator' },
  )
  for (const role of Role.options) {
    const person = await addSignedIn(db, { roles: [role], agencyId })
    await db
      .knex('account')
      .where({ account_id: person.accountId })
      .update({ name: plant('office text', 120) })
    cookies.set(role, person.cookie)
  }

  const panel = await does('post /toxicology-panels', {
    name: plant('office text', 100),
    laboratory: plant('office text', 100),
    covers: ['opioids'],
  })
  const retired = await does('post /toxicology-panels', { name: plant('office text', 120), covers: ['heroin'] })
  await does(
    'put /toxicology-panels/:panelId/retired',
    { isRetired: true },
    { path: `/toxicology-panels/${retired.panelId}/retired` },
  )
  const batch = await does('post /naloxone/batches', {
    productCode: 'prenoxad',
    batchNumber: plant('office text', 40),
    expiresOn: '2027-01-31',
  })
  const finding = {
    substanceCode: 'heroin',
    role: 'implicated',
    asWritten: plant('case text'),
    concentration: 1.5,
    unit: 'mg/L',
  }
  const death = () => ({
    status: 'registered',
    eventDay: '2026-03-01',
    ageYears: 34,
    sex: 'male',
    ethnicity: plant('case text', 80),
    residence: place,
    residenceTown: plant('case text', 120),
    foundPlace: place,
    foundTown: plant('case text', 120),
    causeOfDeath: plant('case text'),
    otherConditions: plant('case text'),
    toxicologyPanelId: panel.panelId,
    toxicologyCompleteOn: '2026-03-10',
    conclusion: 'accident',
    findings: [finding, { notInTree: plant('case text', 120), role: 'implicated' }],
  })
  const { deathId } = await does('post /deaths', {
    ...death(),
    source: plant('case text', 60),
    reference: plant('case text', 120),
  })
  const onDeath = (path: string) => ({ path: `/deaths/${deathId}${path}` })
  await does('put /deaths/:deathId', { ...death(), changeReason: plant('case text') }, { ...onDeath(''), ifMatch: 1 })
  await does(
    'post /deaths/:deathId/substances',
    { ...finding, substanceCode: 'diazepam' },
    { ...onDeath('/substances'), ifMatch: 2 },
  )
  await does(
    'put /deaths/:deathId/substances/:finding',
    { ...finding, substanceCode: 'diazepam', role: 'detected' },
    { ...onDeath('/substances/3'), ifMatch: 3 },
  )
  const named = () => ({ source: plant('case text', 60), reference: plant('case text', 120) })
  for (const decisions of [['same'], ['not_same', 'undone']]) {
    const other = await does('post /deaths', { ...death(), ...named() })
    for (const decided of decisions)
      await does('post /same-deaths', { deathId, otherId: other.deathId, decided, reason: plant('case text') })
  }
  const definition = { code: 'release-14', words: plant('office text', 600), source: plant('office text', 400) }
  const rule = { all: [{ counts: 'local' }, { asks: 'days after', of: 'prisonReleaseOn', atMost: 21 }] }
  const change = await does('post /definition-changes', { ...definition, rule, reason: plant('office text', 400) })
  await does(
    'post /definition-changes/:changeId/decision',
    { decided: 'refused', reason: plant('office text', 400) },
    { path: `/definition-changes/${change.changeId}/decision` },
  )
  const excluded = await does('post /deaths', {
    ...death(),
    status: 'excluded',
    exclusionReason: plant('case text'),
    findings: [{ notInTree: plant('case text', 120), role: 'implicated' }],
    foundPlace: null,
  })

  const entryOf = () => ({
    ...{ kind: 'prescribing', fromDay: '2026-01', agencyId, givenBy: plant('case text', 120) },
    ...{ product: plant('case text', 120), dose: plant('case text', 80), what: plant('case text') },
  })
  const entry = await does('post /deaths/:deathId/chronology', entryOf(), onDeath('/chronology'))
  await does(
    'put /deaths/:deathId/chronology/:entryId',
    { ...entryOf(), changeReason: plant('case text') },
    { ...onDeath(`/chronology/${entry.entryId}`), ifMatch: 1 },
  )
  const askedOf = {
    ...{ agencyKind: 'gp', service: plant('office text', 120), agencyId },
    ...{ contact: plant('office text'), role: plant('office text', 120) },
  }
  const { request } = await does('post /deaths/:deathId/agency-requests', askedOf, onDeath('/agency-requests'))
  const onRequest = (path: string) => ({ path: `/agency-requests/${request.requestId}${path}` })
  await does(
    'post /agency-requests/:requestId/answers',
    { entries: [entryOf()], isDone: false },
    { ...onRequest('/answers'), role: 'agency_contributor' },
  )
  await does('put /agency-requests/:requestId/withdrawn', { reason: plant('case text') }, onRequest('/withdrawn'))
  // asked again: what it has told is there
  await does('post /deaths/:deathId/agency-requests', askedOf, onDeath('/agency-requests'))
  const noticeOf = () => ({
    ...{ sentBy: 'police', reference: plant('case text', 120), eventDay: '2026-03-01', sex: 'male' },
    foundTown: plant('case text', 120),
    residenceTown: plant('case text', 120),
    believedTaken: [plant('case text', 120)],
    circumstances: plant('case text'),
    involved: [
      {
        agencyKind: 'gp',
        service: plant('office text', 120),
        contact: plant('office text'),
        role: plant('office text', 120),
      },
    ],
    identity: {
      name: { given: plant('identity', 80), family: plant('identity', 80) },
      ...{ dateOfBirth: identityValues.dateOfBirth, nhsNumber: identityValues.nhsNumber },
    },
    ageYears: null,
    pasted: plant('case text'),
  })
  const notices: string[] = []
  for (const role of ['panel_coordinator', 'police'] as const)
    notices.push((await does('post /notices', noticeOf(), { role })).noticeId)
  const several = { notices: [noticeOf()] }
  for (const _again of [1, 2]) await does('post /notices/many', several)
  await does('post /notices/read', { text: `Date of death: 2026-03-01\nAge: 3\nRef: ${plantWord('case text')}` })
  const onNotice = (path: string, at = 0) => ({ path: `/notices/${notices[at]}${path}` })
  await does('post /notices/:deathNoticeId/open', { purpose: 'panel_review' }, onNotice('/open'))
  for (const decision of [
    { decided: 'merged', deathId },
    { decided: 'undone', reason: plant('case text') },
  ])
    await does('post /notices/:deathNoticeId/decisions', decision, onNotice('/decisions'))
  await does(
    'post /notices/:deathNoticeId/decisions',
    { decided: 'rejected', reason: plant('case text') },
    onNotice('/decisions', 1),
  )

  const overdose = () => ({
    eventDay: '2026-03-02',
    place,
    town: plant('case text', 120),
    agencyId,
    persons: [
      {
        naloxoneGiven: 'yes',
        outcome: 'recovered_stayed',
        outcomeEvidence: 'seen_by_reporter',
        substancesNotInTree: [plant('case text', 120)],
        administrations: [{ productCode: 'nyxoid', asWritten: plant('case text') }],
      },
    ],
  })
  const { overdoseId } = await does('post /overdoses', {
    ...overdose(),
    source: plant('case text', 60),
    reference: plant('case text', 120),
  })
  await does(
    'put /overdoses/:overdoseId',
    { ...overdose(), changeReason: plant('case text') },
    { path: `/overdoses/${overdoseId}`, ifMatch: 1 },
  )
  const supply = () => ({
    suppliedOn: '2026-03-03',
    agencyId,
    site: plant('case text', 120),
    place,
    recipientKind: 'at_risk',
    recipientPseudonym: plant('case text', 60),
    productCode: 'prenoxad',
    batchId: batch.batchId,
    kits: 1,
    legalRouteReason: plant('case text'),
  })
  const { supplyId } = await does('post /supplies', {
    ...supply(),
    source: plant('case text', 60),
    reference: plant('case text', 120),
  })
  await does(
    'put /supplies/:supplyId',
    { ...supply(), changeReason: plant('case text') },
    { path: `/supplies/${supplyId}`, ifMatch: 1 },
  )

  const inStock = { role: 'naloxone_coordinator' as Role }
  const held = () => ({ kind: 'site', name: plant('office text', 120), agencyId, place })
  await does(
    'post /stock/batches',
    { productCode: 'prenoxad', batchNumber: plant('office text', 40), expiresOn: '2027-02' },
    inStock,
  )
  const holder = await does('post /stock/holders', held(), inStock)
  const onHolder = { ...inStock, path: `/stock/holders/${holder.holderId}`, ifMatch: 1 }
  await does(
    'put /stock/holders/:holderId/reminder',
    { isOn: true },
    { ...inStock, path: `/stock/holders/${holder.holderId}/reminder` },
  )
  await does('put /stock/holders/:holderId', { ...held(), minimumMonths: 2 }, onHolder)
  const received = {
    ...{
      kind: 'receive',
      toHolderId: holder.holderId,
      occurredOn: '2026-03-01',
      lines: [{ batchId: batch.batchId, kits: 9 }],
    },
    ...{ note: plant('office text'), document: plant('office text', 120) },
  }
  await does('post /stock/movements', received, inStock)
  const ordered = { ...received, kind: 'order', lines: [{ productCode: 'prenoxad', kits: 9 }] }
  const order = await does('post /stock/movements', ordered, inStock)
  await does('post /stock/movements', ordered, inStock)
  await does(
    'post /stock/lines/:lineId/reversal',
    { note: plant('office text') },
    { ...inStock, path: `/stock/lines/${order.firstLineId}/reversal` },
  )
  const box = await does('post /stock/holders', { ...held(), kind: 'box' }, inStock)
  const onBox = (path: string) => ({ ...inStock, path: `/stock/boxes/${box.holderId}${path}` })
  await does(
    'put /stock/boxes/:holderId',
    {
      ...{
        guardian: plant('office text', 120),
        address: plant('office text', 200),
        surroundings: plant('office text'),
      },
      ...{ hours: plant('office text', 200), makeAndSerial: plant('office text', 120) },
    },
    onBox(''),
  )
  const opened = { kind: 'opened', happenedOn: '2026-03-10', note: plant('office text') }
  await does('post /stock/boxes/:holderId/events', opened, onBox('/events'))
  const supplied = await does('post /supplies', { ...supply(), source: plant('case text', 60) })
  await does(
    'post /stock/supplies/:supplyId',
    { holderId: holder.holderId },
    { ...inStock, path: `/stock/supplies/${supplied.supplyId}` },
  )
  await does(
    'post /naloxone/kit-ranges',
    { batchId: batch.batchId, firstNumber: 'KIT001', lastNumber: 'KIT009' },
    inStock,
  )
  const alert = await does(
    'post /stock/alerts',
    {
      ...{ reference: plant('office text', 60), kind: 'inform', productCode: 'prenoxad', issuedOn: '2026-03-15' },
      ...{ title: plant('office text', 200), advice: plant('office text'), publicNotice: plant('office text') },
      batches: [{ batchNumber: batch.batchNumber }],
    },
    inStock,
  )
  const onAlert = (path: string) => ({ ...inStock, path: `/stock/alerts/${alert.alertId}${path}` })
  await does(
    'post /stock/alerts/:alertId/answers',
    { holderId: holder.holderId, state: 'ongoing', note: plant('office text') },
    onAlert('/answers'),
  )
  await does('put /stock/alerts/:alertId/ended', { endedOn: null }, onAlert('/ended'))
  const session = await does('post /naloxone/trainings', {
    ...{
      trainedOn: '2026-03-04',
      agencyId,
      trainer: plant('case text', 60),
      taught: ['give'],
      productCode: 'prenoxad',
    },
    persons: [{ person: plant('case text', 60), kits: 1 }],
  })
  await does(
    'put /naloxone/trainings/:trainingId/withdrawn',
    { reason: plant('case text') },
    { path: `/naloxone/trainings/${session.trainings[0].trainingId}/withdrawn` },
  )
  const standing = { state: 'made', source: plant('office text') }
  const loss = { lossAYear: 0.25, lossAYearLow: 0.1, lossAYearHigh: 0.5 }
  await does('put /naloxone/reach/assumption', { ...loss, source: plant('office text') })
  await does('put /naloxone/laws', { code: 'public-boxes-2026', standing })
  const inForce = { state: 'in_force', inForceOn: '2026-03-01', source: plant('office text') }
  await does('put /naloxone/laws', { code: 'public-boxes-2026', standing: inForce })

  await does('post /naloxone/reminders', {
    email: `${plantWord('identity')}@example.org`,
    expiresOn: '2027-09',
    hasAgreed: true,
    code: plantWord('identity'),
    nhsNumber: identityValues.nhsNumber,
  })
  await does('post /naloxone/reminders/stop', { code: plantWord('identity') })
  await does('put /report-page', { isOpen: true, contactNote: plant('office text') }, { role: 'naloxone_coordinator' })
  await does(
    'post /report/kit-requests',
    { ...makeKitRequest({ contact: identityValues.phone, town: plant('identity', 120) }) },
    { role: 'nobody' },
  )
  await does('post /report', { ...makeReport() }, { role: 'nobody' })
  await takeInReports(db.knex, db.partnership, testKeyring(), 'at once')
  const kitRequest = await db.withinAs({ purpose: 'kit-request:read' }, (trx) => trx('kit_request').first())
  await does(
    'put /kit-requests/:kitRequestId',
    { state: 'answered' },
    { role: 'naloxone_coordinator', path: `/kit-requests/${kitRequest.kit_request_id}` },
  )

  // as they stood before the rules: records that are to be looked at, and a batch in two spellings
  const odd = () => ({ source: plant('case text', 60), reference: plant('case text', 120) })
  const oddDeath = await does('post /deaths', { status: 'notified', eventDay: '2026-03-01', ...odd() })
  await db.knex('death_revision').where({ death_id: oddDeath.deathId }).update({ known_on: '2027-01-01' })
  for (const decisions of [['same'], ['not_same', 'undone']]) {
    const other = await does('post /overdoses', { ...overdose(), ...named() })
    for (const decided of decisions)
      await does('post /same-events', { overdoseId, otherId: other.overdoseId, decided, reason: plant('case text') })
  }
  // to follow up
  await does('post /overdoses', { ...overdose(), ...named(), persons: [{}] })
  await does('post /same-events/speaking', { overdoseId, speaks: 'this' })
  await does('post /same-events/ask', { eventDay: overdose().eventDay, place, persons: [{ productCodes: ['nyxoid'] }] })
  const oddOverdose = await does('post /overdoses', { eventDay: '2026-03-01', persons: [{}], ...odd() })
  await db.knex('overdose_revision').where({ overdose_id: oddOverdose.overdoseId }).update({ known_on: '2027-01-01' })
  const oddSupply = await does('post /supplies', { ...supply(), ...odd() })
  await db.knex('naloxone_supply_revision').where({ supply_id: oddSupply.supplyId }).update({ known_on: '2027-01-01' })
  await db.knex('naloxone_batch').insert({
    partnership_id: partnershipId,
    product_code: 'prenoxad',
    batch_number: batch.batchNumber.toLowerCase(),
    expires_on: '2027-01-31',
    is_double: true,
  })
  const onBatch = { path: `/naloxone/batches/${batch.batchId}/joined` }
  await does('put /naloxone/batches/:batchId/joined', { batchIds: [] }, onBatch)

  const name = () => ({ given: plant('identity', 80), family: plant('identity', 80) })
  const sought = { given: plantWord('identity'), family: plantWord('identity') }
  const address = () => ({ kind: 'residence', lines: plant('identity'), postcode: identityValues.postcode })
  const identity = {
    name: sought,
    otherNames: [name()],
    dateOfBirth: identityValues.dateOfBirth,
    nhsNumber: identityValues.nhsNumber,
    addresses: [address()],
    nextOfKin: [
      {
        name: name(),
        relationship: 'parent',
        dateOfBirth: identityValues.kinDateOfBirth,
        nhsNumber: identityValues.kinNhsNumber,
        phone: identityValues.phone,
        email: `${plantWord('identity')}@example.org`,
        address: address(),
        wishes: plant('identity'),
      },
    ],
  }
  const fields = Object.keys(identity)
  await does('put /deaths/:deathId/identity', identity, onDeath('/identity'))
  const opening = { purpose: 'other', note: plant('identity'), fields }
  await does('post /deaths/:deathId/identity/open', opening, onDeath('/identity/open'))
  await does(
    'post /deaths/:deathId/identity/break-glass',
    { reason: reason(), fields },
    { ...onDeath('/identity/break-glass'), role: 'consultant' },
  )
  await does('post /identities/match', { nhsNumber: identityValues.nhsNumber })
  await does('post /identities/match', { name: sought, dateOfBirth: identityValues.dateOfBirth })
  const requestOf = (kind: string) =>
    does('post /subject-requests', { kind, reference: plant('office text', 60), receivedOn: '2026-03-01' })
  const byNumber = { nhsNumber: identityValues.kinNhsNumber }
  const exporting = await requestOf('export')
  await does('post /subject-requests/export', { requestId: exporting.requestId, sought: byNumber })

  const email = `${plantWord('office text')}@example.org`
  const inPeople = { role: 'administrator' as Role }
  const invited = await does(
    'post /people/invitations',
    {
      name: plant('office text', 120),
      email,
      role: 'agency_reporter',
      agencyId,
    },
    inPeople,
  )
  const token = (link: string) => link.split('#')[1] ?? ''
  await does('post /invitations/look', { token: token(invited.link) }, { role: 'nobody' })
  const key = await does(
    'post /api-keys',
    { name: plant('office text', 80), agencyId, scopes: ['overdose:write'], expiresOn: '2026-12-31' },
    inPeople,
  )
  const onInvited = (deed: string) => ({ ...inPeople, path: `/people/${invited.accountId}/${deed}` })
  await does('put /people/:accountId/roles', { roles: ['agency_reporter'], agencyId }, onInvited('roles'))
  for (const deed of ['disable', 'enable']) await does(`post /people/:accountId/${deed}`, {}, onInvited(deed))
  const somebody = async (role: Role) => {
    const { accountId } = await addSignedIn(db, { roles: [role] })
    await db
      .knex('account')
      .where({ account_id: accountId })
      .update({ name: plant('office text', 120) })
    return accountId
  }
  const locked = await somebody('analyst')
  await does(
    'post /people/:accountId/reset-second-factor',
    {},
    { ...inPeople, path: `/people/${locked}/reset-second-factor` },
  )
  const waiting = await somebody('administrator')
  await db.knex('membership').where({ account_id: waiting }).update({ confirmed_at: null })
  await does(
    'post /people/:accountId/confirm-administrator',
    {},
    { ...inPeople, path: `/people/${waiting}/confirm-administrator` },
  )
  const aboutStaff = await requestOf('export')
  await does('post /subject-requests/export', { requestId: aboutStaff.requestId, sought: { email } })
  await does('post /api-keys/:apiKeyId/revoke', {}, { ...inPeople, path: `/api-keys/${key.apiKeyId}/revoke` })
  const addGuest = () => does('post /guest-links', { deathId, guestName: plant('office text', 120), purpose: reason() })
  const { guestLinkId } = await addGuest()
  await does('post /guest-links/:guestLinkId/revoke', {}, { path: `/guest-links/${guestLinkId}/revoke` })
  const guest = await addGuest()
  // somebody tries what their role does not include
  await supertest(app)
    .get(`/api/deaths?partnership=${slug}`)
    .set('Cookie', cookies.get('commissioner') ?? '')
  await openAsGuest()
  await does('post /holds', { deathId, reason: reason() })
  await does(
    'post /agreements',
    {
      parties: [{ agencyId }, { name: plant('office text', 120) }],
      purpose: reason(),
      covers: plant('office text'),
      startsOn: '2025-04-01',
      endsOn: '2027-03-31',
      reference: plant('office text'),
    },
    { role: 'governance' },
  )
  await does('put /imports/mappings', {
    subject: 'deaths',
    name: plant('office text', 80),
    mapping: { columns: { [plant('office text')]: { as: 'field', field: 'event_day' } } },
  })
  const file = (columns: string) =>
    Buffer.from(
      `${columns}\n${columns
        .split(',')
        .map(() => JSON.stringify(plantWord('case text')))
        .join(',')}\n`,
    )
  const contentBase64 = file('source,reference,event_day,status,cause_of_death,found_town').toString('base64')
  await does('post /imports/preview', { subject: 'deaths', contentBase64 })
  const { importId } = await does('post /imports', {
    subject: 'deaths',
    adapter: 'vigil',
    fileName: plant('office text'),
    contentBase64,
    isDryRun: false,
  })

  const signalId = await addSignal(db, deathId)
  await addSignal(db, overdoseId, 'reversals')
  while (
    await db.within((trx) => trx('import_run').where({ import_id: importId, state: 'running' }).first('import_id'))
  )
    await wait(20)
  // as if the import had made the death, and somebody had amended it since: undoing it names what is left
  await db.within(async (trx) => {
    await trx('import_run').where({ import_id: importId }).update({ state: 'done', records_added: 1 })
    await trx('death').where({ death_id: deathId }).update({ import_id: importId, import_revision: 0 })
  })
  await db.within(async (trx) => {
    for (const head of ['death', 'overdose', 'naloxone_supply'])
      await trx(head).update({ entered_by_agency_id: agencyId })
  })
  await addPreview(db)
  await addPlainNotice(db)
  const borderClusterId = await addOverBorder(db, overdoseId)
  await addReleased(db)

  async function openAsGuest() {
    const opened = await ask({
      output: 'post /guest/open',
      path: '/guest/open',
      role: 'guest',
      body: { token: token(guest.link) },
    })
    cookies.set('guest', String(opened.headers['set-cookie']).split(';')[0] ?? '')
  }

  return {
    answers,
    ask,
    agencyId,
    partnershipId,
    excluded,
    ids: {
      ...{ deathId, overdoseId, supplyId, signalId, importId, borderClusterId, areaId },
      ...{ holderId: holder.holderId, alertId: alert.alertId, entryId: entry.entryId },
      requestId: request.requestId,
      deathNoticeId: notices[0] as string,
    } as Readonly<Record<string, string>>,
    identity,
  }
}

/** A ward around the place, of which nothing but its own corners can be told on a map. */
async function addArea(db: TestDatabase): Promise<string> {
  return db.within(async (trx) => {
    const { rows } = await trx.raw(
      `insert into area (partnership_id, kind, code, name, authority, geom, label_point, source)
       values (current_partnership_id(), 'ward', :name, :name, :authority,
         st_multi(st_makeenvelope(-5.3, 49.9, -4.9, 50.3, 4326)), st_setsrid(st_point(-5.1, 50.1), 4326), :source)
       returning area_id`,
      { name: plant('office text', 60), authority: plant('office text', 60), source: plant('office text', 60) },
    )
    await trx('area_population').insert({
      partnership_id: db.partnership.partnershipId,
      area_id: rows[0].area_id,
      as_of: '2021-03-21',
      residents: 20_000,
      source: 'test',
    })
    return rows[0].area_id as string
  })
}

/** What tonight's run would say, with the name of a source in it. */
async function addPreview(db: TestDatabase) {
  const source = plant('office text', 60)
  const feed = { stream: 'deaths', source, problem: 'silent', firstDay: '2026-02-01', lastDay: '2026-03-09' }
  await db.within((trx) =>
    trx('work').insert({
      partnership_id: db.partnership.partnershipId,
      kind: 'night_preview',
      subject: 'tonight',
      asked: JSON.stringify({ night: '2026-03-16' }),
      state: 'done',
      finished_at: trx.fn.now(),
      steps_done: 5,
      steps_total: 5,
      result: JSON.stringify({
        checks: [],
        feeds: [{ ...feed, reports: 0, expected: 9, leftOut: 0, sentence: `Nothing came from “${source}”.` }],
        signals: [],
      }),
    }),
  )
}

/** A cluster that crosses the border, with the names of an area and of a partnership beside this one. */
async function addOverBorder(db: TestDatabase, overdoseId: string): Promise<string> {
  const notice = {
    stream: 'reversals' as const,
    tier: 'watch' as const,
    firstDay: '2026-03-01',
    lastDay: '2026-03-13',
    ownCases: 1,
    caseIds: [overdoseId],
    areaNames: [plant('office text', 60)],
    neighbours: [{ name: plant('office text', 60), low: 1, high: 9 }],
    exactPooled: null,
  }
  return db.withinAs({ purpose: 'national detection' }, async (trx) => {
    await writeBorderNight(trx, '2026-03-14', [notice], [])
    return (await trx('border_cluster').first('border_cluster_id')).border_cluster_id
  })
}

/** A night that is done, with a plain notice that names an area. */
async function addPlainNotice(db: TestDatabase) {
  const areaName = plant('office text', 60)
  const notice = { rule: 'event_at_address', firstDay: '2026-03-01', lastDay: '2026-03-03', count: 2, deaths: 0 }
  await db.within((trx) =>
    addDoneNight(trx, '2001-01-01', {
      plain_notices: JSON.stringify([{ ...notice, areaName, sentence: `2 overdoses at one address in ${areaName}.` }]),
    }),
  )
}

/** What a night would have made of a record: where its centre is, and its case. */
async function addSignal(db: TestDatabase, caseId: string, stream: 'deaths' | 'reversals' = 'deaths'): Promise<string> {
  const signalId = randomUUID()
  const key = { partnership_id: db.partnership.partnershipId, signal_id: signalId }
  await db.within(async (trx) => {
    await trx('signal').insert({
      ...key,
      detector: 'D2',
      stream,
      first_night: '2026-03-14',
      peak_p_value: 0.001,
      peak_tier: 'watch',
      state: 'new',
      last_found_night: '2026-03-14',
      current_version: 1,
    })
    await trx('signal_version').insert({
      ...key,
      version: 1,
      night: '2026-03-14',
      tier: 'watch',
      is_renotified: false,
      p_value: 0.001,
      observed: 4,
      expected: 1,
      first_day: '2026-03-01',
      last_day: '2026-03-10',
      case_ids: [caseId],
      area_ids: await trx('area').pluck('area_id'),
      substance_codes: ['heroin'],
      centre: trx.raw('st_setsrid(st_point(:longitude, :latitude), 4326)', place),
      radius_metres: 500,
      sentence: JSON.stringify([
        { kind: 'seen', text: `Four where one was expected, near ${plant('office text', 60)}` },
      ]),
      evidence: JSON.stringify({ centre: [place.longitude, place.latitude] }),
      identity: '{}',
    })
  })
  return signalId
}

/** Deaths of the year before at that very place, released to the partnership and the public. */
async function addReleased(db: TestDatabase) {
  const deaths = Array.from({ length: 40 }, (_, n) =>
    makeDeath({
      eventDay: `2025-0${1 + (n % 9)}-17`,
      foundPlace: exactPlace,
      foundTown: plant('case text', 120),
      reference: `released-${n}`,
    }),
  )
  await db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))
  const compute = startCompute(1)
  try {
    for (const kind of ['deaths', 'reversals', 'supplies'] as const)
      await makeReleaseOf(db.knex, db.partnership, { kind, year: 2025, userId: 'test' }, compute)
  } finally {
    await compute.close()
  }
}
