import type { Day } from '../../contract/day.ts'
import type { ImportRun, ImportUndone } from '../../contract/import.ts'
import type { Trx } from '../../db/tenant.ts'
import type { AnyDefinition } from '../../records/kind.ts'
import { listTouched, withdrawImported } from '../../records/undo.ts'
import { importedKinds } from './imported-kinds.ts'

const MOST_LEFT_SHOWN = 500

/**
 * Takes an import back: each record that nobody has touched since is withdrawn by a new revision that says so.
 * Nights and releases that were made with these records stay as they are.
 */
export async function undoImport(trx: Trx, run: ImportRun, today: Day): Promise<ImportUndone> {
  const file = run.fileName ? ` of ${run.fileName}` : ''
  const reason = `withdrawn: the import${file} was undone`.slice(0, 400)
  const undone: ImportUndone = { importId: run.importId, withdrawn: 0, left: [] }
  for (const [kind, definition] of Object.entries(importedKinds) as [keyof typeof importedKinds, AnyDefinition][]) {
    const touched = await listTouched(trx, definition, run.importId)
    undone.left.push(...touched.map((record) => ({ kind, ...record })))
    undone.withdrawn += await withdrawImported(trx, definition, { importId: run.importId, reason, today })
  }
  await trx('import_run')
    .where({ import_id: run.importId })
    .update({ undone_at: trx.raw('now()') })
  return { ...undone, left: undone.left.slice(0, MOST_LEFT_SHOWN) }
}
