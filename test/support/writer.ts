import { openDatabase } from '../../server/db/connection.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addAgency, addPartnership } from '../../server/partnerships/store.ts'

/** A process for the tests to kill: writes one record after another, and prints each name once it is acknowledged. */
const database = await openDatabase({ databaseUrl: undefined, home: process.argv[2] ?? '' })
const { partnershipId } = await addPartnership(database.knex, {
  name: 'Writer',
  slug: 'writer',
  country: 'GB',
  timeZone: 'Europe/London',
})
for (let i = 0; ; i++) {
  const name = `agency ${i}`
  await withTenant(database.knex, { partnershipId, userId: 'test', purpose: 'test' }, (trx) =>
    addAgency(trx, partnershipId, { name, kind: 'other' }),
  )
  process.stdout.write(`${name}\n`)
}
