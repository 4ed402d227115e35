import { availableParallelism } from 'node:os'
import type { Knex } from 'knex'
import { schedule } from 'node-cron'
import type { Logger } from 'pino'
import { type Anchors, startAnchors } from '../server/audit/anchor.ts'
import type { Config } from '../server/config.ts'
import type { Day } from '../server/contract/day.ts'
import type { Partnership } from '../server/contract/partnership.ts'
import { addDays, daysBetween } from '../server/day.ts'
import { isUnavailable } from '../server/db/connection.ts'
import { withTenant } from '../server/db/tenant.ts'
import { sayCannotWrite } from '../server/db/writes.ts'
import { removeExpiredDocuments } from '../server/documents/store.ts'
import { importWork } from '../server/import/writing/import-work.ts'
import type { Keyring } from '../server/keys/keyring.ts'
import { takeInReports } from '../server/naloxone/reports/take-in.ts'
import { listPartnerships } from '../server/partnerships/store.ts'
import { askForDueNight, setAsideEmptyNight } from '../server/surveillance/nights/night-work.ts'
import { readLateness } from '../server/surveillance/nights/store.ts'
import { runWork } from '../server/work/run-work.ts'
import { type Compute, startCompute } from './compute/compute.ts'
import { runLeftNational } from './national/run-national.ts'
import { sendMails } from './work/mail.ts'
import { makeMonthlyReports } from './work/monthly.ts'
import { nightWork } from './work/nightly.ts'
import { runAskedPreview } from './work/preview.ts'
import { runAskedReleases } from './work/release.ts'
import { carryOutRetention } from './work/retention.ts'

/** Missed nights further back than this are not caught up: what they would have said is a month old. */
const CATCH_UP_NIGHTS = 35

/**
 * The timetable. Each minute it looks which nights are due by each partnership's own clock (02:45, whatever the clock change), which
 * were missed, asked for or left by a killed node, and runs them in order. Looking is cheap, and the row of the night is what makes it
 * once only, so that any number of nodes may look.
 */
export function startTimetable(
  db: Knex,
  config: Pick<Config, 'threads' | 'home' | 'mail' | 'publicUrl'> & { keyring: Keyring },
  log: Logger,
  anchors = startAnchors(db, config.home, log),
) {
  const { mail, keyring, publicUrl } = config
  let sending: Promise<void> | undefined
  // beside everything else: a mail server that answers slowly holds up no night
  const send = () => {
    if (!mail || sending) return
    sending = sendMails(db, { server: mail, keyring, publicUrl }, log, () => isStopping)
      .catch((error) => log.error({ reason: (error as Error).name }, 'mail not sent'))
      .finally(() => {
        sending = undefined
      })
  }
  let working: Promise<void> | undefined
  let isStopping = false
  let isAskedAgain = false
  const look = () => {
    send()
    if (working) {
      isAskedAgain = true
      return
    }
    isAskedAgain = false
    working = lookAtWork(db, keyring, log, () => isStopping)
      .then(() =>
        runDueNights(
          db,
          { threads: config.threads ?? availableParallelism(), home: config.home, keyring },
          log,
          () => isStopping,
          new Date(),
          anchors,
        ),
      )
      .catch((error) =>
        log.error(
          {
            reason:
              sayCannotWrite(error) ?? (isUnavailable(error) ? 'the database is not available' : (error as Error).name),
            code: (error as { code?: string }).code,
          },
          'nights not run',
        ),
      )
      .finally(() => {
        working = undefined
        if (isAskedAgain && !isStopping) look()
      })
  }
  keepClockInUtc()
  const task = schedule('* * * * *', look)
  look()
  return {
    /** Looks now: somebody has asked for something and waits. */
    look,
    async stop() {
      isStopping = true
      await task.destroy()
      await working
      await sending
    },
  }
}

/**
 * The process's own clock knows no summer time: where the machine's zone turns it back, node-cron 4.6.0 (the newest there is) looks at
 * nothing for 121 minutes and wakes all the while, which its own option `timezone` does not cure. What day it is where a partnership is
 * stays told by that partnership's zone (server/day.ts).
 */
function keepClockInUtc(): void {
  process.env.TZ = 'UTC'
}

/** Takes up what was asked for and nobody is at, as after a process was killed; and removes documents whose day has passed. */
async function lookAtWork(db: Knex, keyring: Keyring, log: Logger, isStopping: () => boolean): Promise<void> {
  await forEachPartnership(db, log, isStopping, 'work not done', async ({ partnershipId }) => {
    const tenant = { partnershipId, userId: 'timetable', purpose: 'carry out the retention schedule' }
    await withTenant(db, tenant, removeExpiredDocuments)
    await runWork(db, partnershipId, importWork(keyring), isStopping)
  })
}

/** Runs what is due in every partnership, oldest night first, then the releases asked for. */
export async function runDueNights(
  db: Knex,
  { threads, home, keyring }: { threads: number; home: string; keyring: Keyring },
  log: Logger,
  isStopping: () => boolean,
  now = new Date(),
  anchors = startAnchors(db, home, log),
): Promise<void> {
  const compute = startCompute(threads)
  try {
    await forEachPartnership(db, log, isStopping, 'nights not run', (partnership) =>
      runDueNightsOf(db, keyring, partnership, anchors, compute, log, isStopping, now),
    )
    // after every night is done: nobody waits for these
    await forEachPartnership(db, log, isStopping, 'monthly reports not made', async ({ partnershipId, slug }) => {
      const startedAt = performance.now()
      const made = await makeMonthlyReports(db, partnershipId, compute, isStopping)
      if (made.length)
        log.info(
          { partnership: slug, made, milliseconds: Math.round(performance.now() - startedAt) },
          'monthly reports',
        )
    })
    for (const night of await runLeftNational(db, compute, isStopping)) log.info({ night }, 'national check')
  } finally {
    await compute.close()
  }
}

/** What goes wrong with one partnership holds up no other. */
async function forEachPartnership(
  db: Knex,
  log: Logger,
  isStopping: () => boolean,
  failure: string,
  work: (partnership: Partnership) => Promise<void>,
): Promise<void> {
  for (const partnership of await listPartnerships(db)) {
    if (isStopping()) return
    try {
      await work(partnership)
    } catch (error) {
      if (isUnavailable(error)) throw error
      const { name: reason, code } = error as { name: string; code?: string }
      log.error({ partnership: partnership.slug, reason, code }, failure)
    }
  }
}

/** The nights due of one partnership in their order, then its retention and the releases asked for. */
async function runDueNightsOf(
  db: Knex,
  keyring: Keyring,
  partnership: Partnership,
  anchors: Anchors,
  compute: Compute,
  log: Logger,
  isStopping: () => boolean,
  now: Date,
): Promise<void> {
  // somebody waits for it, and it changes nothing
  await runAskedPreview(db, partnership, compute).catch((error) =>
    log.error({ partnership: partnership.slug, reason: (error as Error).name }, 'preview not made'),
  )
  const nights = nightWork(compute, async ({ outcome }, night, milliseconds) => {
    // after each night the end of the audit chain is signed into a file outside the database
    if (outcome === 'done') await anchors.anchor(partnership)
    log.info({ partnership: partnership.slug, night, outcome, milliseconds }, 'night')
  })
  const takeIn = (night: Day | 'at once') => takeInWhatOpens(db, partnership, keyring, night, log)
  // a demonstration's day stands still: what is reported to it would wait for a night that never comes
  if (partnership.isSynthetic) await takeIn('at once')
  // one after another is asked for, so that what waits is what could not be run
  do await askForMissedNight(db, takeIn, partnership, now)
  while ((await runWork(db, partnership.partnershipId, nights, isStopping)) > 0)
  if (isStopping()) return
  for (const { kind, removed, held } of await carryOutRetention(db, partnership, now))
    log.info({ partnership: partnership.slug, kind, removed, held }, 'retention')
  for (const { kind, year, outcome, milliseconds } of await runAskedReleases(db, partnership, compute, isStopping))
    log.info({ partnership: partnership.slug, kind, year, outcome, milliseconds }, 'release')
}

/** What the public sent that cannot be opened, for a key that is not there, waits for its key: the check of the night goes on without it. */
async function takeInWhatOpens(
  db: Knex,
  partnership: Partnership,
  keyring: Keyring,
  night: Day | 'at once',
  log: Logger,
): Promise<void> {
  try {
    await takeInReports(db, partnership, keyring, night)
  } catch (error) {
    if (isUnavailable(error)) throw error
    const { name: reason, code } = error as { name: string; code?: string }
    log.error({ partnership: partnership.slug, reason, code }, 'reports of the public not taken in')
  }
}

/** Asks for the first of the nights missed since the last that was done. Of nights long missed only the last are caught up. */
async function askForMissedNight(
  db: Knex,
  takeIn: (night: Day) => Promise<void>,
  partnership: Partnership,
  now: Date,
): Promise<void> {
  const tenant = { partnershipId: partnership.partnershipId, userId: 'timetable', purpose: 'nightly detection' }
  const { due, lastDone } = await withTenant(db, tenant, (trx) => readLateness(trx, partnership, now))
  // once for a night, before what is known to it is frozen
  if (lastDone === null || lastDone < due) await takeIn(due)
  await withTenant(db, tenant, async (trx) => {
    const { due, lastDone } = await readLateness(trx, partnership, now)
    // what is asked for anew is the last of all
    if (lastDone && (await setAsideEmptyNight(trx, lastDone))) return
    const missed = lastDone ? Math.min(daysBetween(lastDone, due), CATCH_UP_NIGHTS) : 1
    await askForDueNight(
      trx,
      Array.from({ length: Math.max(0, missed) }, (_, i) => addDays(due, i + 1 - missed)),
    )
  })
}
