import type { Knex } from 'knex'
import type { Day } from '../../server/contract/day.ts'
import { addDays } from '../../server/day.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { askForQuarter } from '../../server/figures/releases/store.ts'
import type { Keyring } from '../../server/keys/keyring.ts'
import { writeReportPage } from '../../server/naloxone/reports/page.ts'
import { findPartnership } from '../../server/partnerships/store.ts'
import { startCompute } from '../compute/compute.ts'
import { runNight } from '../work/nightly.ts'
import { addDemoAccounts } from './accounts.ts'
import { addEvents } from './events.ts'
import { addIntake } from './intake.ts'
import { addDemoPartnership } from './partnership-records.ts'
import { DEMO_PARTNERSHIPS } from './partnerships.ts'
import { addSafetyAlert } from './stock.ts'

export type DemoOptions = {
  /** The demo's day: it stands still. From 2024 on, so that the published years are complete and a year follows them. */
  today: Day
  /** Another seed gives other people and other places, the same published counts and the same three hidden things. */
  seed?: string
  threads: number
  keyring: Keyring
}

/** Says what is being done; `share` of the whole, 0 to 1. */
export type Tell = (message: string, share?: number) => void

export const EARLIEST_TODAY = '2024-01-01'
const FIRST_YEAR = 2019
const CONTACT_NOTE =
  'This is a demonstration: here a partnership says where a kit is to be had today, and at which hours.'
/** Of the building time, before the nights. */
const EVENTS_SHARE = 0.3

/**
 * Fills an empty migrated database: two partnerships, their areas, synthetic events from 2019 to yesterday, three things hidden in the last
 * weeks, and the nights that find them.
 * @throws RangeError for a day before 2024
 */
export async function buildDemo(
  db: Knex,
  { today, seed = 'vigil', threads, keyring }: DemoOptions,
  tell: Tell,
): Promise<void> {
  if (today < EARLIEST_TODAY) throw new RangeError(`the demo's day is ${EARLIEST_TODAY} or later`)
  const ids = new Map<string, string>()
  for (const [index, partnership] of DEMO_PARTNERSHIPS.entries()) {
    tell(`${partnership.name}: areas and synthetic events`, (EVENTS_SHARE * index) / DEMO_PARTNERSHIPS.length)
    const partnershipId = await addDemoPartnership(db, partnership, seed, today)
    ids.set(partnership.slug, partnershipId)
    const tenant = { partnershipId, userId: 'demo', purpose: 'building the demonstration' }
    await withTenant(db, tenant, (trx) => addEvents(trx, partnershipId, partnership, today, seed))
    await withTenant(db, { ...tenant, purpose: 'report-page:write' }, (trx) =>
      writeReportPage(trx, partnershipId, { isOpen: true, contactNote: CONTACT_NOTE }),
    )
    await withTenant(db, { ...tenant, purpose: 'stock-alert:write' }, (trx) => addSafetyAlert(trx, tenant, today))
    await addDemoAccounts(db, partnershipId, partnership.slug, keyring)
    await withTenant(db, { ...tenant, purpose: 'notice:send' }, (trx) => addIntake(trx, keyring, today))
  }

  const compute = startCompute(threads)
  try {
    const all = DEMO_PARTNERSHIPS.reduce((sum, { nights }) => sum + nights, 0)
    let done = 0
    for (const { slug, name, nights } of DEMO_PARTNERSHIPS) {
      for (let before = nights - 1; before >= 0; before--) {
        const night = addDays(today, -before)
        tell(`${name}: night of ${night}`, EVENTS_SHARE + ((1 - EVENTS_SHARE) * done++) / all)
        await runNight(db, ids.get(slug) ?? '', night, compute)
      }
    }
  } finally {
    await compute.close()
  }
  for (const partnershipId of ids.values()) await askForFinishedYears(db, partnershipId, today)
  tell('the demonstration is ready', 1)
}

/** The timetable makes them in the minute after the start: made here, they would keep people waiting. */
function askForFinishedYears(db: Knex, partnershipId: string, today: Day): Promise<void> {
  const years = Array.from({ length: Number(today.slice(0, 4)) - FIRST_YEAR }, (_, after) => FIRST_YEAR + after)
  const tenant = { partnershipId, userId: 'demo', purpose: 'asking for releases' }
  return withTenant(db, tenant, (trx) => askForQuarter(trx, today, years))
}

/** Whether the demo was built for this day and its last nights were run. */
export async function demoIsBuilt(db: Knex, today: Day): Promise<boolean> {
  for (const { slug } of DEMO_PARTNERSHIPS) {
    const partnership = await findPartnership(db, slug)
    if (typeof partnership === 'string' || !partnership.isSynthetic || partnership.today !== today) return false
    const tenant = {
      partnershipId: partnership.partnershipId,
      userId: 'demo',
      purpose: 'looking for the demonstration',
    }
    const night = await withTenant(db, tenant, (trx) =>
      trx('night').where({ night: today }).whereNotNull('finished_at').first('night'),
    )
    if (!night) return false
  }
  return Boolean(await db('account').where({ is_demo: true }).first('account_id'))
}
