import type { Day } from '../../contract/day.ts'
import {
  type NewTrainingSession,
  Training,
  type TrainingQuery,
  type Trainings,
} from '../../contract/naloxone-training.ts'
import { NewSupply } from '../../contract/supply.ts'
import { fromColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { refuseImpossible } from '../../http/refuse.ts'
import { addSupplies, supplies } from '../supplies/store.ts'

const MOST_ROWS = 1000
/** From so many days before its end, competence ends soon. */
const SOON_DAYS = 60

const STANDING = `case
  when training.withdrawn_reason is not null then 'withdrawn'
  when training.is_competent = 'no' then 'not_competent'
  when training.is_competent = 'unknown' then 'not_known'
  when training.competent_until < :today then 'ended'
  when training.competent_until < :today::date + ${SOON_DAYS} then 'ends_soon'
  else 'competent' end`

/** Who is trained, latest first: of each person the last training that stands is the one that counts. */
export async function listTrainings(trx: Trx, today: Day, query: TrainingQuery = {}): Promise<Trainings> {
  const rows = await readTrainings(
    trx,
    today,
    `where ${query.standing ? 'is_latest and standing = :standing' : 'true'} ${query.personKind ? 'and person_kind = :personKind' : ''}
     order by trained_on desc, recorded_at desc, training_id limit ${MOST_ROWS + 1}`,
    query,
  )
  return { rows: rows.slice(0, MOST_ROWS), isCut: rows.length > MOST_ROWS }
}

async function readTrainings(trx: Trx, today: Day, narrowed: string, bindings: object): Promise<Training[]> {
  const { rows } = await trx.raw(
    `select * from (
       select training.training_id, training.trained_on, training.agency_id, agency.name as agency_name, training.trainer, training.person,
         training.person_kind, training.taught, training.is_competent, training.competent_until, training.supply_id,
         training.withdrawn_reason, training.recorded_at, ${STANDING} as standing,
         training.withdrawn_reason is null and not exists (
           select from naloxone_training later
           where later.partnership_id = training.partnership_id and later.person = training.person and later.withdrawn_reason is null
             and (later.trained_on, later.recorded_at, later.training_id) > (training.trained_on, training.recorded_at, training.training_id)
         ) as is_latest
       from naloxone_training training
       left join agency on agency.partnership_id = training.partnership_id and agency.agency_id = training.agency_id) training
     ${narrowed}`,
    { today, ...bindings },
  )
  return rows.map((row: Record<string, unknown>) => Training.parse(fromColumns(row)))
}

/** Records a session whole: everybody who was trained, and a supply for each who took kits. */
export async function addSession(
  trx: Trx,
  today: Day,
  { persons, trainedOn, agencyId, trainer, taught, productCode, batchId }: NewTrainingSession,
): Promise<{ trainings: Training[]; kits: number }> {
  const partnershipId = await partnershipOf(trx)
  const trained = persons.map(({ kits, ...person }) => ({ ...person, kits }))
  const withKits = trained.filter(({ kits }) => kits > 0)
  const supplied = withKits.map(({ person, personKind, kits }) =>
    NewSupply.parse({
      ...{
        suppliedOn: trainedOn,
        agencyId,
        productCode,
        batchId,
        kits,
        setting: 'training_session',
        trainingGiven: 'yes',
      },
      recipientKind: recipientOf[personKind],
      recipientPseudonym: person,
    }),
  )
  const judge = await supplies.definition.judge(trx, today, supplied)
  for (const supply of supplied) refuseImpossible(judge(supply))
  const added = supplied.length > 0 ? await addSupplies(trx, supplied, today) : []
  const supplyOf = new Map(withKits.map(({ person }, index) => [person, added[index]?.id ?? null]))
  const inserted = await trx('naloxone_training')
    .insert(
      trained.map(({ person, personKind, isCompetent, competentUntil }) => ({
        ...{
          partnership_id: partnershipId,
          trained_on: trainedOn,
          agency_id: agencyId,
          trainer,
          taught: [...new Set(taught)],
        },
        ...{ person, person_kind: personKind, is_competent: isCompetent, competent_until: competentUntil },
        supply_id: supplyOf.get(person) ?? null,
      })),
    )
    .returning('training_id')
  const ids = inserted.map(({ training_id }: { training_id: string }) => training_id)
  return {
    trainings: await readTrainings(trx, today, 'where training_id = any(:ids) order by person', { ids }),
    kits: withKits.reduce((sum, { kits }) => sum + kits, 0),
  }
}

const recipientOf = {
  person_at_risk: 'at_risk',
  family_or_friend: 'family_or_friend',
  peer: 'peer_distributor',
  worker: 'worker',
  trainer: 'worker',
} as const

/** Takes one back that should not stand; a reason is kept with it. Undefined where there is none. */
export async function withdrawTraining(
  trx: Trx,
  today: Day,
  trainingId: string,
  reason: string,
): Promise<Training | undefined> {
  await trx('naloxone_training').where({ training_id: trainingId }).update({ withdrawn_reason: reason })
  return (await readTrainings(trx, today, 'where training_id = :trainingId', { trainingId }))[0]
}
