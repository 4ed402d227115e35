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
import { invalid } from '../../problem.ts'
import { addSupplies, supplies } from '../supplies/store.ts'

const MOST_ROWS = 1000
/** From so many days before its end, competence ends soon. */
const SOON_DAYS = 60

/** One code is one person, however it was typed. */
const PERSON = 'lower(btrim(training.person))'

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
         training.withdrawn_reason is null and row_number() over (
           partition by ${PERSON}, training.withdrawn_reason is null
           order by training.trained_on desc, training.recorded_at desc, training.training_id desc) = 1 as is_latest
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
  await refuseTwice(trx, trainedOn, persons)
  const withKits = persons.filter(({ kits }) => kits > 0)
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
      persons.map(({ person, personKind, isCompetent, competentUntil }) => ({
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

/** A list that is sent again, or by a second trainer, would record everybody twice, and their kits. */
async function refuseTwice(trx: Trx, trainedOn: Day, persons: NewTrainingSession['persons']): Promise<void> {
  // of two who send one list at once the second waits, and is told
  await trx.raw("select pg_advisory_xact_lock(hashtextextended('training ' || current_partnership_id(), 0))")
  const { rows } = await trx.raw(
    `select ${PERSON} as person from naloxone_training training where training.trained_on = :trainedOn and training.withdrawn_reason is null`,
    { trainedOn },
  )
  const known = new Set(rows.map(({ person }: { person: string }) => person))
  const again = persons.flatMap(({ person }, index) => (known.has(person.trim().toLowerCase()) ? [index] : []))
  if (again.length > 0)
    invalid(
      again.map((index) => ({
        path: `persons.${index}.person`,
        message: 'was recorded as trained on that day already: leave it out, or take that training back first',
      })),
    )
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
