import { createHash } from 'node:crypto'
import { Command, CommanderError } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { addReplayCommand } from '../../jobs/commands/replay.ts'
import { startCompute } from '../../jobs/compute/compute.ts'
import { replayNights } from '../../jobs/replay.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { addDays } from '../../server/day.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, addYearOfReversals, makeDeath, makeReversal } from '../support/events.ts'

const db = useDatabase()
const night = '2026-03-10'
const one = startCompute(1)
const two = startCompute(2)
afterAll(() => Promise.all([one.close(), two.close()]))

const replay = (from = night, to = from, compute = two) =>
  replayNights(db.knex, db.partnership.partnershipId, { from, to }, compute)

const versionsInDatabase = () =>
  db.within((trx) =>
    trx('signal_version as version').join('signal', 'signal.signal_id', 'version.signal_id').select({
      night: 'version.night',
      stream: 'signal.stream',
      detector: 'signal.detector',
      signalId: 'version.signal_id',
      version: 'version.version',
      tier: 'version.tier',
      caseIds: 'version.case_ids',
      areaIds: 'version.area_ids',
      firstDay: 'version.first_day',
      lastDay: 'version.last_day',
      substances: 'version.substance_codes',
      observed: 'version.observed',
      expected: 'version.expected',
      pValue: 'version.p_value',
      recurrenceIntervalDays: 'version.recurrence_interval_days',
      sentence: 'version.sentence',
    }),
  )

const inOrder = <T extends { night: string; signalId: string }>(lines: T[]) =>
  lines.toSorted((a, b) => (a.night + a.signalId < b.night + b.signalId ? -1 : 1))

/** A cluster of reversals that ends within the nights looked at, and a drug that emerges among the deaths a day after they begin. */
async function addReversalsAndDeaths(): Promise<void> {
  await addYearOfReversals(db, night)
  const panelId = '00000000-0000-4000-8000-000000000001'
  const place = { partnership_id: db.partnership.partnershipId, panel_id: panelId }
  await db.within(async (trx) => {
    await trx('toxicology_panel').insert({ ...place, name: 'everything' })
    await trx('toxicology_panel_substance').insert({ ...place, substance_code: 'opioids' })
    const deaths = Array.from({ length: 80 }, (_, i) => {
      const eventDay = addDays(night, -1 - (79 - i) * 7)
      return makeDeath({
        eventDay,
        reference: `death-${i}`,
        toxicologyPanelId: panelId,
        toxicologyCompleteOn: eventDay,
        findings: [{ substanceCode: i >= 76 ? 'metonitazene' : 'heroin', role: 'implicated' } as never],
      })
    })
    await addDeaths(trx, deaths, addDays(night, 1))
  })
}

/** Everything in the database but the audit, in one digest a table. */
async function digestTables(): Promise<Record<string, string>> {
  const tables: string[] = await db
    .knex('information_schema.tables')
    .where({ table_schema: 'public', table_type: 'BASE TABLE' })
    .whereNotIn('table_name', ['audit_entry', 'audit_head', 'spatial_ref_sys'])
    .pluck('table_name')
  const digests: Record<string, string> = {}
  for (const name of tables) {
    const rows: { kept: string }[] = await db.knex(name).select(db.knex.raw('to_jsonb(??)::text as kept', [name]))
    const kept = rows.map((row) => row.kept).sort()
    digests[name] = `${kept.length} ${createHash('sha256').update(kept.join('\n')).digest('hex')}`
  }
  return digests
}

describe('a replay', () => {
  it('gives what the nightly check gave on the same nights: signals, versions, tiers, figures and sentences', async () => {
    await addReversalsAndDeaths()
    const last = addDays(night, 4)
    for (let day = night; day <= last; day = addDays(day, 1))
      await runNight(db.knex, db.partnership.partnershipId, day, one)
    const signals = await replay(night, last)
    expect(inOrder(signals)).toEqual(inOrder(await versionsInDatabase()))
    expect(new Set(signals.map(({ stream }) => stream))).toEqual(new Set(['reversals', 'toxicology']))
    expect(Math.max(...signals.map(({ version }) => version))).toBeGreaterThan(2)
  })

  it('writes nothing but one entry in the audit, that says how many versions were read', async () => {
    await addReversalsAndDeaths()
    await runNight(db.knex, db.partnership.partnershipId, night, one)
    const before = await digestTables()
    expect(before.signal_version).toMatch(/^[1-9]/)
    const audited = () => db.within((trx) => trx('audit_entry').orderBy('entry').select('*'))
    const auditedBefore = await audited()
    const signals = await replay(addDays(night, -1), addDays(night, 2))
    expect(await digestTables()).toEqual(before)
    expect((await audited()).slice(auditedBefore.length)).toEqual([
      expect.objectContaining({
        action: 'read',
        operation: 'vigil replay',
        user_id: 'command line',
        records: signals.length,
      }),
    ])
  })

  it('gives the same bytes on any number of threads', async () => {
    await addReversalsAndDeaths()
    const [onOne, onTwo] = [await replay(night, addDays(night, 2), one), await replay(night, addDays(night, 2), two)]
    expect(onOne.length).toBeGreaterThan(2)
    expect(JSON.stringify(onOne)).toBe(JSON.stringify(onTwo))
  })

  it('does not let an earlier night know what was learnt on its day or after', async () => {
    await addYearOfReversals(db, night, { clustered: 0 })
    const late = Array.from({ length: 9 }, (_, i) =>
      makeReversal({
        day: addDays(night, -2),
        knownOn: addDays(night, 1),
        longitude: -5.29,
        latitude: 50.213,
        reference: `late-${i}`,
      }),
    )
    await db.within((trx) => addOverdoses(trx, late, addDays(night, 1)))
    const signals = await replay(addDays(night, -1), addDays(night, 2))
    expect(signals.map((signal) => [signal.night, signal.stream])).toEqual([[addDays(night, 2), 'reversals']])
  })

  it('goes by the day a fact was known, however long after that night it was recorded', async () => {
    await addYearOfReversals(db, night, { clustered: 0 })
    await runNight(db.knex, db.partnership.partnershipId, night, one)
    const importedNow = Array.from({ length: 9 }, (_, i) =>
      makeReversal({ day: addDays(night, -2), longitude: -5.29, latitude: 50.213, reference: `imported-${i}` }),
    )
    await db.within((trx) => addOverdoses(trx, importedNow, night))
    expect(await versionsInDatabase()).toEqual([])
    expect((await replay()).map(({ stream }) => stream)).toEqual(['reversals'])
  })
})

describe('vigil replay', () => {
  const refusalOf = async (...given: string[]) => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
    addReplayCommand(program)
    for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined })
    try {
      await program.parseAsync(['replay', ...given], { from: 'user' })
    } catch (error) {
      return error instanceof CommanderError ? error.message : (error as Error).message
    }
    return 'nothing was refused'
  }

  it.each([
    [['--from', '2026-02-30', '--to', '2026-03-02'], '--from 2026-02-30 is not a day such as 2026-03-01.'],
    [['--from', '2026-03-01', '--to', 'today'], '--to today is not a day such as 2026-03-01.'],
    [['--from', '2026-03-02', '--to', '2026-03-01'], '--to 2026-03-01 is before --from 2026-03-02.'],
    [['--from', '0001-03-02', '--to', '2026-03-01'], 'is too early, before 1900-01-01.'],
    [['--from', '2026-03-01'], "required option '--to <day>' not specified"],
    [
      ['--from', '2026-03-01', '--to', '2026-03-01', '--threads', 'x'],
      '--threads x is not a whole number from 1 to 64.',
    ],
  ])('refuses %j with a sentence', async (given, sentence) => {
    expect(await refusalOf(...given)).toContain(sentence)
  })
})
