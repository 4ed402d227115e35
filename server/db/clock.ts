import type { Knex } from 'knex'

/** More than this between the clocks of this machine and the database, and what one calls fresh the other calls over. */
const MOST_SECONDS_APART = 60

/** The one clock by which sign-ins, links and locks are judged, in milliseconds of the epoch: several nodes share it. */
export async function databaseNow(db: Knex): Promise<number> {
  const { rows } = await db.raw('select (extract(epoch from clock_timestamp()) * 1000)::bigint as now')
  return rows[0].now
}

/** What is wrong with the clocks, as a sentence; null where they agree. */
export async function sayClocksApart(db: Knex): Promise<string | null> {
  const seconds = Math.round(((await databaseNow(db)) - Date.now()) / 1000)
  if (Math.abs(seconds) <= MOST_SECONDS_APART) return null
  return `The clock of this machine is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'behind' : 'ahead of'} the database's: set both by a time server (NTP).`
}
