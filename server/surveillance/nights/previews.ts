import type { Day } from '../../contract/day.ts'
import { NightPreview, type PreviewResult } from '../../contract/night-preview.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { askForWork, finishWork, holdWork, type Piece } from '../../work/store.ts'

/** A look ahead to tonight's run, as work: there is one at a time, and the next replaces it. */
const SUBJECT = 'tonight'

/** Asks for a preview of the run of `night`; while one waits or runs, asking again is asking once. */
export async function askForPreview(trx: Trx, night: Day): Promise<NightPreview> {
  await askForWork(trx, [{ kind: 'night_preview', subject: SUBJECT, asked: { night } }], { again: 'ended' })
  return (await findPreview(trx)) as NightPreview
}

export async function findPreview(trx: Trx): Promise<NightPreview | null> {
  const { rows } = await trx.raw(
    `select work_id as preview_id, asked ->> 'night' as night, state, asked_at, started_at, finished_at,
       steps_done as checks_done, steps_total as checks_total, case when state = 'failed' then failure end as failure, result
     from work
     where kind = 'night_preview' and subject = :subject`,
    { subject: SUBJECT },
  )
  return rows[0] ? NightPreview.parse(fromColumns(rows[0])) : null
}

/**
 * It looks ahead to the run that is the next one when it is taken up, whatever was the next when it was asked for.
 * @throws TakenOver when another took it up.
 */
export async function setPreviewedNight(trx: Trx, piece: Piece, night: Day): Promise<void> {
  await holdWork(trx, piece)
  await trx('work')
    .where({ work_id: piece.workId })
    .update({ asked: JSON.stringify({ night }) })
}

export function finishPreview(trx: Trx, piece: Piece, result: PreviewResult): Promise<void> {
  return finishWork(trx, piece, { state: 'done', result })
}

/** Once a night is done, what looked ahead to it says nothing more. */
export async function removePreviewsUpTo(trx: Trx, night: Day): Promise<void> {
  await trx('work')
    .where({ kind: 'night_preview' })
    .whereIn('state', ['done', 'failed'])
    .whereRaw(`(asked ->> 'night')::date <= :night`, { night })
    .delete()
}
