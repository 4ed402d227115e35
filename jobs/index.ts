import type { Knex } from 'knex'
import type { Logger } from 'pino'
import type { Config } from '../server/config.ts'

export function startTimetable(_db: Knex, _config: Config, _log: Logger) {
  return { stop: async () => undefined }
}
