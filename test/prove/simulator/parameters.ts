/**
 * Everything the simulator assumes, in one table (docs/statistics.md 9). Days are whole; shares are of 1; what the protocol does not give is
 * ours and marked "our choice".
 */
export const PARAMETERS = {
  /** The first day of the six years; each has 365 days, and the last is judged night by night. */
  firstDay: '2020-01-01',
  years: 6,
  areas: 30,
  /** Our choice: a jittered grid of 6 by 5 towns about 9 km apart, cases at its centre, as a postcode district would give them. */
  columns: 6,
  spacingMetres: 9000,
  jitter: 0.3,
  southWest: { longitude: -5.2, latitude: 50.1 },
  /** Our choice: standard deviation of the logarithm of an area's share of the cases, alike for deaths and reversals. */
  spreadOfAreas: 0.6,
  residentsPerSquareKilometre: 160,
  deaths: {
    trendAYear: 0.03,
    season: 0.1,
    dayOfWeek: [1, 1, 1, 1, 1, 1, 1],
    /** Variance of the gamma factor that each week's rate is multiplied by (our choice: gives ODMAP's rule the protocol's alarms). */
    frailtyVariance: 0.1,
    /** Notified on average 6.5 days after the death; the logarithm's spread is our choice. */
    notified: { medianDays: 4.5, spread: 0.857 },
    /** Complete toxicology, from the death. */
    toxicology: { medianDays: 71, spread: 0.3 },
    sources: [
      ['coroner', 8],
      ['police', 2],
    ],
  },
  reversals: {
    trendAYear: 0.08,
    season: 0.15,
    /** Monday to Sunday; our choice. */
    dayOfWeek: [0.9, 0.9, 0.9, 0.95, 1.1, 1.2, 1.05],
    frailtyVariance: 0.1,
    /** Known so many days after the event, falling off by the same factor each day: half the same day, 9 in 10 within 3 (our choice). */
    meanDelayDays: 1.5,
    sources: [
      ['ambulance', 60],
      ['outreach', 25],
      ['pharmacy', 15],
    ],
  },
} as const

export type Stream = 'deaths' | 'reversals'

/** Deaths and reversals in the year that is judged: the protocol's, Cornwall's and Torbay's. */
export const SIZES = {
  '50/300': { deaths: 50, reversals: 300 },
  '42/43': { deaths: 42, reversals: 43 },
  '18/20': { deaths: 18, reversals: 20 },
  /** Deaths of acceptance check 8 (docs/statistics.md 9): 0.8 a week, and no reversals. */
  '42/0': { deaths: (0.8 * 365) / 7, reversals: 0 },
  /** Of which only toxicology is judged (`npm run prove -- reporting`). */
  '12/0': { deaths: 12, reversals: 0 },
  '50/0': { deaths: 50, reversals: 0 },
  '150/0': { deaths: 150, reversals: 0 },
  /** A small partnership, and three counties together. */
  '12/60': { deaths: 12, reversals: 60 },
  '150/900': { deaths: 150, reversals: 900 },
} as const
export type Size = keyof typeof SIZES

export type Injection = {
  stream: Stream
  events: number
  /** The events fall on days of this span, the first of them on its first day. */
  days: number
  areas: number
  /** A flag counts as found up to so many days after the first injected event. */
  horizonDays: number
  /** This share of the deaths takes the place of deaths of the background, as far as there are any in the span. */
  replacing?: number
  substances?: readonly string[]
  /** Each becomes known so many days after it happened, at least and at most, whatever is usual. */
  learntAfter?: readonly [least: number, most: number]
  /** So many such clusters at once, in different places; one where nothing is said. */
  clusters?: number
}

/** The protocol's five, unchanged. The combination's drugs are each common, and seldom together. */
export const INJECTIONS = {
  deaths_cluster: { stream: 'deaths', events: 6, days: 21, areas: 3, horizonDays: 42 },
  naloxone_spike: { stream: 'reversals', events: 12, days: 3, areas: 1, horizonDays: 14 },
  naloxone_cluster: { stream: 'reversals', events: 15, days: 14, areas: 3, horizonDays: 28 },
  nitazene: {
    stream: 'deaths',
    events: 6,
    days: 21,
    areas: 30,
    horizonDays: 210,
    replacing: 0.5,
    substances: ['metonitazene'],
  },
  combo: {
    stream: 'deaths',
    events: 10,
    days: 60,
    areas: 30,
    horizonDays: 210,
    replacing: 0.5,
    substances: ['methadone', 'bromazolam', 'pregabalin'],
  },
  /** Forms that come weeks later, and deaths learnt of after months: all at one address. */
  late_reversals: { stream: 'reversals', events: 12, days: 14, areas: 1, horizonDays: 66, learntAfter: [31, 45] },
  late_deaths: { stream: 'deaths', events: 6, days: 14, areas: 1, horizonDays: 111, learntAfter: [61, 90] },
  two_clusters: { stream: 'reversals', events: 15, days: 14, areas: 3, horizonDays: 28, clusters: 2 },
} as const satisfies Record<string, Injection>

/** Acceptance check 8: five deaths at one place in 9 days. */
const FIVE_DEATHS = { stream: 'deaths', events: 5, days: 9, areas: 1, horizonDays: 9 } as const satisfies Injection

/** What is wrong with the data or the null; each with what it does, in `disturb.ts` and `background.ts`. */
export const DISTURBANCES = {
  elongated: 'the injected areas lie in a line of five, not round a centre',
  points: 'cases are at points spread over their area, not at its centre',
  populous: 'the injected areas are drawn by their cases, so that the busiest are the likeliest',
  wrong_places: '5 % of the cases have no place, 5 % a wrong one',
  drifting_areas: 'the logarithm of each area’s share wanders, sd 0.35 a year',
  overdispersion: 'variance of the weekly factor doubled',
  trend_break: 'growth of 30 % a year from the first day of the judged year',
  bulk_upload: 'one source holds back 120 days of its reports and uploads them on one day',
  silent_source: 'one source is silent for a week, and what happened then is never reported',
  new_source: 'within the judged year a further source of reversals begins to report, 120 a year, all in two areas',
  longer_delays: 'every delay is half as long again from the middle of the judged year',
  random:
    'nothing but chance: no trend, season or weekly factor, known at once, at points spread over the areas; what is injected is at one point',
  new_test: 'pregabalin is looked for from 1 March of the judged year only, on a new panel',
  monthly_lists: 'deaths become known on the 5th of the month after, all of a month at once',
  several_persons: '6 % of the overdoses are of two persons, 1.5 % of three',
  quicker: 'every delay is a third as long from the middle of the judged year',
  growth: 'growth of 20 % a year through all six years',
  trebled: 'naloxone supplied, and reversals with it, treble within 120 days of the judged year',
  august: 'the six areas on the coast have twice as many each August',
  gap: 'six months of the year before were never recorded',
  fridays: 'one address has about one more reversal each Friday, in all years',
  own_address: 'within the judged year one source begins to give its own address for all it reports',
  moved_points: 'within the judged year one source moves the points of all its towns by 30 to 300 m',
} as const
export type Disturbance = keyof typeof DISTURBANCES

/** Of the disturbance of that name. */
export const NEW_SOURCE = { source: 'hostels', aYear: 120, areas: 2 } as const

/** `only`: what it changes, and is judged of it; of the other streams it is the quiet year of the same seed. */
export type Scenario = { injection: Injection | null; disturbance: Disturbance | null; only?: Stream }

/** Of the disturbances of those names. */
export const AUGUST = { areas: 6 } as const
export const FRIDAYS = { aFriday: 1.2 } as const
export const TREBLED = { afterDays: 60, withinDays: 120, kitsADay: 3 } as const
export const OWN_ADDRESS = { source: 'outreach' } as const
export const MOVED_POINTS = { metres: [30, 300], sources: ['coroner', 'ambulance'] } as const

/** The protocol's six. */
export const SCENARIOS = {
  null: { injection: null, disturbance: null },
  naloxone_spike: { injection: INJECTIONS.naloxone_spike, disturbance: null },
  naloxone_cluster: { injection: INJECTIONS.naloxone_cluster, disturbance: null },
  deaths_cluster: { injection: INJECTIONS.deaths_cluster, disturbance: null },
  nitazene: { injection: INJECTIONS.nitazene, disturbance: null },
  combo: { injection: INJECTIONS.combo, disturbance: null },
} as const satisfies Record<string, Scenario>

/** The harder ones, which are reported. */
export const HARDER = {
  null_wrong_places: { injection: null, disturbance: 'wrong_places' },
  null_points: { injection: null, disturbance: 'points' },
  null_drifting_areas: { injection: null, disturbance: 'drifting_areas' },
  null_overdispersion: { injection: null, disturbance: 'overdispersion' },
  null_trend_break: { injection: null, disturbance: 'trend_break' },
  null_bulk_upload: { injection: null, disturbance: 'bulk_upload' },
  null_silent_source: { injection: null, disturbance: 'silent_source' },
  null_new_source: { injection: null, disturbance: 'new_source' },
  null_longer_delays: { injection: null, disturbance: 'longer_delays' },
  naloxone_spike_populous: { injection: INJECTIONS.naloxone_spike, disturbance: 'populous' },
  naloxone_spike_wrong_places: { injection: INJECTIONS.naloxone_spike, disturbance: 'wrong_places' },
  naloxone_cluster_elongated: { injection: INJECTIONS.naloxone_cluster, disturbance: 'elongated' },
  naloxone_cluster_populous: { injection: INJECTIONS.naloxone_cluster, disturbance: 'populous' },
  naloxone_cluster_points: { injection: INJECTIONS.naloxone_cluster, disturbance: 'points' },
  naloxone_cluster_wrong_places: { injection: INJECTIONS.naloxone_cluster, disturbance: 'wrong_places' },
  deaths_cluster_elongated: { injection: INJECTIONS.deaths_cluster, disturbance: 'elongated' },
  deaths_cluster_populous: { injection: INJECTIONS.deaths_cluster, disturbance: 'populous' },
  deaths_cluster_points: { injection: INJECTIONS.deaths_cluster, disturbance: 'points' },
  deaths_cluster_wrong_places: { injection: INJECTIONS.deaths_cluster, disturbance: 'wrong_places' },
} as const satisfies Record<string, Scenario>

/** What real reporting does to the checks: quiet years, and clusters that are reported so. */
export const REAL_REPORTING = {
  null_monthly_lists: { injection: null, disturbance: 'monthly_lists', only: 'deaths' },
  null_several_persons: { injection: null, disturbance: 'several_persons', only: 'reversals' },
  null_growth: { injection: null, disturbance: 'growth' },
  null_own_address: { injection: null, disturbance: 'own_address', only: 'reversals' },
  null_moved_points: { injection: null, disturbance: 'moved_points' },
  deaths_cluster_monthly_lists: { injection: INJECTIONS.deaths_cluster, disturbance: 'monthly_lists', only: 'deaths' },
  deaths_cluster_drifting_areas: {
    injection: INJECTIONS.deaths_cluster,
    disturbance: 'drifting_areas',
    only: 'deaths',
  },
  late_reversals: { injection: INJECTIONS.late_reversals, disturbance: null, only: 'reversals' },
  late_deaths: { injection: INJECTIONS.late_deaths, disturbance: null, only: 'deaths' },
  two_clusters: { injection: INJECTIONS.two_clusters, disturbance: null, only: 'reversals' },
} as const satisfies Record<string, Scenario>

/** Years in which what is reported changes for a reason that is no harm: printed, and held to 1.2 false `notify` a year. */
export const STRESS = {
  null_quicker: { injection: null, disturbance: 'quicker' },
  null_trebled: { injection: null, disturbance: 'trebled', only: 'reversals' },
  null_august: { injection: null, disturbance: 'august' },
  null_gap: { injection: null, disturbance: 'gap' },
  null_fridays: { injection: null, disturbance: 'fridays', only: 'reversals' },
} as const satisfies Record<string, Scenario>

/** Acceptance checks 8 and 9 of docs/statistics.md 9. */
export const ACCEPTANCE = {
  random: { injection: null, disturbance: 'random' },
  random_five: { injection: FIVE_DEATHS, disturbance: 'random' },
  new_test: { injection: null, disturbance: 'new_test' },
} as const satisfies Record<string, Scenario>

export const ALL_SCENARIOS: Record<string, Scenario> = {
  ...SCENARIOS,
  ...HARDER,
  ...REAL_REPORTING,
  ...STRESS,
  ...ACCEPTANCE,
}

export const DAYS = 365 * PARAMETERS.years
export const JUDGED_FROM = DAYS - 365
/** 1 March of the judged year. */
export const NEW_TEST_FROM = JUDGED_FROM + 59
