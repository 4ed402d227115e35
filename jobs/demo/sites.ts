import type { NewAgency } from '../../server/contract/partnership.ts'
import type { HolderKind } from '../../server/contract/stock.ts'
import type { NewSupply } from '../../server/contract/supply.ts'
import type { Random } from '../stats/draws/random.ts'
import { drawWeighted } from './draw.ts'
import { movedBy, type Point, rounded, type Settlement } from './settlements.ts'

/** Where kits lie and are given out: invented, one of its kind in a town, at no address of anybody's. */
export type DemoSite = Point & {
  name: string
  kind: HolderKind
  agency: NewAgency['kind']
  settings: readonly NewSupply['setting'][]
  weight: number
}

type Kind = Pick<DemoSite, 'agency' | 'settings'> & {
  kind?: HolderKind
  called: (town: string) => string
  towns: number
}

const KINDS: readonly Kind[] = [
  {
    ...{ called: (town) => `${town} hub`, towns: 6, agency: 'drug_service' },
    settings: ['treatment_service', 'needle_exchange'],
  },
  { called: (town) => `${town} pharmacy`, towns: 10, agency: 'pharmacy', settings: ['pharmacy'] },
  {
    ...{ called: (town) => `Outreach van, ${town}`, towns: 2, agency: 'outreach', kind: 'vehicle' },
    settings: ['outreach'],
  },
  { called: (town) => `${town} supported housing`, towns: 4, agency: 'housing', settings: ['hostel'] },
  { called: (town) => `${town} hospital`, towns: 2, agency: 'hospital', settings: ['hospital'] },
  { called: (town) => `${town} custody suite`, towns: 2, agency: 'criminal_justice_team', settings: ['custody'] },
  { called: (town) => `Prison release team, ${town}`, towns: 1, agency: 'prison', settings: ['prison_release'] },
  { called: (town) => `Post room, ${town}`, towns: 1, agency: 'drug_service', settings: ['click_and_deliver'] },
  {
    ...{ called: (town) => `Peer worker, ${town}`, towns: 2, agency: 'peer_network', kind: 'person' },
    settings: ['training_session'],
  },
]

/** Within a few hundred metres of the middle of a town. */
const SPREAD_METRES = 350

export function drawSites(random: Random, settlements: readonly Settlement[]): DemoSite[] {
  const largest = settlements.toSorted((a, b) => b.residents - a.residents)
  return KINDS.flatMap(({ called, towns, agency, settings, kind = 'site' }) =>
    largest.slice(0, towns).map((town) => ({
      ...{ name: called(town.name), kind, agency, settings, weight: town.residents },
      ...movedBy(town, SPREAD_METRES * (random() - 0.5), SPREAD_METRES * (random() - 0.5)),
    })),
  )
}

/** The supplies, each at a site of its setting: more often where more people live. */
export function atSites(random: Random, sites: readonly DemoSite[], supplies: readonly NewSupply[]): NewSupply[] {
  return supplies.map((supply) => {
    const ofSetting = sites.filter(({ settings }) => settings.includes(supply.setting))
    if (ofSetting.length === 0) return supply
    const site = drawWeighted(
      random,
      ofSetting.map((one) => [one, one.weight] as const),
    )
    const place = {
      longitude: rounded(site.longitude),
      latitude: rounded(site.latitude),
      precision: 'postcode' as const,
    }
    return { ...supply, site: site.name, place }
  })
}
