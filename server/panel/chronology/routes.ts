import { z } from 'zod'
import { Chronology, Entries, Entry, EntryChange, NewEntry, Revisers } from '../../contract/chronology.ts'
import { partialText } from '../../contract/day.ts'
import { hasDeath } from '../../deaths/store.ts'
import { refuseUnknown } from '../../http/refuse.ts'
import { route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import {
  addEntry,
  amendEntry,
  listEntryRevisions,
  listRevisers,
  readChronology,
  refuseImpossibleEntry,
} from './store.ts'

const OneDeath = z.strictObject({ deathId: z.uuid() })
const OneEntry = OneDeath.extend({ entryId: z.uuid() })
const output = { tier: 'cases', carries: ['case text', 'office text'] } as const

export const chronologyRoutes = [
  route({
    method: 'get',
    path: '/deaths/:deathId/chronology',
    summary:
      'The life before a death as every agency tells it, with windows of raised risk and what follows from the days',
    params: OneDeath,
    answer: Chronology,
    policy: 'chronology:read',
    audit: 'read',
    record: { path: 'deathId' },
    output,
    deed: ['read', 'the chronology of a death'],
    csv: {
      fileName: 'chronology',
      rows: ({ entries }) =>
        entries.map(({ fromPrecision, toPrecision, ...entry }: Entry) => ({
          ...entry,
          fromDay: partialText(entry.fromDay, fromPrecision),
          toDay: entry.toDay && partialText(entry.toDay, toPrecision ?? 'day'),
        })),
    },
    handle: async (trx, { params }) => (await readChronology(trx, params.deathId)) ?? notFound('death'),
  }),
  route({
    method: 'post',
    path: '/deaths/:deathId/chronology',
    summary: 'Add an entry to the chronology of a death, with who gave it',
    params: OneDeath,
    body: NewEntry,
    answer: Entry,
    policy: 'chronology:write',
    audit: 'write',
    record: { path: 'deathId' },
    output,
    deed: ['added an entry to', 'the chronology of a death'],
    async handle(trx, { params, body, today }) {
      if (!(await hasDeath(trx, params.deathId))) notFound('death')
      refuseImpossibleEntry(body, today)
      await refuseUnknown(trx, [{ path: 'agencyId', to: 'agency', value: body.agencyId }])
      return addEntry(trx, params.deathId, body)
    },
  }),
  route({
    method: 'put',
    path: '/deaths/:deathId/chronology/:entryId',
    summary: 'Amend or withdraw an entry of a chronology: a new revision, from the version named in If-Match',
    params: OneEntry,
    body: EntryChange,
    answer: Entry,
    policy: 'chronology:write',
    audit: 'write',
    record: { path: 'deathId' },
    output,
    deed: ['changed an entry of', 'the chronology of a death'],
    amends: true,
    async handle(trx, { params, body, ifMatch, today }) {
      refuseImpossibleEntry(body, today)
      await refuseUnknown(trx, [{ path: 'agencyId', to: 'agency', value: body.agencyId }])
      return (await amendEntry(trx, params.deathId, params.entryId, ifMatch, body)) ?? notFound('entry')
    },
  }),
  route({
    method: 'get',
    path: '/deaths/:deathId/chronology/:entryId/history',
    summary: 'Every revision of an entry of a chronology, newest first',
    params: OneEntry,
    answer: Entries,
    policy: 'chronology:read',
    audit: 'read',
    record: { path: 'deathId' },
    output,
    deed: ['read the history of an entry of', 'the chronology of a death'],
    async handle(trx, { params }) {
      const revisions = await listEntryRevisions(trx, params.deathId, params.entryId)
      return revisions.length > 0 ? revisions : notFound('entry')
    },
  }),
  route({
    method: 'get',
    path: '/deaths/:deathId/revisers',
    summary: 'Who recorded each revision of a death',
    params: OneDeath,
    answer: Revisers,
    policy: 'chronology:read',
    audit: 'read',
    record: { path: 'deathId' },
    output: { tier: 'cases', carries: ['office text'] },
    deed: ['read who recorded', 'a death'],
    async handle(trx, { params }) {
      const revisers = await listRevisers(trx, params.deathId)
      return revisers.length > 0 ? revisers : notFound('death')
    },
  }),
]
