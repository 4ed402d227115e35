import { z } from 'zod'
import {
  BreakGlass,
  type GovernanceNotice,
  GovernanceNotice as GovernanceNoticeSchema,
  GovernanceNotices,
  IdentityChange,
  IdentityHeld,
  IdentityMatch,
  type IdentityOpening,
  IdentityOpenings,
  OpenedIdentity,
  OpenIdentity,
  PersonSought,
} from '../contract/identity.ts'
import { type Route, route } from '../http/route.ts'
import type { Keyring } from '../keys/keyring.ts'
import { notFound } from '../problem.ts'
import {
  addNotice,
  addOpening,
  listNotices,
  listOpenings,
  markNoticeRead,
  matchDeaths,
  readIdentity,
  readIdentityHeld,
  recordIdentity,
} from './store.ts'

const OneDeath = z.strictObject({ deathId: z.uuid() })

export function identityRoutes(keyring: Keyring): Route[] {
  return [
    route({
      method: 'get',
      path: '/deaths/:deathId/identity',
      summary: 'Which parts of an identity are held; nothing of what stands in them',
      params: OneDeath,
      answer: IdentityHeld,
      policy: 'identity:read',
      audit: 'read',
      record: { path: 'deathId' },
      output: { tier: 'cases', carries: [] },
      deed: ['looked which parts are held of', 'an identity'],
      handle: (trx, { params }) => readIdentityHeld(trx, params.deathId),
    }),
    route({
      method: 'put',
      path: '/deaths/:deathId/identity',
      summary: 'Record an identity, or put parts of it right; parts left out stay as they are',
      params: OneDeath,
      body: IdentityChange,
      answer: IdentityHeld,
      policy: 'identity:write',
      audit: 'write',
      record: { path: 'deathId' },
      output: { tier: 'cases', carries: [] },
      deed: ['recorded', 'an identity'],
      isNeverRemembered: true,
      handle: (trx, { params, body, today }) => recordIdentity(trx, keyring, params.deathId, body, today),
    }),
    route({
      method: 'post',
      path: '/deaths/:deathId/identity/open',
      summary: 'Open parts of an identity for a stated purpose',
      params: OneDeath,
      body: OpenIdentity,
      answer: OpenedIdentity,
      status: 200,
      policy: 'identity:read',
      audit: 'identity',
      record: { path: 'deathId' },
      output: { tier: 'identity', carries: ['identity'] },
      deed: ['opened', 'an identity'],
      isNeverRemembered: true,
      async handle(trx, { params: { deathId }, body, tenant }) {
        const identity = (await readIdentity(trx, keyring, deathId, body.fields)) ?? notFound('identity')
        return { deathId, openingId: await addOpening(trx, keyring, tenant.userId, { deathId, ...body }), identity }
      },
    }),
    route({
      method: 'post',
      path: '/deaths/:deathId/identity/break-glass',
      summary: 'Open parts of an identity in an emergency; the information governance lead is told, with the reason',
      params: OneDeath,
      body: BreakGlass,
      answer: OpenedIdentity,
      status: 200,
      policy: 'identity:break-glass',
      audit: 'identity',
      record: { path: 'deathId' },
      output: { tier: 'identity', carries: ['identity'] },
      deed: ['opened in an emergency', 'an identity'],
      isNeverRemembered: true,
      async handle(trx, { params: { deathId }, body: { reason, fields }, tenant: { userId } }) {
        const identity = (await readIdentity(trx, keyring, deathId, fields)) ?? notFound('identity')
        await addNotice(trx, keyring, userId, { deathId, reason })
        const opening = { deathId, purpose: 'break_glass' as const, note: reason, fields }
        return { deathId, openingId: await addOpening(trx, keyring, userId, opening), identity }
      },
    }),
    route({
      method: 'get',
      path: '/deaths/:deathId/identity/openings',
      summary: 'Who has opened an identity, when and for what, latest first',
      params: OneDeath,
      answer: IdentityOpenings,
      policy: 'case-access:read',
      audit: 'none',
      record: { path: 'deathId' },
      output: { tier: 'office', carries: ['office text'] },
      deed: ['read who has opened', 'an identity'],
      csv: { fileName: 'identity-openings', rows: (rows) => rows.map((row: IdentityOpening) => ({ ...row })) },
      handle: (trx, { params }) => listOpenings(trx, params.deathId),
    }),
    route({
      method: 'post',
      path: '/identities/match',
      summary: 'The deaths of a person, by NHS number or by name and date of birth: pseudonyms only',
      body: PersonSought,
      answer: IdentityMatch,
      status: 200,
      policy: 'identity:read',
      audit: 'identity',
      output: { tier: 'identity', carries: [] },
      deed: ['looked for the deaths of', 'a person'],
      isNeverRemembered: true,
      handle: async (trx, { body }) => ({ deathIds: await matchDeaths(trx, keyring, body) }),
    }),
    route({
      method: 'get',
      path: '/governance-notices',
      summary: 'What the information governance lead is told: identities opened in an emergency',
      answer: GovernanceNotices,
      policy: 'audit:read',
      audit: 'read',
      output: { tier: 'office', carries: ['office text'] },
      deed: ['read', 'notices'],
      csv: { fileName: 'governance-notices', rows: (rows) => rows.map((row: GovernanceNotice) => ({ ...row })) },
      handle: (trx) => listNotices(trx, keyring),
    }),
    route({
      method: 'put',
      path: '/governance-notices/:noticeId/read',
      summary: 'Mark a notice as read',
      params: z.strictObject({ noticeId: z.uuid() }),
      answer: GovernanceNoticeSchema,
      policy: 'audit:read',
      audit: 'write',
      record: { path: 'noticeId', answer: 'deathId' },
      output: { tier: 'office', carries: ['office text'] },
      deed: ['marked as read', 'a notice'],
      handle: async (trx, { params, tenant }) =>
        (await markNoticeRead(trx, keyring, tenant.userId, params.noticeId)) ?? notFound('notice'),
    }),
  ]
}
