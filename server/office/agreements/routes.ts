import { z } from 'zod'
import { Agreement, AgreementRegister, EndAgreement, NewAgreement } from '../../contract/agreement.ts'
import type { Day } from '../../contract/day.ts'
import { addDays } from '../../day.ts'
import { refuseUnknown } from '../../http/refuse.ts'
import { route } from '../../http/route.ts'
import { invalid, notFound } from '../../problem.ts'
import { addAgreement, endAgreement, findAgreement, readAgreements } from './store.ts'

export const agreementRoutes = [
  route({
    method: 'get',
    path: '/agreements',
    summary: 'The sharing agreements, how each stands today, and where each agency stands by them',
    answer: AgreementRegister,
    policy: 'agreement:read',
    audit: 'none',
    output: { tier: 'office', carries: ['office text'] },
    deed: ['read', 'sharing agreements'],
    csv: { fileName: 'sharing-agreements', rows: toRows },
    handle: (trx, { today }) => readAgreements(trx, today),
  }),
  route({
    method: 'post',
    path: '/agreements',
    summary: 'Record a sharing agreement; one that changes is recorded anew, and the old one ended early',
    body: NewAgreement,
    answer: Agreement,
    policy: 'agreement:write',
    audit: 'write',
    record: { answer: 'agreementId' },
    output: { tier: 'office', carries: ['office text'] },
    deed: ['added', 'a sharing agreement'],
    async handle(trx, { body, tenant, today }) {
      const parties = body.parties.map((party) => ('agencyId' in party ? party.agencyId : null))
      await refuseUnknown(
        trx,
        parties.map((value, index) => ({ path: `parties.${index}.agencyId`, to: 'agency', value })),
      )
      return addAgreement(trx, tenant.userId, body, today)
    },
  }),
  route({
    method: 'put',
    path: '/agreements/:agreementId/end',
    summary: 'End a sharing agreement before its last day',
    params: z.strictObject({ agreementId: z.uuid() }),
    body: EndAgreement,
    answer: Agreement,
    policy: 'agreement:write',
    audit: 'write',
    record: { path: 'agreementId' },
    output: { tier: 'office', carries: ['office text'] },
    deed: ['ended', 'a sharing agreement'],
    async handle(trx, { params: { agreementId }, body, tenant, today }) {
      const agreement = await findAgreement(trx, agreementId, today)
      if (!agreement) return notFound('sharing agreement')
      refuseImpossible(agreement, body.lastDay)
      await endAgreement(trx, tenant.userId, agreementId, body)
      return (await findAgreement(trx, agreementId, today)) as Agreement
    },
  }),
]

function refuseImpossible({ startsOn, endsOn, endedOn }: Agreement, lastDay: Day): void {
  const message =
    lastDay >= (endedOn ?? endsOn)
      ? `is before ${endedOn ?? endsOn}, the day it ends anyway; to go on longer, record a new agreement`
      : lastDay < addDays(startsOn, -1)
        ? `is not before ${addDays(startsOn, -1)}, the day before it begins`
        : undefined
  if (message) invalid([{ path: 'lastDay', message }])
}

/** One row a party; an agency without any agreement has a row that says so. */
function toRows({ agreements, agencies }: AgreementRegister): Record<string, unknown>[] {
  const named = agreements.flatMap(({ parties, ...agreement }) =>
    parties.map(({ name, agencyId }) => ({ party: name, isAgency: agencyId !== null, ...agreement })),
  )
  const without = agencies.filter(({ state }) => state === 'none')
  return [...named, ...without.map(({ name, state }) => ({ party: name, isAgency: true, state }))]
}
