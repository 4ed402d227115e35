import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { dayIn } from '../../server/day.ts'
import { nightDue } from '../../server/surveillance/nights/store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDoneNight } from '../support/nights.ts'

const db = useDatabase()
const api = useApi(db)

const dueAt = (instant: string, timeZone = 'Europe/London') => {
  const now = new Date(instant)
  return nightDue({ timeZone, today: dayIn(timeZone, now) }, now)
}

describe('the night that is due', () => {
  it('changes at 02:45 by the partnership’s own clock, through both clock changes', () => {
    expect([dueAt('2027-01-10T02:44:00Z'), dueAt('2027-01-10T02:45:00Z')]).toEqual(['2027-01-09', '2027-01-10'])
    // in Britain the clock goes from 01:00 to 02:00 on 28 March 2027, so that 02:45 is 01:45 UTC
    expect([dueAt('2027-03-28T01:44:00Z'), dueAt('2027-03-28T01:45:00Z')]).toEqual(['2027-03-27', '2027-03-28'])
    // and back from 02:00 to 01:00 on 31 October 2027
    expect([dueAt('2027-10-31T01:45:00Z'), dueAt('2027-10-31T02:45:00Z')]).toEqual(['2027-10-30', '2027-10-31'])
  })

  it('comes at once where the clock jumps over 02:45', () => {
    // New York jumps from 02:00 to 03:00 at 07:00 UTC on 14 March 2027
    expect([
      dueAt('2027-03-14T06:59:00Z', 'America/New_York'),
      dueAt('2027-03-14T07:00:00Z', 'America/New_York'),
    ]).toEqual(['2027-03-13', '2027-03-14'])
  })
})

describe('asking for a night', () => {
  it('leaves a row for the timetable, once however often it is asked', async () => {
    const first = await api.post('/api/nights', { night: '2026-03-10' }).expect(202)
    const again = await api.post('/api/nights', { night: '2026-03-10' }).expect(202)
    expect([first.body.state, again.body]).toEqual(['asked', first.body])
    const { body } = await api.get('/api/nights').expect(200)
    expect(body.nights).toHaveLength(1)
    expect(body.isLate).toBe(true)
  })

  it('is told in a file with what each check could judge, and what was wrong with the feeds, in words', async () => {
    const feed = {
      stream: 'deaths',
      source: 'coroner',
      problem: 'silent',
      firstDay: '2026-02-01',
      lastDay: '2026-03-09',
    }
    const feeds = [{ ...feed, reports: 0, expected: 9, leftOut: 0, sentence: 'Nothing came from “coroner”.' }]
    const outcome = [
      { kind: 'found', text: '2 clusters', count: 2 },
      { kind: 'left out', text: '1 death is left out, known only by the month or the year', count: 1 },
    ]
    const checks = [{ detector: 'D2', stream: 'deaths', cases: 12, outcome }]
    await db.within((trx) =>
      addDoneNight(trx, '2026-03-10', { feeds: JSON.stringify(feeds), summary: JSON.stringify(checks) }),
    )
    const { text } = await api.get('/api/nights.csv').expect(200)
    expect(parse(text, { bom: true, columns: true })).toMatchObject([
      {
        night: '2026-03-10',
        feeds: 'Nothing came from “coroner”.',
        checks: expect.stringMatching(/^D2 deaths: judged: 2 clusters; 1 death is left out/),
      },
    ])
  })

  it('is told as ever where it was kept before outcomes were kept in parts', async () => {
    const said = 'judged: 2 clusters; 1 death is left out, known only by the month or the year'
    const checks = [
      { detector: 'D2', stream: 'deaths', cases: 12, outcome: said },
      { detector: 'D3', stream: 'toxicology', cases: 3, outcome: 'not enough data to judge: hardly any' },
    ]
    await db.within((trx) => addDoneNight(trx, '2026-03-10', { summary: JSON.stringify(checks) }))
    const { body } = await api.get('/api/nights').expect(200)
    expect(body.nights[0].checks[0].outcome).toEqual([
      { kind: 'found', text: '2 clusters', count: 2 },
      { kind: 'left out', text: '1 death is left out, known only by the month or the year', count: 1 },
    ])
    const { text } = await api.get('/api/nights.csv').expect(200)
    expect(text).toContain(said)
    const { body: overview } = await api.get('/api/overview').expect(200)
    expect(overview.lastChecks).toEqual({ judged: 1, couldNotJudge: 1, isBlindToSome: false })
  })

  it('refuses one in the future', async () => {
    const { body } = await api.post('/api/nights', { night: '2026-03-16' }).expect(422)
    expect(body.errors).toEqual([{ path: 'night', message: 'is in the future' }])
  })

  it('refuses one before the last that was done, and gives one that was done as it is', async () => {
    await db.within((trx) => addDoneNight(trx, '2026-03-10'))
    const { body } = await api.post('/api/nights', { night: '2026-03-09' }).expect(422)
    expect(body.errors).toMatchObject([{ path: 'night', message: expect.stringContaining('2026-03-10') }])
    expect((await api.get('/api/nights').expect(200)).body.nights).toHaveLength(1)
    const again = await api.post('/api/nights', { night: '2026-03-10' }).expect(202)
    expect(again.body.state).toBe('done')
  })
})
