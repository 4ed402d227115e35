import { ConfigError } from '../../server/config.ts'
import { CannotMigrate } from '../../server/db/adopt-earlier.ts'
import { DatabaseUnavailable, explainConnectionFailure, isUnavailable } from '../../server/db/connection.ts'
import { sayCannotWrite } from '../../server/db/writes.ts'
import { CannotListen, ClocksApart } from '../../server/index.ts'
import { KeyFileUnusable, KeyMissing } from '../../server/keys/keyring.ts'
import { TakenOver } from '../../server/work/store.ts'
import { EXIT } from '../wrong-input.ts'

/** The sentence and the exit code for an error; a stack only for what we did not foresee. */
export function explainFailure(error: unknown): { message: string; exitCode: number } {
  const foreseen = [
    ConfigError,
    CannotMigrate,
    DatabaseUnavailable,
    CannotListen,
    ClocksApart,
    KeyFileUnusable,
    KeyMissing,
    TakenOver,
  ]
  if (foreseen.some((kind) => error instanceof kind))
    return { message: (error as Error).message, exitCode: EXIT.couldNotRun }
  const cannotWrite = sayCannotWrite(error)
  if (cannotWrite) return { message: cannotWrite, exitCode: EXIT.couldNotRun }
  const explained = explainConnectionFailure(error)
  if (explained instanceof DatabaseUnavailable || isUnavailable(error))
    return { message: explained.message, exitCode: EXIT.couldNotRun }
  return {
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    exitCode: EXIT.couldNotRun,
  }
}
