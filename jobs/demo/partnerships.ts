import type { NewAgency } from '../../server/contract/partnership.ts'

/** What the demo says of each partnership. Agencies are invented and generic: no organisation is meant. */
export type DemoPartnership = {
  slug: string
  name: string
  /** In references: "CIOS-2022-014". */
  prefix: string
  authorities: readonly string[]
  agencies: readonly NewAgency[]
  /** Deaths by calendar year of death, excluded ones left out. */
  deathsIn: (year: number) => number
  /** Reversals, a person each, by calendar year until 2022. */
  reversalsIn: ReadonlyMap<number, number>
  /** Reversals in a year after 2022, at its beginning, and in the latest 365 days. */
  laterReversals: { in2023: number; latest: number }
  /** Kits supplied in 2019 and in the latest year. */
  kits: { in2019: number; latest: number }
  /** So many days before today the laboratory began to look for nitazenes, fentanyls and every street benzodiazepine. */
  extendedPanelDays: number
  /** Nights that the demo runs, the last of them today's. */
  nights: number
  /** Only where something is hidden. */
  isHiddenIn: boolean
}

const COMMON_AGENCIES: readonly NewAgency[] = [
  { name: 'Public health team', kind: 'public_health' },
  { name: 'Adult drug and alcohol service', kind: 'drug_service' },
  { name: 'Street outreach team', kind: 'outreach' },
  { name: 'Ambulance service', kind: 'ambulance' },
  { name: 'Police', kind: 'police' },
  { name: 'Peer naloxone network', kind: 'peer_network' },
  { name: 'Community pharmacies', kind: 'pharmacy' },
  { name: 'Hospital liaison team', kind: 'hospital' },
  { name: 'Supported housing providers', kind: 'housing' },
  { name: 'Prison release team', kind: 'prison' },
  { name: 'Custody and courts team', kind: 'criminal_justice_team' },
  { name: "Coroner's office", kind: 'coroner' },
]

/**
 * Only published figures are calibrated: Cornwall's locally recorded deaths of 2019–2022 (31, 40, 38, 42) and its 43 reversals of 2022
 * ("Drug Strategy: One Year on", Safer Cornwall; council papers), Torbay's about 18 deaths a year (ONS drug-poisoning registrations).
 * Every other number is made up to look plausible.
 */
const CORNWALL_DEATHS = new Map([
  [2019, 31],
  [2020, 40],
  [2021, 38],
  [2022, 42],
])

export const DEMO_PARTNERSHIPS: readonly DemoPartnership[] = [
  {
    slug: 'cornwall',
    name: 'Cornwall & Isles of Scilly',
    prefix: 'CIOS',
    authorities: ['Cornwall', 'Isles of Scilly'],
    agencies: [
      ...COMMON_AGENCIES,
      { name: 'Harbour and fishing welfare charity', kind: 'voluntary' },
      { name: 'Council community safety team', kind: 'council' },
    ],
    deathsIn: (year) => CORNWALL_DEATHS.get(year) ?? [46, 48, 45, 47, 44][(year - 2023) % 5] ?? 46,
    reversalsIn: new Map([
      [2019, 11],
      [2020, 19],
      [2021, 28],
      [2022, 43],
    ]),
    laterReversals: { in2023: 62, latest: 196 },
    kits: { in2019: 1000, latest: 2400 },
    extendedPanelDays: 735,
    nights: 26,
    isHiddenIn: true,
  },
  {
    slug: 'torbay',
    name: 'Torbay',
    prefix: 'TOR',
    authorities: ['Torbay'],
    agencies: COMMON_AGENCIES,
    deathsIn: (year) => [18, 17, 19, 18, 18][year % 5] ?? 18,
    reversalsIn: new Map([
      [2019, 5],
      [2020, 8],
      [2021, 12],
      [2022, 17],
    ]),
    laterReversals: { in2023: 24, latest: 70 },
    kits: { in2019: 350, latest: 900 },
    extendedPanelDays: 1280,
    nights: 8,
    isHiddenIn: false,
  },
]

/** What the laboratory has looked for all along: drugs by name, so that no class counts as tested that was not. */
export const STANDARD_PANEL: readonly string[] = [
  'heroin',
  'heroin-morphine',
  'morphine',
  'codeine',
  'dihydrocodeine',
  'methadone',
  'buprenorphine',
  'tramadol',
  'oxycodone',
  'fentanyl',
  'diazepam',
  'temazepam',
  'lorazepam',
  'clonazepam',
  'alprazolam',
  'etizolam',
  'flualprazolam',
  'flubromazepam',
  'pregabalin',
  'gabapentin',
  'z-drugs',
  'cocaine',
  'amphetamines',
  'ketamine',
  'ethanol',
  'cannabis',
  'antidepressants',
  'antipsychotics',
  'paracetamol',
]

/** The extended panel adds whole families: any member would be found. It does not look for phenibut, so not for all gabapentinoids. */
export const EXTENDED_PANEL: readonly string[] = [
  ...STANDARD_PANEL,
  'nitazenes',
  'fentanyls',
  'other-synthetic-opioids',
  'benzodiazepines', // every one of them, street benzodiazepines such as bromazolam included
  'cathinones',
  'synthetic-cannabinoids',
  'alpha-2-agonists',
]
