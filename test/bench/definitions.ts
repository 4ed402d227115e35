import type { Database } from '../../server/db/connection.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { judgeDeaths } from '../../server/facts/definitions/judge.ts'
import { readDefinitions } from '../../server/facts/definitions/rulebook.ts'
import { definedCounts } from '../../server/panel/definitions/counts.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { median, time } from './timing.ts'

const DEATHS = 100_000
const today = '2026-03-15'

/** All definitions of 100,000 deaths with 300,000 findings, then of one that was amended, and the figure that is read. */
export async function benchDefinitions({ knex }: Database, superuser: Database): Promise<void> {
  const { partnershipId } = await addPartnership(knex, {
    ...{ name: 'Bench', slug: `bench-${Date.now()}`, country: 'GB', timeZone: 'Europe/London' },
    ...{ isSynthetic: true, pinnedToday: today },
  })
  const tenant = { partnershipId, userId: 'bench', purpose: 'bench' }
  await withTenant(superuser.knex, tenant, async (trx) => {
    const { rows } = await trx.raw(
      `with made as (
         insert into death (partnership_id, source, reference, first_content_hash)
         select :partnershipId, 'bench', n::text, n::text from generate_series(1, :deaths::int) n
         returning partnership_id, death_id, reference::int as n),
       written as (
         insert into death_revision (partnership_id, death_id, revision, known_on, status, event_day, event_day_basis, conclusion,
           underlying_cause_icd10, other_causes_icd10, cause_of_death, toxicology_complete_on, treatment, was_alone, exclusion_reason)
         select partnership_id, death_id, 1, '2026-01-01',
           (array['notified', 'toxicology_in', 'registered', 'closed'])[1 + n % 4], date '2006-01-01' + n % 7000, 'death',
           (array['accident', 'suicide', 'pending', 'unknown'])[1 + n % 4],
           (array['X42', 'X44', 'F11.2', 'F10.2', null])[1 + n % 5], (array['T40.1', 'T42.4 T51.0', null])[1 + n % 3],
           (array['1a Toxicity', null])[1 + n % 2], (array['2026-01-01', null])[1 + n % 2]::date,
           (array['in_treatment', 'earlier', 'unknown'])[1 + n % 3], (array['yes', 'no', 'unknown'])[1 + n % 3], null
         from made)
       select count(*)::int as deaths from made`,
      { partnershipId, deaths: DEATHS },
    )
    await trx.raw(
      `insert into death_substance (partnership_id, death_id, revision, finding, substance_code, role)
       select death.partnership_id, death.death_id, 1, finding,
         (array['heroin', 'codeine', 'paracetamol', 'diazepam', 'isotonitazene', 'ethanol', 'cocaine'])[1 + (death.reference::int * 3 + finding) % 7],
         (array['implicated', 'detected'])[1 + finding % 2]
       from death, generate_series(1, 3) finding
       where death.partnership_id = :partnershipId`,
      { partnershipId },
    )
    console.log(`\n${rows[0].deaths.toLocaleString('en-GB')} deaths`)
  })
  await superuser.knex.raw('analyze death, death_revision, death_substance')
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`
  const judged = await time(() => withTenant(knex, tenant, async (trx) => judgeDeaths(trx, await readDefinitions(trx))))
  await superuser.knex.raw('analyze death_judged')
  const again = await time(() => withTenant(knex, tenant, async (trx) => judgeDeaths(trx, await readDefinitions(trx))))
  const [one] = await withTenant(knex, tenant, (trx) => trx('death').limit(1).select('death_id'))
  const ofOne: number[] = []
  for (let round = 0; round < 9; round++) {
    await superuser.knex('death_judged').where({ partnership_id: partnershipId, death_id: one.death_id }).delete()
    ofOne.push(
      await time(() =>
        withTenant(knex, tenant, async (trx) => judgeDeaths(trx, await readDefinitions(trx), [one.death_id])),
      ),
    )
  }
  const figure = await time(() => withTenant(knex, tenant, (trx) => definedCounts.read(trx, { basis: 'death', today })))
  console.log(
    `definitions: all of them of ${DEATHS.toLocaleString('en-GB')} deaths ${seconds(judged)}; when all have been asked ${seconds(again)}; ` +
      `of one death that was amended ${median(ofOne).toFixed(0)} ms; the figure by year ${seconds(figure)}`,
  )
}
