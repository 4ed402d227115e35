import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import type { Day } from '../../server/contract/day.ts'
import type { NewAgency } from '../../server/contract/partnership.ts'
import { addDays } from '../../server/day.ts'
import type { Trx } from '../../server/db/tenant.ts'
import { addAgency } from '../../server/partnerships/store.ts'
import { type DemoPartnership, EXTENDED_PANEL, STANDARD_PANEL } from './partnerships.ts'

/**
 * Adds the partnership under an id made from the seed and its slug: the nights draw their replicates from that id, so that the same seed
 * finds the same things on any machine.
 */
export async function addDemoPartnership(
  db: Knex,
  { slug, name }: DemoPartnership,
  seed: string,
  today: Day,
): Promise<string> {
  const partnershipId = uuidOf(`demo partnership ${seed} ${slug}`)
  await db('partnership').insert({
    partnership_id: partnershipId,
    slug,
    name,
    country: 'GB',
    time_zone: 'Europe/London',
    basemap: 'south-west-england',
    is_synthetic: true,
    pinned_today: today,
  })
  return partnershipId
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** Adds the agencies; answers which one has a kind. */
export async function addAgencies(
  trx: Trx,
  partnershipId: string,
  { agencies }: DemoPartnership,
): Promise<(kind: NewAgency['kind']) => string | null> {
  const idOf = new Map<NewAgency['kind'], string>()
  for (const agency of agencies) {
    const added = await addAgency(trx, partnershipId, agency)
    if (added) idOf.set(agency.kind, added.agencyId)
  }
  return (kind) => idOf.get(kind) ?? null
}

/** Adds the laboratory's two panels with what they look for. */
export async function addPanels(
  trx: Trx,
  partnershipId: string,
  { extendedPanelDays }: DemoPartnership,
  today: Day,
): Promise<{ standard: string; extended: string }> {
  const standard = await addPanel(trx, partnershipId, 'Standard panel', null, STANDARD_PANEL)
  const extendedSince = addDays(today, -extendedPanelDays)
  const extended = await addPanel(trx, partnershipId, 'Extended panel', extendedSince, EXTENDED_PANEL)
  return { standard, extended }
}

async function addPanel(
  trx: Trx,
  partnershipId: string,
  name: string,
  validFrom: Day | null,
  covers: readonly string[],
): Promise<string> {
  const [panel] = await trx('toxicology_panel')
    .insert({
      partnership_id: partnershipId,
      name,
      laboratory: 'Regional toxicology laboratory',
      valid_from: validFrom,
    })
    .returning('panel_id')
  await trx('toxicology_panel_substance').insert(
    covers.map((code) => ({ partnership_id: partnershipId, panel_id: panel.panel_id, substance_code: code })),
  )
  return panel.panel_id
}
