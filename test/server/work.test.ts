import { describe, expect, it } from 'vitest'
import { runWork, type WorkKind } from '../../server/work/run-work.ts'
import {
  askForWork,
  claimInOrder,
  claimWork,
  finishWork,
  giveUpBefore,
  holdWork,
  type Piece,
  putOffWork,
  renewLease,
  TakenOver,
} from '../../server/work/store.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const ask = (subject: string) => db.within((trx) => askForWork(trx, [{ kind: 'import', subject, asked: { subject } }]))
const claim = (mine: string[] = []) => db.within((trx) => claimWork(trx, 'import', mine))
const rows = () => db.within((trx) => trx('work').select('subject', 'state', 'attempts', 'failure').orderBy('subject'))
/** As if its process had been killed a minute ago. */
const letLeasesPass = () =>
  db.within((trx) =>
    trx('work')
      .where({ state: 'running' })
      .update({ lease_until: trx.raw("now() - interval '1 second'") }),
  )

function kindThat(work: (piece: Piece) => Promise<void>, given: Partial<WorkKind> = {}): WorkKind {
  return {
    kind: 'import',
    mostAttempts: 3,
    work: (_db, piece) => work(piece),
    giveUp: (_db, piece, failure) => db.within((trx) => finishWork(trx, piece, { state: 'failed', failure })),
    ...given,
  }
}
const finish = (piece: Piece) => db.within((trx) => finishWork(trx, piece, { state: 'done' }))

describe('a piece of work', () => {
  it('asked for twice is one piece, and is done once', async () => {
    await ask('one')
    await ask('one')
    const done: string[] = []
    const kind = kindThat(async (piece) => {
      done.push(piece.subject)
      await finish(piece)
    })
    const { partnershipId } = db.partnership
    await Promise.all([1, 2, 3].map(() => runWork(db.knex, partnershipId, kind)))
    await ask('one')
    await runWork(db.knex, partnershipId, kind)
    expect(done).toEqual(['one'])
    expect(await rows()).toEqual([{ subject: 'one', state: 'done', attempts: 1, failure: null }])
  })

  it('is not asked for by a transaction that is undone', async () => {
    const undone = db.within(async (trx) => {
      await askForWork(trx, [{ kind: 'import', subject: 'one', asked: {} }])
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    expect(await claim()).toBeUndefined()
  })

  it('is held by one until its lease has passed, and then by another', async () => {
    await ask('one')
    const first = (await claim()) as Piece
    expect(await claim()).toBeUndefined()
    await letLeasesPass()
    // by its own process it is not taken up anew, however late it is
    expect(await claim([first.workId])).toBeUndefined()
    const second = (await claim()) as Piece
    expect([first.attempt, second.attempt]).toEqual([1, 2])
    expect(await db.within((trx) => renewLease(trx, first))).toBe(false)
    expect(await db.within((trx) => renewLease(trx, second))).toBe(true)
  })

  it('writes nothing for whoever was only slow', async () => {
    await ask('one')
    const slow = (await claim()) as Piece
    await letLeasesPass()
    const quick = (await claim()) as Piece
    const writing = (piece: Piece) =>
      db.within(async (trx) => {
        await trx('agency').insert({
          partnership_id: piece.partnershipId,
          name: `by attempt ${piece.attempt}`,
          kind: 'other',
        })
        await holdWork(trx, piece)
      })
    await expect(writing(slow)).rejects.toThrow(TakenOver)
    await writing(quick)
    await expect(finish(slow)).rejects.toThrow(TakenOver)
    await finish(quick)
    expect(await db.within((trx) => trx('agency').pluck('name'))).toEqual(['by attempt 2'])
  })

  it('that fails is put off, a little longer each time, and given up after the third', async () => {
    await ask('one')
    const kind = kindThat(async () => {
      throw new Error('what was wrong with case 17')
    })
    const waits: number[] = []
    for (let attempt = 1; attempt <= 3; attempt++) {
      await expect(runWork(db.knex, db.partnership.partnershipId, kind)).rejects.toThrow('case 17')
      const [due] = await db.within((trx) =>
        trx('work').select(trx.raw('round(extract(epoch from due_at - now()) / 60)::int as minutes')),
      )
      waits.push(due.minutes)
      // nothing is due meanwhile
      expect(await claim()).toBeUndefined()
      await db.within((trx) => trx('work').update({ due_at: trx.raw('now()') }))
    }
    expect(waits.slice(0, 2)).toEqual([1, 2])
    // the words of an error may be of a case: they are in no table
    expect(await rows()).toEqual([{ subject: 'one', state: 'failed', attempts: 3, failure: 'It failed 3 times.' }])
  })

  it('whose process was killed each time is given up too', async () => {
    await ask('one')
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect((await claim())?.attempt).toBe(attempt)
      await letLeasesPass()
    }
    let isTried = false
    const kind = kindThat(async () => {
      isTried = true
    })
    await runWork(db.knex, db.partnership.partnershipId, kind)
    expect(isTried).toBe(false)
    expect(await rows()).toMatchObject([
      { state: 'failed', failure: 'Vigil was stopped 3 times while it worked on this.' },
    ])
  })

  it('that is asked for anew is no longer held by whoever was slow with it before', async () => {
    const asked = [{ kind: 'night_preview', subject: 'tonight', asked: {} }] as const
    const claimPreview = async () => (await db.within((trx) => claimWork(trx, 'night_preview', []))) as Piece
    await db.within((trx) => askForWork(trx, asked))
    const slow = await claimPreview()
    await letLeasesPass()
    await finish(await claimPreview())
    await db.within((trx) => askForWork(trx, asked, { again: 'ended' }))
    const anew = await claimPreview()
    expect(anew.attempt).toBe(slow.attempt)
    await expect(finish(slow)).rejects.toThrow(TakenOver)
    expect(await db.within((trx) => renewLease(trx, slow))).toBe(false)
    await finish(anew)
  })

  it('is held for half a minute from when that is said, however long its transaction has lasted', async () => {
    await ask('one')
    const piece = (await claim()) as Piece
    const left = await db.within(async (trx) => {
      await trx.raw('select pg_sleep(2)')
      await holdWork(trx, piece)
      const [row] = await trx('work').select(
        trx.raw('extract(epoch from lease_until - clock_timestamp())::float as seconds'),
      )
      return row.seconds
    })
    expect(left).toBeGreaterThan(29)
  })

  it('of a kind that is done in order holds up those after it, and no longer once it was left three times and they are due', async () => {
    const days = ['2026-03-01', '2026-03-02']
    await db.within((trx) =>
      askForWork(
        trx,
        days.map((subject) => ({ kind: 'night', subject, asked: {} }) as const),
      ),
    )
    const claimNight = () => db.within((trx) => claimInOrder(trx, 'night', []))
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect((await claimNight())?.subject).toBe(days[0])
      expect(await claimNight()).toBeUndefined()
      await letLeasesPass()
    }
    await db.within((trx) => giveUpBefore(trx, 'night', days[1] as string, 3))
    expect((await claimNight())?.subject).toBe(days[1])
    expect(await rows()).toMatchObject([
      { state: 'failed', failure: 'Vigil was stopped 3 times while it worked on this.' },
      { state: 'running' },
    ])
  })

  it('of one partnership is not seen from another', async () => {
    await ask('one')
    const other = '00000000-0000-4000-8000-00000000dddd'
    expect(await db.withinAs({ partnershipId: other }, (trx) => claimWork(trx, 'import', []))).toBeUndefined()
    expect(await db.withinAs({ reach: 'own_agency' }, (trx) => trx('work').count({ pieces: '*' }))).toEqual([
      { pieces: 0 },
    ])
  })

  it('put back is taken up again when it is due', async () => {
    await ask('one')
    const piece = (await claim()) as Piece
    await db.within((trx) => putOffWork(trx, piece, 'Error'))
    expect(await rows()).toEqual([{ subject: 'one', state: 'asked', attempts: 1, failure: 'Error' }])
  })
})
