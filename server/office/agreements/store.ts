import { standingOn } from '../../access/standing.ts'
import { Agreement, type AgreementRegister, type EndAgreement, type NewAgreement } from '../../contract/agreement.ts'
import type { Day } from '../../contract/day.ts'
import { fromColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { readNames } from '../people/names.ts'

/** Every agreement, the one that ends last first, and where each agency stands. */
export async function readAgreements(trx: Trx, today: Day): Promise<AgreementRegister> {
  return { agreements: await listAgreements(trx, today), agencies: await listStandings(trx, today) }
}

export async function listStandings(trx: Trx, today: Day): Promise<AgreementRegister['agencies']> {
  const { rows } = await trx.raw(
    'select agency_id, name, agreement_spans(partnership_id, agency_id) as spans from agency order by name',
  )
  return rows.map(({ agency_id, name, spans }: { agency_id: string; name: string; spans: [] }) => ({
    agencyId: agency_id,
    name,
    ...standingOn(today, spans),
  }))
}

async function listAgreements(trx: Trx, today: Day, agreementId: string | null = null): Promise<Agreement[]> {
  const { rows } = await trx.raw(
    `select agreed.agreement_id, agreed.purpose, agreed.covers, agreed.border_clusters, agreed.starts_on, agreed.ends_on, agreed.reference, agreed.recorded_by,
       agreed.recorded_at, agreed.ended_on, agreed.ended_by, agreed.end_reason, agreed.ended_at,
       (select jsonb_agg(jsonb_build_object('agencyId', party.agency_id, 'name', coalesce(party.name, agency.name)) order by party.party)
        from sharing_agreement_party party
        left join agency on agency.partnership_id = party.partnership_id and agency.agency_id = party.agency_id
        where party.partnership_id = agreed.partnership_id and party.agreement_id = agreed.agreement_id) as parties
     from sharing_agreement agreed
     where :agreementId::uuid is null or agreed.agreement_id = :agreementId::uuid
     order by coalesce(agreed.ended_on, agreed.ends_on) desc, agreed.recorded_at desc`,
    { agreementId },
  )
  const names = await readNames(
    trx,
    rows.flatMap((row: { recorded_by: string; ended_by: string | null }) => [row.recorded_by, row.ended_by]),
  )
  return rows.map(
    (row: { starts_on: Day; ends_on: Day; ended_on: Day | null; recorded_by: string; ended_by: string }) =>
      Agreement.parse({
        ...fromColumns(row),
        state: stateOn(today, row),
        recordedByName: names.get(row.recorded_by) ?? null,
        endedByName: names.get(row.ended_by) ?? null,
      }),
  )
}

/** Of one agreement by itself: one that was ended before it began has ended too. */
function stateOn(today: Day, row: { starts_on: Day; ends_on: Day; ended_on: Day | null }) {
  const { state } = standingOn(today, [{ startsOn: row.starts_on, endsOn: row.ended_on ?? row.ends_on }])
  return state === 'none' ? 'ended' : state
}

export async function addAgreement(
  trx: Trx,
  userId: string,
  { parties, ...agreement }: NewAgreement,
  today: Day,
): Promise<Agreement> {
  const partnershipId = await partnershipOf(trx)
  const [{ agreement_id }] = await trx('sharing_agreement')
    .insert({
      partnership_id: partnershipId,
      purpose: agreement.purpose,
      covers: agreement.covers,
      border_clusters: agreement.borderClusters ?? [],
      starts_on: agreement.startsOn,
      ends_on: agreement.endsOn,
      reference: agreement.reference,
      recorded_by: userId,
    })
    .returning('agreement_id')
  await trx('sharing_agreement_party').insert(
    parties.map((party, index) => ({
      partnership_id: partnershipId,
      agreement_id,
      party: index + 1,
      agency_id: 'agencyId' in party ? party.agencyId : null,
      name: 'name' in party ? party.name : null,
    })),
  )
  return (await findAgreement(trx, agreement_id, today)) as Agreement
}

export async function findAgreement(trx: Trx, agreementId: string, today: Day): Promise<Agreement | undefined> {
  return (await listAgreements(trx, today, agreementId))[0]
}

export async function endAgreement(
  trx: Trx,
  userId: string,
  agreementId: string,
  { lastDay, reason }: EndAgreement,
): Promise<void> {
  await trx('sharing_agreement')
    .where({ agreement_id: agreementId })
    .update({ ended_on: lastDay, ended_by: userId, end_reason: reason, ended_at: trx.fn.now() })
}
