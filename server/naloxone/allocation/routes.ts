import {
  AcceptAllocation,
  AcceptedAllocation,
  AllocationQuery,
  NaloxoneAllocation,
  NaloxoneGaps,
} from '../../contract/naloxone-allocation.ts'
import { route } from '../../http/route.ts'
import { acceptAllocation } from './accept.ts'
import { naloxoneAllocation, naloxoneGaps } from './allocation.ts'

export const allocationRoutes = [
  route({
    method: 'get',
    path: '/naloxone/allocation',
    summary:
      'Where the next kits are used most, line by line, beside simpler ways of giving them out and the bound of any',
    query: AllocationQuery,
    answer: NaloxoneAllocation,
    policy: 'figure:read',
    audit: 'none',
    output: naloxoneAllocation.output,
    deed: ['read', 'where the next kits go'],
    csv: naloxoneAllocation.csv,
    handle: (trx, { query, today }) => naloxoneAllocation.read(trx, { ...query, today }),
  }),
  route({
    method: 'get',
    path: '/naloxone/gaps',
    summary: 'Harm beside live kits, by area: the widest gap first',
    answer: NaloxoneGaps,
    policy: 'figure:read',
    audit: 'none',
    output: naloxoneGaps.output,
    deed: ['read', 'harm beside live kits'],
    csv: naloxoneGaps.csv,
    handle: (trx, { today }) => naloxoneGaps.read(trx, { today }),
  }),
  route({
    method: 'post',
    path: '/naloxone/allocation/accepted',
    summary:
      'Accept an allocation: its kits are moved from a place that holds them, those that expire first before the others',
    body: AcceptAllocation,
    answer: AcceptedAllocation,
    policy: 'stock:write',
    audit: 'write',
    record: { answer: 'firstLineId' },
    output: { tier: 'office', carries: [] },
    deed: ['moved', 'the next kits'],
    handle: (trx, { body, tenant, today }) => acceptAllocation(trx, tenant, body, today),
  }),
]
