import { z } from 'zod'
import {
  DeathNotice,
  DeathNoticePage,
  DeathNoticeQuery,
  NewDeathNotice,
  NewDeathNotices,
  NoticeDecision,
  NoticesAdded,
  OpenedNotice,
  OpenNotice,
  PartnershipsBeside,
  PastedNotices,
  PastedText,
} from '../../contract/death-notice.ts'
import { refuseUnknown } from '../../http/refuse.ts'
import { type Route, route } from '../../http/route.ts'
import { statePurpose } from '../../identity/store.ts'
import { findMapping } from '../../import/writing/import-store.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { invalid, notFound } from '../../problem.ts'
import { readPasted } from './read-pasted.ts'
import {
  addNotice,
  decideNotice,
  findNotice,
  hasNotice,
  listBeside,
  listNotices,
  openSealed,
  refuseImpossibleNotice,
} from './store.ts'

const OneNotice = z.strictObject({ deathNoticeId: z.uuid() })
const output = { tier: 'cases', carries: ['case text', 'office text'] } as const

export const noticeRoutes = (keyring: Keyring): Route[] => [
  route({
    method: 'get',
    path: '/notices',
    summary: 'First notices of deaths, the oldest first, with the records that each may be of; an agency sees its own',
    query: DeathNoticeQuery,
    answer: DeathNoticePage,
    policy: 'notice:read',
    audit: 'read',
    output: { ...output, carries: ['case text', 'office text', 'counts'] },
    deed: ['read', 'first notices'],
    csv: {
      fileName: 'first-notices',
      output,
      rows: ({ rows }) =>
        rows.map(({ involved, possible, decisions, death, believedTaken, sealedParts, ...row }: DeathNotice) => ({
          ...row,
          believedTaken: believedTaken.join('; '),
          involved: involved.map(({ agencyKind, service }) => `${agencyKind}: ${service}`).join('; '),
          sealedParts: sealedParts.join('; '),
          possible: possible.map(({ reference }) => reference).join('; '),
          death: death?.reference ?? null,
          decided: decisions[0]?.decided ?? null,
        })),
    },
    handle: (trx, { query, tenant, today }) => listNotices(trx, query, { reach: tenant.reach, today }),
  }),
  route({
    method: 'post',
    path: '/notices',
    summary: 'Send the first notice of a death: it waits until a coordinator accepts it, and counts nowhere before',
    body: NewDeathNotice,
    answer: DeathNotice,
    policy: 'notice:send',
    audit: 'write',
    record: { answer: 'noticeId' },
    output,
    deed: ['sent', 'a first notice'],
    isNeverRemembered: true,
    location: ({ noticeId }) => `/notices/${noticeId}`,
    async handle(trx, { body, tenant, today }) {
      refuseImpossibleNotice(body, today)
      await refuseUnknown(
        trx,
        body.involved.map(({ agencyId }, index) => ({
          path: `involved.${index}.agencyId`,
          to: 'agency',
          value: agencyId,
        })),
      )
      const noticeId = await addNotice(trx, keyring, today, body)
      if (!noticeId) invalid([{ path: 'reference', message: 'you have sent a notice under this number before' }])
      return (await findNotice(trx, noticeId, { reach: tenant.reach, today })) ?? notFound('notice')
    },
  }),
  route({
    method: 'post',
    path: '/notices/many',
    summary:
      'Send several notices, as from a spreadsheet; those sent before under their number are named and left as they are',
    body: NewDeathNotices,
    answer: NoticesAdded,
    policy: 'notice:send',
    audit: 'write',
    record: 'none',
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['sent', 'first notices'],
    isNeverRemembered: true,
    async handle(trx, { body, today }) {
      const answer: z.infer<typeof NoticesAdded> = { added: [], alreadyThere: [] }
      for (const [index, notice] of body.notices.entries()) {
        refuseImpossibleNotice(notice, today, `notices.${index}.`)
        await refuseUnknown(
          trx,
          notice.involved.map(({ agencyId }, at) => ({
            path: `notices.${index}.involved.${at}.agencyId`,
            to: 'agency',
            value: agencyId,
          })),
        )
        const noticeId = await addNotice(trx, keyring, today, notice)
        if (noticeId) answer.added.push(noticeId)
        else answer.alreadyThere.push(notice.reference ?? '')
      }
      return answer
    },
  }),
  route({
    method: 'post',
    path: '/notices/read',
    summary: 'Read a pasted e-mail or spreadsheet rows into notices to be confirmed; nothing is recorded',
    body: PastedText,
    answer: PastedNotices,
    status: 200,
    policy: 'notice:send',
    audit: 'none',
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['had read', 'a pasted notice'],
    isNeverRemembered: true,
    async handle(trx, { body, partnership }) {
      const mapping = body.mapping === null ? null : await findMapping(trx, 'deaths', body.mapping)
      if (mapping === undefined) invalid([{ path: 'mapping', message: 'there is no such mapping' }])
      return readPasted(trx, body.text, mapping?.mapping ?? null, partnership)
    },
  }),
  route({
    method: 'get',
    path: '/notices/partnerships',
    summary: 'The other partnerships of this Vigil that a notice can be passed on to',
    answer: PartnershipsBeside,
    policy: 'notice:decide',
    audit: 'none',
    output: { tier: 'reference', carries: [] },
    deed: ['read', 'other partnerships'],
    handle: async (trx) => (await listBeside(trx)).map(({ slug, name }) => ({ slug, name })),
  }),
  route({
    method: 'get',
    path: '/notices/:deathNoticeId',
    summary: 'A first notice, with what was decided of it',
    params: OneNotice,
    answer: DeathNotice,
    policy: 'notice:read',
    audit: 'read',
    record: { path: 'deathNoticeId' },
    output,
    deed: ['opened', 'a first notice'],
    handle: async (trx, { params, tenant, today }) =>
      (await findNotice(trx, params.deathNoticeId, { reach: tenant.reach, today })) ?? notFound('notice'),
  }),
  route({
    method: 'post',
    path: '/notices/:deathNoticeId/decisions',
    summary: 'Accept a notice as a death, merge it into one that is there, pass it on, reject it, or take that back',
    params: OneNotice,
    body: NoticeDecision,
    answer: DeathNotice,
    status: 200,
    policy: 'notice:decide',
    audit: 'write',
    record: { path: 'deathNoticeId' },
    output,
    deed: ['decided about', 'a first notice'],
    handle: async (trx, { params, body, tenant, today }) =>
      (await decideNotice(trx, keyring, params.deathNoticeId, body, { reach: tenant.reach, today })) ??
      notFound('notice'),
  }),
  route({
    method: 'post',
    path: '/notices/:deathNoticeId/open',
    summary: 'Open who a notice is about and the text it was read from, for a stated purpose',
    params: OneNotice,
    body: OpenNotice,
    answer: OpenedNotice,
    status: 200,
    policy: 'identity:read',
    audit: 'identity',
    record: { path: 'deathNoticeId' },
    output: { tier: 'identity', carries: ['identity', 'case text'] },
    deed: ['opened the identity in', 'a first notice'],
    isNeverRemembered: true,
    async handle(trx, { params, body }) {
      await hasNotice(trx, params.deathNoticeId)
      await statePurpose(trx, `open an identity: ${body.purpose}`)
      return { noticeId: params.deathNoticeId, ...(await openSealed(trx, keyring, params.deathNoticeId)) }
    },
  }),
]
