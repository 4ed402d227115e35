import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { scopeOf } from '../../server/access/policy.ts'
import { Role } from '../../server/contract/access.ts'
import { NewAgencyRequest } from '../../server/contract/agency-request.ts'
import { NewEntry } from '../../server/contract/chronology.ts'
import { NewDefinitionChange } from '../../server/contract/death-definition.ts'
import { NewDeathNotice } from '../../server/contract/death-notice.ts'
import { NewTrainingSession } from '../../server/contract/naloxone-training.ts'
import { NewReminder } from '../../server/contract/reminder.ts'
import { type Trx, withTenant } from '../../server/db/tenant.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import type { Route } from '../../server/http/route.ts'
import { addNotice, recordIdentity } from '../../server/identity/store.ts'
import { addOverdoses } from '../../server/naloxone/overdoses/store.ts'
import { addReminder } from '../../server/naloxone/reminders/store.ts'
import { addKitRequests } from '../../server/naloxone/reports/kit-requests.ts'
import { writeReportPage } from '../../server/naloxone/reports/page.ts'
import { decideEventPair } from '../../server/naloxone/same-events/store.ts'
import { addAlert } from '../../server/naloxone/stock/alerts.ts'
import { recordMovement } from '../../server/naloxone/stock/ledger.ts'
import { addSupplies } from '../../server/naloxone/supplies/store.ts'
import { addSession } from '../../server/naloxone/trainings/store.ts'
import { addAgreement } from '../../server/office/agreements/store.ts'
import { addEntry } from '../../server/panel/chronology/store.ts'
import { decideChange, proposeChange } from '../../server/panel/definitions/changes.ts'
import { addNotice as addDeathNotice } from '../../server/panel/notices/store.ts'
import { askAgencies } from '../../server/panel/requests/store.ts'
import { writeBorderNight } from '../../server/surveillance/national/border-store.ts'
import { makeDeath, makeReversal } from './events.ts'
import { testKeyring } from './keyring.ts'
import { makeCode, makeKitRequest, makeReport } from './reports.ts'

/** A request that its route accepts, once, where the asker may: with the records it speaks of made for it. */
export type Sample = { path: string; body?: object; ifMatch?: number; changesNothing?: boolean }

/** The tenant the records are made for, and the agency that is said to have entered them. */
export type For = { knex: Knex; partnershipId: string; agencyId: string | null }

const today = '2026-03-15'
const reason = 'A reason of more than twenty characters'
const identity = { name: { given: 'Ann', family: 'Example' } }
const supply = {
  source: 'test',
  suppliedOn: '2026-03-01',
  recipientKind: 'at_risk',
  productCode: 'prenoxad',
  kits: 1,
  supplyKind: 'first',
}

const lifeEntry = () => ({ kind: 'contact', fromDay: '2026-02-01', givenBy: 'a service' })

const firstNotice = () => ({ sentBy: 'police', reference: randomUUID(), eventDay: '2026-03-12' })

const trainingSession = () => ({
  trainedOn: '2026-03-01',
  taught: ['give'],
  persons: [{ person: randomUUID(), kits: 1 }],
  productCode: 'prenoxad',
})

let draws = 20
/** Never the same twice: a change that changes nothing is refused. */
const drawn = () => ++draws

const agreement = (agencyId: string) => ({
  parties: [{ agencyId }],
  purpose: reason,
  covers: 'Reversals',
  startsOn: '2026-01-01',
  endsOn: '2026-12-31',
  reference: 'ISA 1',
})

/** What a request that writes into these is for (`hold_writes_to_purpose` in the migrations). */
const writtenFor: Record<string, string> = {
  api_key: 'api-key:write',
  guest_link: 'guest:write',
  legal_hold: 'hold:write',
}

function makeRecords({ knex, partnershipId, agencyId }: For) {
  const within = <T>(work: (trx: Trx) => Promise<T>, purpose = 'test') =>
    withTenant(knex, { partnershipId, agencyId, userId: 'test', purpose }, work)
  const addMember = (account_id: string, held: Role[]) =>
    knex('membership').insert({
      partnership_id: partnershipId,
      account_id,
      roles: held,
      accepted_at: knex.fn.now(),
      sponsored_by: 'somebody else',
    })
  const idOf = async (added: Promise<{ id: string }[]>) => ((await added)[0] as { id: string }).id
  return {
    death: () =>
      within((trx) =>
        idOf(
          addDeaths(
            trx,
            [makeDeath({ eventDay: '2026-03-01', findings: [{ substanceCode: 'heroin', role: 'detected' }] as never })],
            today,
          ),
        ),
      ),
    overdose: () => within((trx) => idOf(addOverdoses(trx, [makeReversal({ day: '2026-03-01' })], today))),
    joinedOverdose: () =>
      within(async (trx) => {
        const overdoseId = await idOf(addOverdoses(trx, [makeReversal({ day: '2026-03-01' })], today))
        const otherId = await idOf(addOverdoses(trx, [makeReversal({ day: '2026-03-01' })], today))
        await decideEventPair(trx, { overdoseId, otherId, decided: 'same', reason: null }, { today, userId: 'test' })
        return overdoseId
      }),
    entry: async () => {
      const { id: deathId } = (
        await within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], today))
      )[0] as { id: string }
      const { entryId } = await within((trx) => addEntry(trx, deathId, NewEntry.parse(lifeEntry())))
      return `/deaths/${deathId}/chronology/${entryId}`
    },
    agencyRequest: async () => {
      const death = makeDeath({ eventDay: '2026-03-01' })
      const { id: deathId } = (await within((trx) => addDeaths(trx, [death], today)))[0] as { id: string }
      const about = { ...death, deathId }
      const asked = NewAgencyRequest.parse({ agencyKind: 'gp', service: 'A service', agencyId })
      const { eventDay, eventDayPrecision, ageYears, sex } = about
      const [id] = await within((trx) =>
        askAgencies(trx, { deathId, eventDay, eventDayPrecision, ageYears, sex }, [asked], today),
      )
      return `/agency-requests/${id}`
    },
    deathNotice: () =>
      within(async (trx) => {
        const given = NewDeathNotice.parse({
          ...firstNotice(),
          identity: { name: { given: 'Ann', family: 'Example' } },
        })
        return (await addDeathNotice(trx, testKeyring(), today, given)) as string
      }),
    training: async () =>
      within(async (trx) => {
        const { trainings } = await addSession(trx, today, NewTrainingSession.parse(trainingSession()))
        return trainings[0]?.trainingId as string
      }),
    supply: () => within((trx) => idOf(addSupplies(trx, [supply as never], today))),
    person: async () => {
      const [{ account_id }] = await knex('account')
        .insert({ email: `${randomUUID()}@example.org`, name: 'Somebody' })
        .returning('account_id')
      await addMember(account_id, ['analyst'])
      return account_id as string
    },
    newAdministrator: async () => {
      const [{ account_id }] = await knex('account')
        .insert({ email: `${randomUUID()}@example.org`, name: 'Somebody new' })
        .returning('account_id')
      await addMember(account_id, ['administrator'])
      return account_id as string
    },
    agency: async () => {
      const [{ agency_id }] = await knex('agency')
        .insert({ partnership_id: partnershipId, name: randomUUID(), kind: 'other' })
        .returning('agency_id')
      return agency_id as string
    },
    insert: async (table: string, row: object, id: string) => {
      const [added] = await within(
        (trx) =>
          trx(table)
            .insert({ partnership_id: partnershipId, ...row })
            .returning(id),
        writtenFor[table],
      )
      return added[id] as string
    },
    within,
  }
}

/** Somebody whom the guards let through, so that what lies behind them is tried. */
export function whoMay({ policy }: Route): Role {
  const held = Role.options
  return held.find((role) => scopeOf([role], policy) === 'partnership') ?? 'panel_coordinator'
}

/** By method and path of the route: every route of the table has one. */
export function sampleOf(route: Route, given: For): Promise<Sample> {
  const make = makeRecords(given)
  const samples: Record<string, () => Promise<Sample>> = {
    'post /report': async () => ({ path: await onOpenPage('/report'), body: makeReport() }),
    'post /report/withdrawals': async () => ({
      path: await onOpenPage('/report/withdrawals'),
      body: { code: makeCode() },
    }),
    'post /report/kit-requests': async () => ({
      path: await onOpenPage('/report/kit-requests'),
      body: makeKitRequest(),
    }),
    'get /report': async () => ({ path: await onOpenPage('/report') }),
    'post /reports': async () => ({ path: '/reports', body: makeReport({ day: '2026-03-14' }) }),
    'put /report-page': async () => ({ path: '/report-page', body: { isOpen: true, contactNote: randomUUID() } }),
    'put /kit-requests/:kitRequestId': async () => ({
      path: `/kit-requests/${await kitRequest()}`,
      body: { state: 'answered' },
    }),
    'post /naloxone/reminders': async () => ({
      path: '/naloxone/reminders',
      body: { email: `${randomUUID()}@example.org`, expiresOn: '2027-09', hasAgreed: true },
    }),
    'post /naloxone/reminders/stop': async () => ({
      path: '/naloxone/reminders/stop',
      body: { email: await reminded() },
    }),
    'put /stock/holders/:holderId/reminder': async () => ({
      path: `/stock/holders/${await holder()}/reminder`,
      body: { isOn: true },
    }),
    'get /case-access': async () => ({ path: `/case-access?record=${await make.death()}` }),
    'post /people/invitations': async () => ({
      path: '/people/invitations',
      body: { name: 'New', email: `${randomUUID()}@example.org`, role: 'analyst' },
    }),
    'post /people/:accountId/invitation': async () => ({ path: `/people/${await make.person()}/invitation`, body: {} }),
    'put /people/:accountId/roles': async () => ({
      path: `/people/${await make.person()}/roles`,
      body: { roles: ['commissioner'] },
    }),
    'post /people/:accountId/disable': async () => ({ path: `/people/${await make.person()}/disable`, body: {} }),
    'post /people/:accountId/enable': async () => ({
      path: `/people/${await make.person()}/enable`,
      body: {},
      changesNothing: true,
    }),
    'post /people/:accountId/reset-second-factor': async () => ({
      path: `/people/${await make.person()}/reset-second-factor`,
      body: {},
      changesNothing: true,
    }),
    'post /people/:accountId/confirm-administrator': async () => ({
      path: `/people/${await make.newAdministrator()}/confirm-administrator`,
      body: {},
    }),
    'post /api-keys': async () => ({
      path: '/api-keys',
      body: { name: 'Key', agencyId: await make.agency(), scopes: ['overdose:write'], expiresOn: '2026-12-31' },
    }),
    'post /api-keys/:apiKeyId/renew': async () => ({
      path: `/api-keys/${await apiKey()}/renew`,
      body: { expiresOn: '2026-12-31', overlapHours: 1 },
    }),
    'post /api-keys/:apiKeyId/revoke': async () => ({ path: `/api-keys/${await apiKey()}/revoke`, body: {} }),
    'get /guest-links': async () => ({ path: `/guest-links?deathId=${await make.death()}` }),
    'post /guest-links': async () => ({
      path: '/guest-links',
      body: { deathId: await make.death(), guestName: 'A guest', purpose: reason },
    }),
    'post /guest-links/:guestLinkId/revoke': async () => ({
      path: `/guest-links/${await guestLink()}/revoke`,
      body: {},
    }),
    'post /agencies': async () => ({ path: '/agencies', body: { name: randomUUID(), kind: 'other' } }),
    'post /deaths': async () => ({ path: '/deaths', body: { status: 'notified', eventDay: '2026-03-01' } }),
    'get /deaths/:deathId': async () => ({ path: `/deaths/${await make.death()}` }),
    'put /deaths/:deathId': async () => ({
      path: `/deaths/${await make.death()}`,
      body: { status: 'notified', eventDay: '2026-03-01', ageYears: 40 },
      ifMatch: 1,
    }),
    'get /deaths/:deathId/possible-same': async () => ({ path: `/deaths/${await make.death()}/possible-same` }),
    'get /definition': async () => ({ path: '/definition?code=release-14' }),
    'get /deaths-by-definition/rates': async () => ({ path: '/deaths-by-definition/rates?from=2024&to=2026' }),
    'get /deaths-by-definition/compared': async () => ({
      path: '/deaths-by-definition/compared?one=ons-misuse&other=nrs',
    }),
    'get /deaths-by-definition/revised': async () => ({
      path: '/deaths-by-definition/revised?code=local&year=2026&from=2026-03-01&to=2026-03-15',
    }),
    'get /deaths/:deathId/definitions': async () => ({ path: `/deaths/${await make.death()}/definitions` }),
    'post /definition-changes': async () => ({ path: '/definition-changes', body: await definitionChange() }),
    'post /definition-changes/:changeId/decision': async () => ({
      path: `/definition-changes/${await proposedChange()}/decision`,
      body: { decided: 'signed', reason },
    }),
    'post /same-deaths': async () => ({
      path: '/same-deaths',
      body: { deathId: await make.death(), otherId: await make.death(), decided: 'same', reason },
    }),
    'get /overdoses/:overdoseId/possible-same': async () => ({
      path: `/overdoses/${await make.overdose()}/possible-same`,
    }),
    'get /overdoses/:overdoseId/reports': async () => ({ path: `/overdoses/${await make.overdose()}/reports` }),
    'post /same-events/ask': async () => ({
      path: '/same-events/ask',
      body: { eventDay: '2026-03-01', persons: [{}] },
      changesNothing: true,
    }),
    'post /same-events': async () => ({
      path: '/same-events',
      body: { overdoseId: await make.overdose(), otherId: await make.overdose(), decided: 'same', reason },
    }),
    'post /same-events/speaking': async () => ({
      path: '/same-events/speaking',
      body: { overdoseId: await make.joinedOverdose(), speaks: 'this' },
    }),
    'get /deaths/:deathId/history': async () => ({ path: `/deaths/${await make.death()}/history` }),
    'get /deaths/:deathId/substances': async () => ({ path: `/deaths/${await make.death()}/substances` }),
    'post /deaths/:deathId/substances': async () => ({
      path: `/deaths/${await make.death()}/substances`,
      body: { substanceCode: 'diazepam', role: 'detected' },
      ifMatch: 1,
    }),
    'put /deaths/:deathId/substances/:finding': async () => ({
      path: `/deaths/${await make.death()}/substances/1`,
      body: { substanceCode: 'heroin', role: 'implicated' },
      ifMatch: 1,
    }),
    'post /substances/not-in-tree/place': async () => ({
      path: '/substances/not-in-tree/place',
      body: { written: 'Xyzolam', substanceCode: 'bromazolam' },
    }),
    'post /substances/not-in-tree/unplace': async () => ({
      path: '/substances/not-in-tree/unplace',
      body: { written: await placed() },
    }),
    'get /deaths/:deathId/identity': async () => ({ path: `/deaths/${await make.death()}/identity` }),
    'put /deaths/:deathId/identity': async () => ({ path: `/deaths/${await make.death()}/identity`, body: identity }),
    'post /deaths/:deathId/identity/open': async () => ({
      path: `/deaths/${await identified()}/identity/open`,
      body: { purpose: 'panel_review', fields: ['name'] },
    }),
    'post /deaths/:deathId/identity/break-glass': async () => ({
      path: `/deaths/${await identified()}/identity/break-glass`,
      body: { reason, fields: ['name'] },
    }),
    'get /deaths/:deathId/identity/openings': async () => ({ path: `/deaths/${await make.death()}/identity/openings` }),
    'post /identities/match': async () => ({
      path: '/identities/match',
      body: { nhsNumber: '9434765919' },
      changesNothing: true,
    }),
    'put /governance-notices/:noticeId/read': async () => ({
      path: `/governance-notices/${await notice()}/read`,
      body: {},
    }),
    'post /overdoses': async () => ({ path: '/overdoses', body: { eventDay: '2026-03-01', persons: [{}] } }),
    'get /overdoses/:overdoseId': async () => ({ path: `/overdoses/${await make.overdose()}` }),
    'put /overdoses/:overdoseId': async () => ({
      path: `/overdoses/${await make.overdose()}`,
      body: { eventDay: '2026-03-02', persons: [{}] },
      ifMatch: 1,
    }),
    'get /overdoses/:overdoseId/history': async () => ({ path: `/overdoses/${await make.overdose()}/history` }),
    'post /supplies': async () => ({ path: '/supplies', body: supply }),
    'get /supplies/:supplyId': async () => ({ path: `/supplies/${await make.supply()}` }),
    'put /supplies/:supplyId': async () => {
      const { source: _, ...change } = supply
      return { path: `/supplies/${await make.supply()}`, body: { ...change, kits: 2 }, ifMatch: 1 }
    },
    'get /supplies/:supplyId/history': async () => ({ path: `/supplies/${await make.supply()}/history` }),
    'get /deaths/:deathId/chronology': async () => ({ path: `/deaths/${await make.death()}/chronology` }),
    'get /deaths/:deathId/revisers': async () => ({ path: `/deaths/${await make.death()}/revisers` }),
    'post /deaths/:deathId/chronology': async () => ({
      path: `/deaths/${await make.death()}/chronology`,
      body: lifeEntry(),
    }),
    'put /deaths/:deathId/chronology/:entryId': async () => ({
      path: await make.entry(),
      body: { ...lifeEntry(), kind: 'housing' },
      ifMatch: 1,
    }),
    'get /deaths/:deathId/chronology/:entryId/history': async () => ({ path: `${await make.entry()}/history` }),
    'post /deaths/:deathId/agency-requests': async () => ({
      path: `/deaths/${await make.death()}/agency-requests`,
      body: { agencyKind: 'gp', service: 'A service' },
    }),
    'get /agency-requests/:requestId': async () => ({ path: await make.agencyRequest() }),
    'post /agency-requests/:requestId/answers': async () => ({
      path: `${await make.agencyRequest()}/answers`,
      body: { entries: [{ kind: 'contact', fromDay: '2026-02-01' }], isDone: true },
    }),
    'put /agency-requests/:requestId/withdrawn': async () => ({
      path: `${await make.agencyRequest()}/withdrawn`,
      body: { reason: 'not needed' },
    }),
    'post /notices': async () => ({ path: '/notices', body: firstNotice() }),
    'post /notices/many': async () => ({ path: '/notices/many', body: { notices: [firstNotice()] } }),
    'post /notices/read': async () => ({ path: '/notices/read', body: { text: 'Age: 41' }, changesNothing: true }),
    'get /notices/:deathNoticeId': async () => ({ path: `/notices/${await make.deathNotice()}` }),
    'post /notices/:deathNoticeId/decisions': async () => ({
      path: `/notices/${await make.deathNotice()}/decisions`,
      body: { decided: 'accepted' },
    }),
    'post /notices/:deathNoticeId/open': async () => ({
      path: `/notices/${await make.deathNotice()}/open`,
      body: { purpose: 'panel_review' },
      changesNothing: true,
    }),
    'post /naloxone/trainings': async () => ({ path: '/naloxone/trainings', body: trainingSession() }),
    'put /naloxone/trainings/:trainingId/withdrawn': async () => ({
      path: `/naloxone/trainings/${await make.training()}/withdrawn`,
      body: { reason: 'entered twice' },
    }),
    'post /naloxone/allocation/accepted': async () => {
      const { toHolderId: fromHolderId, lines } = await receipt()
      const batchId = lines[0]?.batchId
      await make.within((trx) =>
        recordMovement(trx, tenant(), { ...receiptOf(fromHolderId, batchId as string) }, today),
      )
      return {
        path: '/naloxone/allocation/accepted',
        body: { fromHolderId, productCode: 'prenoxad', lines: [{ holderId: await holder(), kits: 1 }] },
      }
    },
    'put /naloxone/reach/assumption': async () => ({
      path: '/naloxone/reach/assumption',
      body: { lossAYear: 0.25, lossAYearLow: 0.1, lossAYearHigh: 0.5, source: 'a guess' },
    }),
    'put /naloxone/laws': async () => ({
      path: '/naloxone/laws',
      body: { code: 'public-boxes-2026', standing: { state: 'made', source: 'a letter' } },
    }),
    'post /stock/batches': async () => ({
      path: '/stock/batches',
      body: { productCode: 'prenoxad', batchNumber: randomUUID().slice(0, 8), expiresOn: '2027-01-31' },
    }),
    'post /naloxone/batches': async () => ({
      path: '/naloxone/batches',
      body: { productCode: 'prenoxad', batchNumber: randomUUID().slice(0, 8), expiresOn: '2027-01-31' },
    }),
    'post /naloxone/kit-ranges': async () => {
      const numbers = randomUUID().replaceAll(/[\d-]/g, 'x').slice(0, 12)
      const range = { firstNumber: `${numbers}001`, lastNumber: `${numbers}009` }
      return { path: '/naloxone/kit-ranges', body: { batchId: await batch(randomUUID(), false), ...range } }
    },
    'post /stock/holders': async () => ({ path: '/stock/holders', body: { kind: 'site', name: randomUUID() } }),
    'put /stock/holders/:holderId': async () => ({
      path: `/stock/holders/${await holder()}`,
      body: { kind: 'vehicle', name: randomUUID() },
      ifMatch: 1,
    }),
    'get /stock/holders/:holderId/reminder': async () => ({ path: `/stock/holders/${await holder()}/reminder` }),
    'get /stock/holders/:holderId/history': async () => ({ path: `/stock/holders/${await holder()}/history` }),
    'post /stock/movements': async () => ({ path: '/stock/movements', body: await receipt() }),
    'post /stock/lines/:lineId/reversal': async () => ({
      path: `/stock/lines/${await received()}/reversal`,
      body: { note: reason },
    }),
    'post /stock/supplies/:supplyId': async () => {
      const { toHolderId: holderId, lines } = await receipt()
      const batchId = lines[0]?.batchId
      await make.within((trx) => recordMovement(trx, tenant(), { ...receiptOf(holderId, batchId as string) }, today))
      return { path: `/stock/supplies/${await make.supply()}`, body: { holderId, batchId } }
    },
    'put /stock/boxes/:holderId': async () => ({
      path: `/stock/boxes/${await holder('box')}`,
      body: { guardian: 'The harbour office', hours: 'At all hours' },
    }),
    'post /stock/boxes/:holderId/events': async () => ({
      path: `/stock/boxes/${await holder('box')}/events`,
      body: { kind: 'ready', happenedOn: '2026-03-14' },
    }),
    'post /stock/alerts': async () => ({ path: '/stock/alerts', body: alert() }),
    'get /stock/alerts/:alertId': async () => ({ path: `/stock/alerts/${await addedAlert()}` }),
    'put /stock/alerts/:alertId/ended': async () => ({
      path: `/stock/alerts/${await addedAlert()}/ended`,
      body: { endedOn: today },
    }),
    'post /stock/alerts/:alertId/answers': async () => ({
      path: `/stock/alerts/${await addedAlert()}/answers`,
      body: { holderId: await holder(), state: 'completed', kitsFound: 0 },
    }),
    'put /naloxone/batches/:batchId/joined': async () => {
      const number = `PX${randomUUID().slice(0, 8)}`
      const [kept, double] = [await batch(number.toUpperCase(), false), await batch(number.toLowerCase(), true)]
      return { path: `/naloxone/batches/${kept}/joined`, body: { batchIds: [double] } }
    },
    'post /toxicology-panels': async () => ({
      path: '/toxicology-panels',
      body: { name: randomUUID(), covers: ['opioids'] },
    }),
    'put /toxicology-panels/:panelId/retired': async () => ({
      path: `/toxicology-panels/${await make.insert('toxicology_panel', { name: randomUUID() }, 'panel_id')}/retired`,
      body: { isRetired: true },
    }),
    'get /signals/:signalId': async () => ({ path: `/signals/${await signal()}` }),
    'get /signals/over-borders/:borderClusterId': async () => ({
      path: `/signals/over-borders/${await borderCluster()}`,
    }),
    'get /signals/over-borders/:borderClusterId/nights': async () => ({
      path: `/signals/over-borders/${await borderCluster()}/nights`,
    }),
    'get /signals/:signalId/versions': async () => ({ path: `/signals/${await signal()}/versions` }),
    'get /signals/:signalId/series': async () => ({ path: `/signals/${await signal()}/series` }),
    'post /signals/:signalId/judgements': async () => ({
      path: `/signals/${await signal()}/judgements`,
      body: { verdict: 'explained', explanation: 'A bulk upload of old reports' },
    }),
    'post /nights': async () => ({ path: '/nights', body: { night: '2026-03-01' } }),
    'get /nights/signals': async () => ({ path: '/nights/signals?night=2026-03-10' }),
    'put /nights/usual': async () => ({ path: '/nights/usual', body: { deathsAYear: 42, reversalsAYear: null } }),
    'post /nights/preview': async () => ({ path: '/nights/preview', body: {} }),
    'get /areas': async () => ({ path: '/areas?kind=hexagon' }),
    'get /areas/shapes': async () => ({ path: '/areas/shapes?kind=hexagon' }),
    'get /map/signals': async () => ({ path: '/map/signals?from=2026-01-01&to=2026-03-15' }),
    'get /map/description': async () => ({
      path: '/map/description?layer=density&from=2026-01-01&to=2026-03-15&areaKind=hexagon',
    }),
    'get /map/points': async () => ({ path: '/map/points?events=overdoses&from=2026-01-01&to=2026-03-15' }),
    'get /map/find': async () => ({ path: '/map/find?q=bodmin' }),
    'get /map/within': async () => ({
      path: '/map/within?from=2026-01-01&to=2026-03-15&latitude=50.3&longitude=-4.9&radiusMetres=500',
    }),
    'get /map/multiples': async () => ({ path: '/map/multiples?by=quarter&to=2026-03-15&areaKind=hexagon' }),
    'get /map/events': async () => ({ path: '/map/events?from=2026-01-01&to=2026-03-15&areaKind=hexagon' }),
    'put /imports/mappings': async () => ({
      path: '/imports/mappings',
      body: {
        subject: 'naloxone',
        name: randomUUID(),
        mapping: { columns: { Day: { as: 'field', field: 'day' } } },
      },
    }),
    'get /imports/mappings': async () => ({ path: '/imports/mappings?subject=naloxone' }),
    'get /imports/template': async () => ({ path: '/imports/template?subject=naloxone' }),
    'get /imports/adapters': async () => ({ path: '/imports/adapters' }),
    'post /imports/preview': async () => ({
      path: '/imports/preview',
      body: { subject: 'naloxone', contentBase64: Buffer.from('a,b\n1,2\n').toString('base64') },
      changesNothing: true,
    }),
    'post /imports': async () => ({
      path: '/imports',
      body: {
        subject: 'naloxone',
        adapter: 'vigil',
        contentBase64: Buffer.from(`record,reference,day\noverdose,${randomUUID()},2026-03-01\n`).toString('base64'),
        isDryRun: false,
      },
    }),
    'post /imports/files': async () => ({
      path: '/imports/files',
      body: {
        subject: 'naloxone',
        fileName: 'naloxone.csv',
        contentBase64: Buffer.from('reference,day\nA1,2026-03-01\n').toString('base64'),
      },
    }),
    'get /imports/:importId': async () => ({ path: `/imports/${await importRun()}` }),
    'post /imports/:importId/undo': async () => ({ path: `/imports/${await importRun()}/undo`, body: {} }),
    'get /imports/:importId/issues': async () => ({ path: `/imports/${await importRun()}/issues` }),
    'post /releases': async () => ({ path: '/releases', body: { year: 2025 } }),
    'get /indicators/saved-lives/by': async () => ({ path: '/indicators/saved-lives/by?by=area' }),
    'get /releases/figures': async () => ({ path: '/releases/figures?year=2025' }),
    'get /releases/shapes': async () => ({ path: '/releases/shapes?year=2025' }),
    'get /public/figures': async () => ({ path: '/public/figures?year=2025' }),
    'get /public/shapes': async () => ({ path: '/public/shapes?year=2025' }),
    'post /agreements': async () => ({ path: '/agreements', body: agreement(await make.agency()) }),
    'put /agreements/:agreementId/end': async () => ({
      path: `/agreements/${await addedAgreement()}/end`,
      body: { lastDay: '2026-03-20', reason },
    }),
    'post /holds': async () => ({ path: '/holds', body: { deathId: await make.death(), reason } }),
    'put /holds/:holdId/lift': async () => ({ path: `/holds/${await hold()}/lift`, body: { reason } }),
    'post /subject-requests': async () => ({
      path: '/subject-requests',
      body: { kind: 'export', reference: 'R1', receivedOn: '2026-03-01' },
    }),
    'post /subject-requests/export': async () => ({
      path: '/subject-requests/export',
      body: { requestId: await subjectRequest('export'), sought: { nhsNumber: '9434765919' } },
    }),
    'post /subject-requests/erase': async () => ({
      path: '/subject-requests/erase',
      body: { requestId: await subjectRequest('erase'), sought: { nhsNumber: '9434765919' } },
    }),
  }
  const batch = (batchNumber: string, isDouble: boolean) =>
    make.insert(
      'naloxone_batch',
      { product_code: 'prenoxad', batch_number: batchNumber, expires_on: '2027-01-31', is_double: isDouble },
      'batch_id',
    )
  const tenant = () => ({ partnershipId: given.partnershipId, userId: 'test', purpose: 'test' })
  const holder = (kind = 'site') =>
    make.insert('stock_holder', { kind, name: randomUUID(), agency_id: given.agencyId }, 'holder_id')
  const receiptOf = (toHolderId: string, batchId: string) => ({
    ...{ kind: 'receive' as const, toHolderId, occurredOn: '2026-03-01', document: null, note: null },
    lines: [{ batchId, kits: 5, orderLineId: null }],
  })
  const receipt = async () => receiptOf(await holder(), await batch(randomUUID(), false))
  const received = async () => {
    const body = await receipt()
    return (await make.within((trx) => recordMovement(trx, tenant(), body, today))).firstLineId
  }
  const alert = () => ({
    ...{ reference: randomUUID(), kind: 'recall' as const, class: 2, productCode: 'prenoxad', issuedOn: today },
    ...{ title: 'Needles may be missing', advice: reason, publicNotice: null },
    batches: [{ batchNumber: '0139907', expiresAsPrinted: null, firstNumber: null, lastNumber: null }],
  })
  // one at a time may be proposed of each definition: those that wait are refused first
  const definitionChange = async () => {
    await make.within(async (trx) => {
      for (const { change_id } of await trx('definition_change').whereNull('decided').select('change_id'))
        await decideChange(trx, change_id, { decided: 'refused', reason }, { userId: 'test', today })
    })
    const rule = { all: [{ counts: 'local' }, { asks: 'days after', of: 'prisonReleaseOn', atMost: drawn() }] }
    return NewDefinitionChange.parse({ code: 'release-14', words: reason, source: reason, rule, reason })
  }
  const proposedChange = async () => {
    const change = await definitionChange()
    return (await make.within((trx) => proposeChange(trx, change, { userId: 'test', today }))).changeId
  }
  const addedAlert = async () =>
    (await make.within((trx) => addAlert(trx, given.partnershipId, alert(), today), 'stock-alert:write')).alertId
  const apiKey = async () =>
    make.insert(
      'api_key',
      {
        agency_id: await make.agency(),
        name: 'Key',
        key_hash: Buffer.from(randomUUID()),
        scopes: ['overdose:write'],
        created_by: 'test',
        expires_at: '2026-12-31',
      },
      'api_key_id',
    )
  const placed = async () => {
    const written = `Xyz ${randomUUID().slice(0, 8)}`
    const row = { spelling_key: written.toLowerCase(), written, substance_code: 'bromazolam' }
    return make.insert('substance_spelling', { ...row, placed_on: today, placed_by: 'test' }, 'written')
  }
  const guestLink = async () =>
    make.insert(
      'guest_link',
      {
        death_id: await make.death(),
        token_hash: Buffer.from(randomUUID()),
        guest_name: 'A guest',
        purpose: reason,
        created_by: 'test',
        expires_at: '2026-12-31',
      },
      'guest_link_id',
    )
  const identified = async () => {
    const deathId = await make.death()
    await make.within((trx) => recordIdentity(trx, testKeyring(), deathId, identity, today))
    return deathId
  }
  const notice = async () => {
    const deathId = await make.death()
    await make.within((trx) => addNotice(trx, testKeyring(), 'test', { deathId, reason }))
    const row = await make.within((trx) => trx('governance_notice').where({ death_id: deathId }).first('notice_id'))
    return row.notice_id as string
  }
  const borderCluster = async () => {
    const about = { stream: 'reversals', tier: 'watch', firstDay: today, lastDay: today, exactPooled: null } as const
    const overdoseId = await make.overdose()
    const neighbours = [{ name: 'East', low: 1, high: 9 }]
    return make.within(async (trx) => {
      await writeBorderNight(
        trx,
        today,
        [{ ...about, ownCases: 1, caseIds: [overdoseId], areaNames: ['Looe'], neighbours }],
        [],
      )
      return (await trx('border_cluster').first('border_cluster_id')).border_cluster_id as string
    }, 'national detection')
  }
  const onOpenPage = async (path: string) => {
    await make.within(
      (trx) => writeReportPage(trx, given.partnershipId, { isOpen: true, contactNote: null }),
      'report-page:write',
    )
    return path
  }
  const reminded = async () => {
    const email = `${randomUUID()}@example.org`
    const asked = NewReminder.parse({ email, expiresOn: '2027-09', hasAgreed: true })
    await make.within((trx) => addReminder(trx, testKeyring(), asked, today), 'supply:write')
    return email
  }
  const kitRequest = () =>
    make.within(async (trx) => {
      await addKitRequests(trx, given.partnershipId, testKeyring(), [makeKitRequest()], today)
      return (await trx('kit_request').where({ state: 'asked' }).first('kit_request_id')).kit_request_id as string
    }, 'take in reports')
  const signal = async () => {
    const signalId = randomUUID()
    await make.within(async (trx) => {
      const key = { partnership_id: given.partnershipId, signal_id: signalId }
      await trx('signal').insert({
        ...key,
        detector: 'D3',
        stream: 'deaths',
        first_night: today,
        peak_p_value: 0.01,
        peak_tier: 'watch',
        state: 'new',
        last_found_night: today,
        current_version: 1,
      })
      await trx('signal_version').insert({
        ...key,
        version: 1,
        night: today,
        tier: 'watch',
        is_renotified: false,
        p_value: 0.01,
        observed: 3,
        expected: 1,
        first_day: today,
        last_day: today,
        case_ids: [],
        area_ids: [],
        substance_codes: ['heroin'],
        sentence: JSON.stringify([{ kind: 'seen', text: 'Three where one was expected.' }]),
        evidence: '{}',
        identity: '{}',
      })
    })
    return signalId
  }
  const importRun = () =>
    make.insert(
      'import_run',
      {
        for_agency_id: given.agencyId,
        subject: 'naloxone',
        adapter: 'vigil',
        file_hash: 'x',
        is_dry_run: false,
        is_all_or_nothing: false,
        state: 'done',
        records_added: 1,
      },
      'import_id',
    )
  const hold = async () =>
    make.insert(
      'legal_hold',
      { death_id: await make.death(), reason, placed_by: 'test', held_from: '2026-03-01' },
      'hold_id',
    )
  const addedAgreement = async () => {
    const agencyId = await make.agency()
    return make.within(
      async (trx) => (await addAgreement(trx, 'test', agreement(agencyId), today)).agreementId,
      'agreement:write',
    )
  }
  const subjectRequest = (kind: string) =>
    make.insert(
      'subject_request',
      { kind, reference: 'R1', received_on: '2026-03-01', recorded_by: 'test' },
      'request_id',
    )
  const name = `${route.method} ${route.path}`
  const sample = samples[name]
  if (sample) return sample()
  if (route.method !== 'get' || route.path.includes(':')) throw new Error(`${name} needs a sample request`)
  return Promise.resolve({ path: route.path })
}
