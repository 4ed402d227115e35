import type { Knex } from 'knex'

/** Whether the database can be written to, as this process found it last. */
export type Writes = {
  /** Why nothing can be recorded, in a sentence; null while it can. Found out anew once a write has failed, until one works. */
  problem: () => Promise<string | null>
}

/** PostgreSQL's codes of a database that reads and does not write, and what each means to whoever runs Vigil. */
const CANNOT_WRITE: Record<string, string> = {
  '53100': 'The disk of the database is full: nothing can be recorded until there is room on it.',
  '58030': 'The database cannot write to its disk: nothing can be recorded.',
  '25006': 'The database only reads: nothing can be recorded until it is the primary again.',
}
const TRY_AGAIN_MILLISECONDS = 5000

/** Why a write failed that no other write will do better than, in words for whoever runs Vigil. */
export function sayCannotWrite(error: unknown): string | undefined {
  return CANNOT_WRITE[(error as { code?: string } | null)?.code ?? '']
}

/** Hears of every query that fails, of requests, jobs and commands alike. */
export function watchWrites(db: Knex): Writes {
  let problem: string | null = null
  let triedAt = 0
  let trying: Promise<void> | undefined
  db.on('query-error', (error: unknown) => {
    problem = sayCannotWrite(error) ?? problem
  })

  async function tryAgain() {
    triedAt = performance.now()
    try {
      await writeAndForget(db)
      problem = null
    } catch (error) {
      problem = sayCannotWrite(error) ?? problem
    } finally {
      trying = undefined
    }
  }

  return {
    async problem() {
      // anybody may ask whether Vigil is ready: one try at a time, and not at each question
      if (problem && performance.now() - triedAt >= TRY_AGAIN_MILLISECONDS) trying ??= tryAgain()
      await trying
      return problem
    },
  }
}

/** A megabyte in a new file beside the others, given back at once. Not logged ahead, so that trying does not fill what is left for that. */
async function writeAndForget(db: Knex): Promise<void> {
  const table = `room_to_write_${crypto.randomUUID().slice(0, 8)}`
  await db.transaction(async (trx) => {
    await trx.raw("set local statement_timeout = '5s'")
    await trx.raw(
      'create unlogged table ?? as select md5(random()::text || n) as filler from generate_series(1, 16000) as n',
      [table],
    )
    await trx.raw('drop table ??', [table])
  })
}
