import { z } from 'zod'
import { NewBoxEvent, PublicBox, PublicBoxDetails, PublicBoxes, ShownBoxes } from '../../contract/public-box.ts'
import { type Route, route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import { publicBoxesAllowedOn } from './box-law.ts'
import { describeBox, listBoxes, listShownBoxes, recordBoxEvent } from './boxes.ts'

const ofBox = z.strictObject({ holderId: z.uuid() })
const output = { tier: 'office', carries: ['office text', 'exact place'] } as const

/** What an ambulance service takes into its own list: where it is, when it can be reached, whether it can be used. */
function rowsOfBoxes({ boxes }: PublicBoxes) {
  return boxes.map(({ holderId, place, events: _, ...box }) => ({
    id: holderId,
    ...box,
    latitude: place?.latitude ?? null,
    longitude: place?.longitude ?? null,
    precision: place?.precision ?? 'unknown',
  }))
}

export const publicBoxRoutes: Route[] = [
  route({
    method: 'get',
    path: '/stock/boxes',
    summary:
      'Boxes that anybody can open: guardian, surroundings, hours, whether they are ready, what happened to them',
    answer: PublicBoxes,
    policy: 'stock:read',
    audit: 'none',
    output,
    deed: ['read', 'public boxes of naloxone'],
    csv: { fileName: 'public-naloxone-boxes', rows: rowsOfBoxes },
    handle: async (trx, { today }) => ({
      law: await publicBoxesAllowedOn(trx, today),
      boxes: await listBoxes(trx, today),
    }),
  }),
  route({
    method: 'put',
    path: '/stock/boxes/:holderId',
    summary: 'Describe a public box: guardian, address, surroundings, hours, make and serial number',
    params: ofBox,
    body: PublicBoxDetails,
    answer: PublicBox,
    policy: 'stock:write',
    audit: 'write',
    record: { path: 'holderId' },
    output,
    deed: ['described', 'a public box of naloxone'],
    handle: async (trx, { params, body, tenant, today }) =>
      (await describeBox(trx, tenant.partnershipId, params.holderId, body, today)) ?? notFound('public box'),
  }),
  route({
    method: 'post',
    path: '/stock/boxes/:holderId/events',
    summary: 'Record that a public box was looked at, opened or put out of service',
    params: ofBox,
    body: NewBoxEvent,
    answer: PublicBox,
    policy: 'stock:write',
    audit: 'write',
    record: { path: 'holderId' },
    output,
    deed: ['recorded', 'what happened to a public box of naloxone'],
    handle: async (trx, { params, body, tenant, today }) =>
      (await recordBoxEvent(trx, tenant.partnershipId, params.holderId, body, today)) ?? notFound('public box'),
  }),
  route({
    method: 'get',
    path: '/public/naloxone-boxes',
    summary: 'Boxes of naloxone that anybody can open, where the law of the day allows them; and what it says',
    answer: ShownBoxes,
    policy: 'public:read',
    audit: 'none',
    output: { tier: 'public', carries: ['office text'] },
    deed: ['read', 'public boxes of naloxone'],
    async handle(trx, { today }) {
      const { isAllowed, law } = await publicBoxesAllowedOn(trx, today)
      return { isAllowed, law, boxes: isAllowed ? await listShownBoxes(trx, today) : [] }
    },
  }),
]
