import type { Knex } from 'knex'
import { z } from 'zod'
import { Day } from '../../contract/day.ts'
import { ImportAsk } from '../../contract/import.ts'
import { type Tenant, type Trx, withTenant } from '../../db/tenant.ts'
import { keepDocument, readDocument, removeDocument } from '../../documents/store.ts'
import type { Keyring } from '../../keys/keyring.ts'
import type { WorkKind } from '../../work/run-work.ts'
import { askForWork, finishWork, type Piece } from '../../work/store.ts'
import { packOffLoop } from '../reading/read-off-loop.ts'
import { endRun, WENT_WRONG } from './import-store.ts'
import { continueImport } from './run-import.ts'

/** Imports as work: what was asked for is done by whichever process gets to it, and done on where a process that was at it was killed. */

const AskedImport = z.strictObject({
  ask: ImportAsk.omit({ contentBase64: true, fileId: true }),
  fileId: z.uuid(),
  agencyId: z.uuid().nullable(),
  /** Of an agency's own file no other record is reached. */
  isOfOwnAgency: z.boolean().default(false),
  today: Day,
  country: z.string(),
  timeZone: z.string(),
})
export type AskedImport = z.input<typeof AskedImport>

/** Keeps a file that was sent, until it is imported or a day has passed. Gives the document that imports name. */
export async function keepImportFile(
  trx: Trx,
  keyring: Keyring,
  { content, subject, fileName }: { content: Uint8Array; subject: ImportAsk['subject']; fileName: string | null },
): Promise<{ fileId: string; expiresAt: string }> {
  const { whole, beginning } = await packOffLoop(content, subject)
  const { documentId, expiresAt } = await keepDocument(trx, keyring, {
    kind: 'import_file',
    name: fileName,
    text: whole,
    beginning,
  })
  return { fileId: documentId, expiresAt }
}

export function askForImport(trx: Trx, importId: string, asked: AskedImport): Promise<void> {
  return askForWork(trx, [{ kind: 'import', subject: importId, asked }])
}

const MOST_ATTEMPTS = 3
const KILLED = 'Vigil was stopped while this import ran.'
const NO_LONGER_KEPT = 'The file is no longer kept: it was imported meanwhile, or a day has passed.'

export function importWork(keyring: Keyring): WorkKind {
  return {
    kind: 'import',
    mostAttempts: MOST_ATTEMPTS,
    async work(db, piece) {
      // what the command line read from its own disk is not here
      if (Object.keys(piece.asked as object).length === 0) return giveUp(db, piece, KILLED)
      const { ask, fileId, agencyId, isOfOwnAgency, ...rest } = AskedImport.parse(piece.asked)
      const tenant = { ...tenantOf(piece), agencyId, reach: isOfOwnAgency ? 'own_agency' : 'all' } as const
      const kept = await withTenant(db, tenant, (trx) => readDocument(trx, keyring, fileId, 'whole'))
      if (!kept) return giveUp(db, piece, NO_LONGER_KEPT)
      await continueImport(
        db,
        tenant,
        piece,
        { ...ask, ...rest, content: { packed: kept.text } },
        {
          atEnd: async (trx) => {
            if (!ask.isDryRun) await removeDocument(trx, fileId)
          },
        },
      )
    },
    giveUp: (db, piece) => giveUp(db, piece, piece.attempt > MOST_ATTEMPTS ? KILLED : WENT_WRONG),
  }

  async function giveUp(db: Knex, piece: Piece, failure: string): Promise<void> {
    await withTenant(db, tenantOf(piece), async (trx) => {
      await endRun(trx, piece.subject, failure)
      await finishWork(trx, piece, { state: 'failed', failure })
    })
  }
}

function tenantOf({ partnershipId, askedBy }: Piece): Tenant {
  return { partnershipId, userId: askedBy, purpose: 'import:write' }
}
