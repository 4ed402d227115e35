import { z } from 'zod'
import {
  NewTrainingSession,
  Training,
  TrainingQuery,
  TrainingSession,
  Trainings,
  WithdrawTraining,
} from '../../contract/naloxone-training.ts'
import { refuseUnknown } from '../../http/refuse.ts'
import { route } from '../../http/route.ts'
import { invalid, notFound } from '../../problem.ts'
import { addSession, listTrainings, withdrawTraining } from './store.ts'

export const trainingRoutes = [
  route({
    method: 'get',
    path: '/naloxone/trainings',
    summary: 'Who was trained in what and when, and whether they are still competent; people by a code',
    query: TrainingQuery,
    answer: Trainings,
    policy: 'supply:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text', 'office text'] },
    deed: ['read', 'the register of training'],
    csv: {
      fileName: 'naloxone-training',
      rows: ({ rows }) => rows.map((row: Training) => ({ ...row, taught: row.taught.join('; ') })),
    },
    handle: (trx, { query, today }) => listTrainings(trx, today, query),
  }),
  route({
    method: 'post',
    path: '/naloxone/trainings',
    summary: 'Record a training session: everybody who was trained, and the kits they took',
    body: NewTrainingSession,
    answer: TrainingSession,
    policy: 'supply:write',
    audit: 'write',
    record: 'none',
    output: { tier: 'cases', carries: ['case text', 'office text'] },
    deed: ['recorded', 'a training session'],
    async handle(trx, { body, today }) {
      if (body.trainedOn > today) invalid([{ path: 'trainedOn', message: 'is in the future' }])
      await refuseUnknown(trx, [
        { path: 'agencyId', to: 'agency', value: body.agencyId },
        { path: 'productCode', to: 'product', value: body.productCode },
        { path: 'batchId', to: 'batch', value: body.batchId },
      ])
      return addSession(trx, today, body)
    },
  }),
  route({
    method: 'put',
    path: '/naloxone/trainings/:trainingId/withdrawn',
    summary:
      'Take back a training that should not stand in the register; the kits of its session stay as they were recorded',
    params: z.strictObject({ trainingId: z.uuid() }),
    body: WithdrawTraining,
    answer: Training,
    policy: 'supply:write',
    audit: 'write',
    record: { path: 'trainingId' },
    output: { tier: 'cases', carries: ['case text', 'office text'] },
    deed: ['took back', 'a training'],
    handle: async (trx, { params, body, today }) =>
      (await withdrawTraining(trx, today, params.trainingId, body.reason)) ?? notFound('training'),
  }),
]
