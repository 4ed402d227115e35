import { partnershipOf, type Trx } from '../db/tenant.ts'
import { type Keyring, seal, unseal } from '../keys/keyring.ts'
import { sealedDocument } from '../keys/sealed-columns.ts'

/**
 * Bytes that are kept for a while, sealed with the key file: a stolen database or backup does not hold them. Only whoever brought a
 * document reads it, for what it was brought for (row-level security), and it goes when that is done, after 24 hours at the latest.
 */

export type NewDocument = { kind: 'import_file'; name: string | null; text: string; beginning: string | null }

export async function keepDocument(
  trx: Trx,
  keyring: Keyring,
  { kind, name, text, beginning }: NewDocument,
): Promise<{ documentId: string; expiresAt: string }> {
  const documentId = crypto.randomUUID()
  const context = await contextOf(trx, documentId)
  const [row] = await trx('document')
    .insert({
      partnership_id: await partnershipOf(trx),
      document_id: documentId,
      kind,
      name,
      sealed: seal(keyring, text, context('sealed')),
      sealed_beginning: beginning === null ? null : seal(keyring, beginning, context('sealed_beginning')),
    })
    .returning('expires_at')
  return { documentId, expiresAt: row.expires_at }
}

/** What was kept, or as much of it as is looked at beforehand; undefined where it is gone, or somebody else brought it. */
export async function readDocument(
  trx: Trx,
  keyring: Keyring,
  documentId: string,
  part: 'whole' | 'beginning',
): Promise<{ name: string | null; text: string } | undefined> {
  const row = await trx('document')
    .where({ document_id: documentId })
    .where('expires_at', '>', trx.fn.now())
    .first(
      'name',
      part === 'whole' ? { sealed: 'sealed' } : { sealed: trx.raw('coalesce(sealed_beginning, sealed)') },
      trx.raw('sealed_beginning is not null as "hasBeginning"'),
    )
  if (!row) return undefined
  const context = await contextOf(trx, documentId)
  const column = part === 'beginning' && row.hasBeginning ? 'sealed_beginning' : 'sealed'
  return { name: row.name, text: unseal(keyring, Buffer.from(row.sealed), context(column)) }
}

/** Whether it is there for whoever asks. */
export async function hasDocument(trx: Trx, documentId: string): Promise<boolean> {
  const row = await trx('document')
    .where({ document_id: documentId })
    .where('expires_at', '>', trx.fn.now())
    .first('document_id')
  return row !== undefined
}

export async function removeDocument(trx: Trx, documentId: string): Promise<void> {
  await trx('document').where({ document_id: documentId }).delete()
}

/** For the clock, which looks each minute: gives how many it removed. */
export async function removeExpiredDocuments(trx: Trx): Promise<number> {
  return trx('document').where('expires_at', '<=', trx.fn.now()).delete()
}

async function contextOf(trx: Trx, documentId: string): Promise<(column: string) => string> {
  const partnershipId = await partnershipOf(trx)
  return (column) => sealedDocument.contextOf(column, partnershipId, documentId)
}
