import { type LawStanding, SupplyLaw } from '../../contract/supply-law.ts'
import { fromColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { readNames } from '../../office/people/names.ts'

/** The laws under which naloxone may be supplied without a prescription, each as this partnership has last entered it, or as shipped. */
export async function listSupplyLaws(trx: Trx): Promise<SupplyLaw[]> {
  const { rows } = await trx.raw(
    `select law.code, law.title, law.covers, law.suppliers, law.needs_training,
       coalesce(entered.state, law.state) as state,
       case when entered.entry is null then law.in_force_on else entered.in_force_on end as in_force_on,
       case when entered.entry is null then law.until else entered.until end as until,
       coalesce(entered.source, law.source) as source,
       case when entered.entry is null then law.known_by end as known_by,
       entered.entered_by, entered.entered_at
     from supply_law law
     left join lateral (
       select * from supply_law_standing standing where standing.law_code = law.code order by standing.entry desc limit 1) entered on true
     order by law.covers desc, coalesce(entered.in_force_on, law.in_force_on) nulls last, law.code`,
  )
  const names = await readNames(
    trx,
    rows.flatMap(({ entered_by }: { entered_by: string | null }) => entered_by ?? []),
  )
  return rows.map(({ entered_by, ...row }: Record<string, unknown>) =>
    SupplyLaw.parse({ ...fromColumns(row), enteredByName: names.get(String(entered_by)) ?? null }),
  )
}

/** Enters how a law stands; what was entered before stays. Undefined where there is no such law. */
export async function enterLawStanding(
  trx: Trx,
  userId: string,
  code: string,
  { state, inForceOn, until, source }: LawStanding,
): Promise<SupplyLaw | undefined> {
  if (!(await trx('supply_law').where({ code }).first('code'))) return undefined
  // one after the other: of two who enter at once the second stands
  await trx.raw("select pg_advisory_xact_lock(hashtextextended('law of supply ' || current_partnership_id(), 0))")
  const { rows } = await trx.raw(
    'select coalesce(max(entry), 0) + 1 as entry from supply_law_standing where law_code = :code',
    { code },
  )
  await trx('supply_law_standing').insert({
    ...{ partnership_id: await partnershipOf(trx), law_code: code, entry: rows[0].entry, state, source },
    ...{ in_force_on: inForceOn, until, entered_by: userId },
  })
  return (await listSupplyLaws(trx)).find((law) => law.code === code)
}
