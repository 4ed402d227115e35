import type { Day } from '../../server/contract/day.ts'
import type { Trx } from '../../server/db/tenant.ts'
import { addDeaths, addLaterRevisions } from '../../server/deaths/store.ts'
import { addOverdoses } from '../../server/naloxone/overdoses/store.ts'
import { addBatch } from '../../server/naloxone/supplies/batches.ts'
import { addSupplies } from '../../server/naloxone/supplies/store.ts'
import { randomFor } from '../stats/draws/random.ts'
import { addAgreements } from './agreements.ts'
import { addDemoAreas } from './areas.ts'
import { type DemoDeath, writeDeath } from './deaths.ts'
import { drawFatalOverdoses } from './fatal-overdoses.ts'
import { hideInToxicology } from './hidden.ts'
import { mixturesOf } from './mixtures.ts'
import { drawOverdoses } from './overdoses.ts'
import { addAgencies, addPanels } from './partnership-records.ts'
import type { DemoPartnership } from './partnerships.ts'
import { placesIn } from './places.ts'
import { drawDoubled, withBatches } from './reports.ts'
import { readSettlements } from './settlements.ts'
import { atSites, drawSites } from './sites.ts'
import { addStock } from './stock.ts'
import { drawSupplies, listBatches } from './supplies.ts'
import { drawTimelines } from './timeline.ts'

const STOCKED = { userId: 'demo', purpose: 'building the demonstration' }

/** Fills one partnership: areas, agencies, panels, deaths in revisions, overdose events, supplies and the stock they came from. */
export async function addEvents(
  trx: Trx,
  partnershipId: string,
  partnership: DemoPartnership,
  today: Day,
  seed: string,
): Promise<void> {
  // a stream for each kind of record: one more supply changes no death
  const randomOf = (what: string) => randomFor(`${seed}/${partnership.slug}/${what}`, 0)
  const hexagons = await addDemoAreas(trx, partnership.authorities)
  const settlements = readSettlements(partnership.authorities)
  const placesOf = (what: string) => placesIn(randomOf(`places of ${what}`), hexagons, settlements)
  const agencyOf = await addAgencies(trx, partnershipId, partnership)
  await addAgreements(trx, partnership, agencyOf, today)
  const panelIds = await addPanels(trx, partnershipId, partnership, today)

  const names = await trx('substance').select('code', 'name')
  const nameOf = new Map(names.map(({ code, name }) => [code, name]))
  const timelines = drawTimelines(randomOf('timelines'), partnership, mixturesOf(randomOf('mixtures')), today)
  const random = randomOf('deaths')
  const setting = {
    places: placesOf('deaths'),
    panelIds,
    nameOf: (code: string) => nameOf.get(code) ?? code,
    today,
  }
  const hidden = partnership.isHiddenIn ? hideInToxicology(randomOf('hidden'), timelines, today) : timelines
  const deaths = await addWithRevisions(
    trx,
    hidden.map((timeline) => writeDeath(random, timeline, setting)),
    today,
  )

  const batches = []
  for (const { since, goesTo, ...batch } of listBatches(today)) {
    const added = await addBatch(trx, partnershipId, batch)
    if (added) batches.push({ ...added, since, goesTo })
  }
  const reports = drawOverdoses(randomOf('overdoses'), partnership, {
    places: placesOf('overdoses'),
    agencyOf,
    today,
  })
  const overdoses = withBatches(randomOf('batches of uses'), reports, { batches, agencyOf })
  const { prefix } = partnership
  const doubled = drawDoubled(randomOf('doubled reports'), overdoses, { agencyOf, today, prefix })
  const fatal = drawFatalOverdoses(randomOf('fatal overdoses'), deaths)
  await addOverdoses(trx, [...overdoses, ...doubled, ...fatal], today)

  const drawn = drawSupplies(randomOf('supplies'), partnership, { batches, agencyOf, today })
  const sites = drawSites(randomOf('sites'), settlements)
  const supplies = atSites(randomOf('sites of supplies'), sites, drawn)
  const added = await addSupplies(trx, supplies, today)
  const supplied = supplies.flatMap((supply, index) => {
    const supplyId = added[index]?.id
    return supplyId ? [{ supplyId, supply }] : []
  })
  await addStock(trx, { tenant: { ...STOCKED, partnershipId }, today, sites, supplied, agencyOf })
}

async function addWithRevisions(
  trx: Trx,
  deaths: DemoDeath[],
  today: Day,
): Promise<{ death: DemoDeath; deathId: string }[]> {
  const added = await addDeaths(
    trx,
    deaths.map(({ first }) => first),
    today,
  )
  const withIds = deaths.flatMap((death, index) => {
    const deathId = added[index]?.id
    return deathId ? [{ death, deathId }] : []
  })
  await addLaterRevisions(
    trx,
    withIds.flatMap(({ death, deathId }) =>
      death.later.map((change, index) => ({ deathId, revision: index + 2, knownOn: change.knownOn, change })),
    ),
  )
  return withIds
}
