import type { Knex } from 'knex'
import { pino } from 'pino'
import { addSignedIn, makeApp } from '../support/app.ts'
import { findPostgres } from '../support/native-postgres.ts'
import { addInstallation, type Installation, startInstallation } from './installation.ts'
import { addMillion, addSmall, LARGE, SMALL, TODAY } from './million.ts'
import { get, listen, median, processorTime, time } from './timing.ts'

/** Milliseconds that a whole request may take at one user, at a million events. */
const AIMS = { map: 60, timeline: 50, view: 100, list: 30, overview: 30 }
const YEAR = 'from=2025-03-16&to=2026-03-15'
const REQUESTS: [name: string, path: string, aim: number | undefined][] = [
  ['map of a year, deaths', `/api/map/events?events=deaths&${YEAR}&areaKind=lsoa`, AIMS.map],
  ['map of a year, reversals', `/api/map/events?events=reversals&${YEAR}&areaKind=lsoa`, AIMS.map],
  ['map of a year, overdoses', `/api/map/events?events=overdoses&${YEAR}&areaKind=lsoa`, AIMS.map],
  ['map of a year, supplies', `/api/map/events?events=supplies&${YEAR}&areaKind=lsoa`, AIMS.map],
  ['timeline, deaths', '/api/map/timeline?events=deaths', AIMS.timeline],
  ['timeline, reversals', '/api/map/timeline?events=reversals', AIMS.timeline],
  ['timeline, supplies', '/api/map/timeline?events=supplies', AIMS.timeline],
  ['deaths by drug, twelve maps', `/api/map/multiples?by=substance&events=deaths&${YEAR}&areaKind=lsoa`, AIMS.view],
  [
    'overdoses by quarter, twelve',
    `/api/map/multiples?by=quarter&events=overdoses&to=${TODAY}&areaKind=lsoa`,
    AIMS.view,
  ],
  ['points of a year, overdoses', `/api/map/points?events=overdoses&${YEAR}`, AIMS.view],
  ['finding a place', '/api/map/find?q=small', AIMS.view],
  ['outlines of areas', '/api/areas/shapes?kind=lsoa', AIMS.view],
  ['map of a year by ward, overdoses', `/api/map/events?events=overdoses&${YEAR}&areaKind=ward`, AIMS.view],
  [
    'map of six years, overdoses',
    `/api/map/events?events=overdoses&from=2020-03-16&to=${TODAY}&areaKind=lsoa`,
    AIMS.view,
  ],
  ['map as known in autumn', `/api/map/events?events=deaths&${YEAR}&areaKind=lsoa&asKnownOn=2025-10-01`, AIMS.view],
  ['hot spots of a year', `/api/map/description?events=overdoses&${YEAR}&areaKind=lsoa&layer=hot_spots`, AIMS.view],
  ['density of a year', `/api/map/description?events=overdoses&${YEAR}&areaKind=lsoa&layer=density`, AIMS.view],
  ['what is in a ward', `/api/map/within?areaId=:ward&${YEAR}`, AIMS.view],
  ['what is in a small area', `/api/map/within?areaId=:lsoa&${YEAR}`, AIMS.view],
  ['what is in a circle', `/api/map/within?:middle&radiusMetres=2000&${YEAR}`, AIMS.view],
  ['deaths of an area', '/api/deaths?area=:lsoa', AIMS.view],
  ['overdoses of an area', '/api/overdoses?area=:lsoa', AIMS.view],
  ['supplies of an area', '/api/supplies?area=:lsoa', AIMS.view],
  ['overdoses of a ward', '/api/overdoses?area=:ward', AIMS.view],
  ['list of deaths', '/api/deaths', AIMS.list],
  ['list of deaths with heroin', '/api/deaths?substance=heroin', AIMS.list],
  ['list of overdoses', '/api/overdoses', AIMS.list],
  ['list of reversals', '/api/overdoses?status=reversal', AIMS.list],
  ['list of supplies', '/api/supplies', AIMS.list],
  ['overview', '/api/overview', AIMS.overview],
  ['busiest areas', '/api/indicators/busiest-areas', AIMS.overview],
  ['one death', '/api/deaths/:deathId', undefined],
]
const ROUNDS = 5
const MOST_IN_A_ROUND = 8
const LONGEST_MILLISECONDS = 1500

/**
 * Whole requests over HTTP at one user with a session, as it ships and as the README's own database role: in a partnership of 32,200 events
 * among a million in 32, and in one of 1,800 among them beside the same one alone. PostgreSQL's statistics and caches are warm. What others
 * on the machine take stands in the clock and not in the processor's time, which is this process's and the database sessions'.
 */
export async function benchRequests(): Promise<void> {
  if (!findPostgres())
    return console.log('PostgreSQL with PostGIS is not here: requests at a million events are not timed')
  const { cluster, installation: crowded } = await startInstallation()
  const open = [crowded]
  try {
    let loaded: Awaited<ReturnType<typeof addMillion>> | undefined
    const loading = await time(async () => {
      loaded = await addMillion(crowded.superuser.knex)
    })
    const { large, small, events } = loaded as NonNullable<typeof loaded>
    console.log(
      `\n${events.toLocaleString('en-GB')} events in 32 partnerships, loaded in ${(loading / 1000).toFixed(0)} s; whole requests at one user, medians`,
    )
    const lone = await addInstallation(cluster, 'alone')
    open.push(lone)
    const alone = await addSmall(lone.superuser.knex)

    const readers = [await addReader(crowded, large), await addReader(crowded, small), await addReader(lone, alone)]
    for (const [name, path, aim] of REQUESTS) {
      const taken = readers.map((): Taken[] => [])
      for (const reader of readers) await reader.ask(path)
      for (let round = 0; round < ROUNDS; round++)
        for (const [index, reader] of readers.entries()) taken[index]?.push(...(await askOften(reader, path)))
      const [ofLarge, ofSmall, ofAlone] = taken.map(say) as [Said, Said, Said]
      console.log(
        `  ${name.padEnd(28)} ${ofLarge.text} in ${LARGE.toLocaleString('en-GB')} events${aim ? ` (aim ${aim})` : ''}; ` +
          `${ofSmall.text} in ${SMALL.toLocaleString('en-GB')} among the million, ${ofAlone.text} alone: ${percent(ofSmall.compared / ofAlone.compared)}`,
      )
    }
    const [busy] = readers
    const perSecond = await countASecond(() => (busy as Reader).ask('/api/deaths/:deathId'))
    console.log(`  one death, one after another: ${perSecond} a second`)
    for (const reader of readers) reader.close()
  } finally {
    for (const one of open) await one.close()
    cluster.stop()
  }
}

type Reader = { ask: (path: string) => Promise<unknown>; sessions: () => Promise<number[]>; close: () => void }
type Taken = { clock: number; processor: number }
type Said = { text: string; compared: number }

/** The median and the 99th of a hundred by the clock, and of processor time; what is compared is processor time where there is one, which others do not stretch. */
function say(taken: readonly Taken[]): Said {
  const [clock, processor] = [median(taken.map((one) => one.clock)), median(taken.map((one) => one.processor))]
  const slow = taken.map((one) => one.clock).toSorted((a, b) => a - b)[Math.ceil(taken.length * 0.99) - 1] ?? Number.NaN
  const text = `${clock.toFixed(1)} ms, 99th ${slow.toFixed(1)}${Number.isNaN(processor) ? '' : ` (${processor.toFixed(1)} of processor)`}`
  return { text, compared: Number.isNaN(processor) ? clock : processor }
}

/** Somebody who may see every case of a partnership, signed in at the shipped app; `:deathId` is another death at each asking. */
async function addReader({ database, superuser }: Installation, partnershipId: string): Promise<Reader> {
  const partnership = { partnershipId } as never
  const { cookie } = await addSignedIn({ knex: database.knex, partnership })
  const places = await busyPlaces(superuser.knex, partnershipId)
  const { rows } = await superuser.knex.raw(
    'select death_id from death where partnership_id = ? order by death_id limit 500',
    [partnershipId],
  )
  const { port, close } = await listen(makeApp({ database, log: pino({ level: 'silent' }) }))
  let deaths = 0
  return {
    close,
    sessions: () =>
      superuser
        .knex('pg_stat_activity')
        .where('usename', 'vigil')
        .whereRaw('datname = current_database()')
        .pluck('pid'),
    async ask(path) {
      const { death_id } = rows[deaths++ % rows.length]
      const said = { ...places, ':deathId': death_id }
      const asked = Object.entries(said).reduce((now, [name, value]) => now.replace(name, value), path)
      const answer = JSON.parse(String(await get(port, asked, cookie)))
      if (isEmpty(answer)) throw new Error(`${path} answered nothing of ${TODAY}: there is nothing to time`)
    },
  }
}

/** The areas with the most events, and the middle of one. */
async function busyPlaces(knex: Knex, partnershipId: string) {
  const { rows } = await knex.raw(
    `select kind, area_id, st_y(label_point) as latitude, st_x(label_point) as longitude from area_edition
     where partnership_id = ? and code in ('L0-0', 'W0-0') order by kind`,
    [partnershipId],
  )
  const [lsoa, ward] = rows
  return {
    ':lsoa': lsoa.area_id,
    ':ward': ward.area_id,
    ':middle': `latitude=${lsoa.latitude.toFixed(4)}&longitude=${lsoa.longitude.toFixed(4)}`,
  }
}

/** A list, a map or a timeline without a row: something was left out that was to be timed. */
function isEmpty({ rows, steps, areas }: { rows?: unknown[]; steps?: unknown[]; areas?: unknown[] }): boolean {
  return [rows, steps, areas].some((list) => list?.length === 0)
}

async function askOften({ ask, sessions }: Reader, path: string): Promise<Taken[]> {
  await ask(path) // on a connection that is there: the pool lets go of one that rested
  const pids = await sessions()
  const processor = () => processorTime(pids) ?? Number.NaN
  const taken: Taken[] = []
  const until = performance.now() + LONGEST_MILLISECONDS
  while (taken.length < MOST_IN_A_ROUND && (taken.length === 0 || performance.now() < until)) {
    const before = processor()
    const clock = await time(() => ask(path))
    taken.push({ clock, processor: processor() - before })
  }
  return taken
}

async function countASecond(ask: () => Promise<unknown>, seconds = 5): Promise<number> {
  const until = performance.now() + seconds * 1000
  let asked = 0
  for (; performance.now() < until; asked++) await ask()
  return Math.round(asked / seconds)
}

function percent(ratio: number): string {
  const more = Math.round((ratio - 1) * 100)
  return `${Math.abs(more)} % ${more < 0 ? 'less' : 'more'} (aim within 20)`
}
