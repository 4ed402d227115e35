import { nameKey } from '../../contract/text.ts'
import { type NewToxicologyPanel, ToxicologyPanel } from '../../contract/toxicology-panel.ts'
import type { Trx } from '../../db/tenant.ts'

const PANEL_COLUMNS = `
  panel.panel_id as "panelId", panel.name, panel.laboratory, panel.valid_from as "validFrom",
  panel.retired_at is not null as "isRetired",
  coalesce(
    (select jsonb_agg(covered.substance_code order by covered.substance_code)
     from toxicology_panel_substance covered
     where covered.partnership_id = panel.partnership_id and covered.panel_id = panel.panel_id),
    '[]'
  ) as covers
  from toxicology_panel panel`

export async function listToxicologyPanels(trx: Trx): Promise<ToxicologyPanel[]> {
  const { rows } = await trx.raw(`select ${PANEL_COLUMNS} order by panel.name`)
  return rows.map((row: unknown) => ToxicologyPanel.parse(row))
}

/** The codes that no substance of the tree has. */
export async function unknownCodes(trx: Trx, codes: readonly string[]): Promise<string[]> {
  const known = new Set(await trx('substance').whereIn('code', codes).pluck('code'))
  return codes.filter((code) => !known.has(code))
}

/** Adds a panel with what it covers; undefined when there is one of that name. */
export async function addToxicologyPanel(
  trx: Trx,
  partnershipId: string,
  panel: NewToxicologyPanel,
): Promise<ToxicologyPanel | undefined> {
  const { name, laboratory, validFrom, covers } = panel
  const names: string[] = await trx('toxicology_panel').pluck('name')
  if (names.some((there) => nameKey(there) === nameKey(name))) return undefined
  const [added] = await trx('toxicology_panel')
    .insert({ partnership_id: partnershipId, name, laboratory, valid_from: validFrom })
    .onConflict() // somebody else may have added it meanwhile
    .ignore()
    .returning('panel_id')
  if (!added) return undefined
  await trx('toxicology_panel_substance').insert(
    covers.map((code) => ({ partnership_id: partnershipId, panel_id: added.panel_id, substance_code: code })),
  )
  return { panelId: added.panel_id, ...panel, covers: covers.toSorted(), isRetired: false }
}

/** Undefined where there is no such panel. */
export async function retireToxicologyPanel(
  trx: Trx,
  panelId: string,
  isRetired: boolean,
): Promise<ToxicologyPanel | undefined> {
  await trx('toxicology_panel')
    .where({ panel_id: panelId })
    .update({ retired_at: isRetired ? trx.raw('coalesce(retired_at, now())') : null })
  return (await listToxicologyPanels(trx)).find((panel) => panel.panelId === panelId)
}

/** Whether a death would newly name a panel that can no longer be chosen; one that names it already keeps it. */
export async function isRetiredFor(trx: Trx, panelId: string | null | undefined, deathId?: string): Promise<boolean> {
  if (!panelId) return false
  const { rows } = await trx.raw(
    `select from toxicology_panel
     where panel_id = :panelId and retired_at is not null
       and not exists (
         select from death_revision
         where death_revision.partnership_id = toxicology_panel.partnership_id and death_id = :deathId and toxicology_panel_id = :panelId)`,
    { panelId, deathId: deathId ?? null },
  )
  return rows.length > 0
}
