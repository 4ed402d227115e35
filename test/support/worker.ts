import { computeHere } from '../../jobs/compute/compute.ts'
import { nightWork } from '../../jobs/work/nightly.ts'
import { openPostgres } from '../../server/db/connection.ts'
import { importWork } from '../../server/import/writing/import-work.ts'
import { openKeyring } from '../../server/keys/keyring.ts'
import { runWork } from '../../server/work/run-work.ts'

/** A process for the tests to kill: does what waits in a partnership, again and again, as any node does. */
const [url = '', partnershipId = '', keysFile = ''] = process.argv.slice(2)
const database = await openPostgres(url)
const kinds = [importWork(openKeyring(keysFile)), nightWork(computeHere(), async () => undefined)]
process.stdout.write('ready\n')
for (;;) {
  for (const kind of kinds) await runWork(database.knex, partnershipId, kind).catch(() => undefined)
  await new Promise((wait) => setTimeout(wait, 20))
}
