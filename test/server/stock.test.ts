import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { randomFor } from '../../jobs/stats/draws/random.ts'
import { Stock, StockHistory, SuppliesWithoutStock } from '../../server/contract/stock.ts'
import type { Batch } from '../../server/contract/supply.ts'
import { addDays } from '../../server/day.ts'
import { recordMovement, reverseLines } from '../../server/naloxone/stock/ledger.ts'
import { addBatch } from '../../server/naloxone/supplies/batches.ts'
import { addSupplies } from '../../server/naloxone/supplies/store.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db, { role: 'naloxone_coordinator' })
const today = '2026-03-15'

async function addHolder(name = `Site ${randomUUID().slice(0, 8)}`, given: object = {}): Promise<string> {
  const { body } = await api.post('/api/stock/holders', { kind: 'site', name, ...given }).expect(201)
  return body.holderId
}

function makeBatch(batchNumber = randomUUID().slice(0, 8), given: object = {}): Promise<Batch> {
  return db.within(
    async (trx) =>
      (await addBatch(trx, db.partnership.partnershipId, {
        ...{ productCode: 'prenoxad', batchNumber, expiresOn: '2028-06-30', ...given },
      })) as Batch,
  )
}

const move = (kind: string, given: object) =>
  api.post('/api/stock/movements', { kind, occurredOn: '2026-03-10', ...given })
const receive = (toHolderId: string, batchId: string, kits: number, occurredOn = '2026-03-10') =>
  move('receive', { toHolderId, occurredOn, lines: [{ batchId, kits }] })
const issue = (fromHolderId: string, batchId: string, kits: number, occurredOn = '2026-03-10') =>
  move('issue', { fromHolderId, occurredOn, lines: [{ batchId, kits }] })
const count = (holderId: string, batchId: string, counted: number) =>
  api.post('/api/stock/movements', { kind: 'count', holderId, lines: [{ batchId, counted }] })

async function kitsAt(holderId: string): Promise<number> {
  const { onHand } = Stock.parse((await api.get('/api/stock').expect(200)).body)
  return onHand.filter((row) => row.holderId === holderId).reduce((sum, { kits }) => sum + kits, 0)
}

async function historyOf(holderId: string) {
  return StockHistory.parse((await api.get(`/api/stock/holders/${holderId}/history`).expect(200)).body)
}

const why = ({ body }: { body: { errors: { path: string; message: string }[] } }) => body.errors[0]?.message

describe('the ledger of kits', () => {
  it('says what is where: received, moved and given out, with the balance after each', async () => {
    const [store, van] = [await addHolder('Central store'), await addHolder('Outreach van', { kind: 'vehicle' })]
    const { batchId } = await makeBatch('0116917', { expiresOn: '2028-02-29', expiresPrecision: 'month' })
    await receive(store, batchId, 50, '2026-03-01').expect(201)
    await move('move', { fromHolderId: store, toHolderId: van, lines: [{ batchId, kits: 20 }] }).expect(201)
    await issue(van, batchId, 3, '2026-03-12').expect(201)
    expect([await kitsAt(store), await kitsAt(van)]).toEqual([30, 17])
    const { lines, onHand } = await historyOf(van)
    expect(lines.map(({ kind, kits, balance, fromHolderName }) => [kind, kits, balance, fromHolderName])).toEqual([
      ['issue', 3, 17, 'Outreach van'],
      ['move', 20, 20, 'Central store'],
    ])
    expect(onHand).toMatchObject([{ batchNumber: '0116917', expiresOn: '2028-02-29', expiresPrecision: 'month' }])
  })

  it('refuses with words an issue dated before its receipt', async () => {
    const holder = await addHolder('Camborne - St Just')
    const { batchId } = await makeBatch('B1')
    await receive(holder, batchId, 5, '2026-03-10').expect(201)
    const refused = await issue(holder, batchId, 1, '2026-03-09').expect(422)
    expect(refused.body.errors).toEqual([
      {
        path: 'lines.0.kits',
        message:
          'Camborne - St Just would have fewer than none of batch B1 on 9 March 2026: record what came in before it first, or fewer kits',
      },
    ])
    expect(await kitsAt(holder)).toBe(5)
  })

  it('refuses an earlier issue that leaves too little for a later one', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    await receive(holder, batchId, 5, '2026-03-01').expect(201)
    await issue(holder, batchId, 4, '2026-03-10').expect(201)
    expect(why(await issue(holder, batchId, 2, '2026-03-05').expect(422))).toMatch(/on 10 March 2026/)
    await issue(holder, batchId, 1, '2026-03-05').expect(201)
  })

  it('counts against the stock as it is now, not as a page showed it', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    await receive(holder, batchId, 10, '2026-03-10').expect(201)
    // the page shows 10; meanwhile 2 go; 8 are on the shelf
    await issue(holder, batchId, 2, today).expect(201)
    await count(holder, batchId, 8).expect(201)
    expect(await kitsAt(holder)).toBe(8)
    await count(holder, batchId, 7).expect(201)
    await count(holder, batchId, 9).expect(201)
    expect(await kitsAt(holder)).toBe(9)
    expect(
      (await historyOf(holder)).lines.map(({ kind, kits, counted, balance }) => [kind, kits, counted, balance]),
    ).toEqual([
      ['count', 2, 9, 9],
      ['count', 1, 7, 7],
      ['count', 0, 8, 8],
      ['issue', 2, null, 8],
      ['receive', 10, null, 10],
    ])
  })

  it('takes nothing in before a later count, whose difference holds it already', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    await receive(holder, batchId, 10, '2026-03-01').expect(201)
    await count(holder, batchId, 8).expect(201)
    expect(why(await issue(holder, batchId, 2, '2026-03-10').expect(422))).toMatch(/was counted there on 15 March 2026/)
    const [counted, received] = (await historyOf(holder)).lines
    const back = await api.post(`/api/stock/lines/${received?.lineId}/reversal`, { note: 'no' }).expect(422)
    expect(why(back)).toMatch(/take the count back first/)
    await api.post(`/api/stock/lines/${counted?.lineId}/reversal`, { note: 'the two were given out' }).expect(201)
    await issue(holder, batchId, 2, '2026-03-10').expect(201)
    expect(await kitsAt(holder)).toBe(8)
  })

  it('keeps a mistake beside the line that takes it back, once', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    const { body } = await receive(holder, batchId, 5).expect(201)
    const reverse = (note = 'typed twice') => api.post(`/api/stock/lines/${body.firstLineId}/reversal`, { note })
    const { body: back } = await reverse().expect(201)
    expect(await kitsAt(holder)).toBe(0)
    const { lines } = await historyOf(holder)
    expect(lines.map(({ reversesLineId, reversedByLineId }) => [reversesLineId, reversedByLineId])).toEqual([
      [body.firstLineId, null],
      [null, back.firstLineId],
    ])
    expect(why(await reverse().expect(422))).toBe('this line has been taken back already')
    const again = await api.post(`/api/stock/lines/${back.firstLineId}/reversal`, { note: 'no' }).expect(422)
    expect(why(again)).toMatch(/is not taken back/)
    await expect(db.within((trx) => trx('stock_line').update({ kits: 1 }))).rejects.toThrow(/permission denied/)
    await expect(db.within((trx) => trx('stock_line').delete())).rejects.toThrow(/permission denied/)
  })

  it('does not take back a receipt of which kits have gone since', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    const { body } = await receive(holder, batchId, 5).expect(201)
    await issue(holder, batchId, 1, '2026-03-12').expect(201)
    const refused = await api.post(`/api/stock/lines/${body.firstLineId}/reversal`, { note: 'wrong' }).expect(422)
    expect(why(refused)).toMatch(/would have fewer than none/)
  })

  it('writes one line for a request that is sent twice', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    const send = () => receive(holder, batchId, 5).set('Idempotency-Key', 'pressed twice')
    const first = await send().expect(201)
    const second = await send().expect(201)
    expect(second.body).toEqual(first.body)
    expect(await kitsAt(holder)).toBe(5)
  })

  it('has no line of one product and a batch of another', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    const line = {
      kind: 'receive',
      to_holder_id: holder,
      product_code: 'nyxoid',
      batch_id: batchId,
      kits: 1,
      occurred_on: today,
    }
    const write = db.within((trx) =>
      trx('stock_line').insert({ partnership_id: db.partnership.partnershipId, ...line }),
    )
    await expect(write).rejects.toMatchObject({ code: '23503' })
  })

  it('is not of a day to come, nor of a holder that has closed', async () => {
    const holder = await addHolder('Old depot')
    const { batchId } = await makeBatch()
    expect(why(await receive(holder, batchId, 1, '2026-03-16').expect(422))).toBe('is in the future')
    await receive(holder, batchId, 1, '2026-03-01').expect(201)
    const close = (closedOn: string) =>
      api.put(`/api/stock/holders/${holder}`, { kind: 'site', name: 'Old depot', closedOn }).set('If-Match', '"1"')
    expect(why(await close('2026-03-10').expect(422))).toMatch(/still holds 1 kits/)
    await move('destroy', { fromHolderId: holder, lines: [{ batchId, kits: 1 }], occurredOn: '2026-03-09' }).expect(201)
    expect(why(await close('2026-03-08').expect(422))).toMatch(/until 2026-03-09/)
    await close('2026-03-10').expect(200)
    expect(why(await receive(holder, batchId, 1, '2026-03-11').expect(422))).toBe(
      'Old depot holds nothing since 10 March 2026',
    )
  })

  it('follows an order until all of it has come', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    const ordered = await move('order', { toHolderId: holder, lines: [{ productCode: 'prenoxad', kits: 30 }] }).expect(
      201,
    )
    const orderLineId = ordered.body.firstLineId
    const outstanding = async () =>
      (await api.get('/api/stock/orders').expect(200)).body.map((order: { outstanding: number }) => order.outstanding)
    expect([await kitsAt(holder), await outstanding()]).toEqual([0, [30]])
    const arrives = (kits: number) => move('receive', { toHolderId: holder, lines: [{ batchId, kits, orderLineId }] })
    await arrives(10).expect(201)
    expect([await kitsAt(holder), await outstanding()]).toEqual([10, [20]])
    const taken = await api.post(`/api/stock/lines/${orderLineId}/reversal`, { note: 'no' }).expect(422)
    expect(why(taken)).toMatch(/has been received/)
    await arrives(20).expect(201)
    expect(await outstanding()).toEqual([])
  })

  it('gives out what had expired only with a reason', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch('OLD', { expiresOn: '2026-02-28' })
    await receive(holder, batchId, 2, '2026-02-01').expect(201)
    expect((await issue(holder, batchId, 1).expect(422)).body.errors[0].path).toBe('note')
    await issue(holder, batchId, 1, '2026-02-28').expect(201)
    await move('issue', { fromHolderId: holder, lines: [{ batchId, kits: 1 }], note: 'nothing else was there' }).expect(
      201,
    )
  })

  it('counts to nothing, and counts what it did not know of', async () => {
    const holder = await addHolder()
    const [known, found] = [await makeBatch(), await makeBatch()]
    await receive(holder, known.batchId, 3).expect(201)
    const lines = [
      { batchId: known.batchId, counted: 0 },
      { batchId: found.batchId, counted: 2 },
    ]
    await api.post('/api/stock/movements', { kind: 'count', holderId: holder, lines }).expect(201)
    const { onHand } = await historyOf(holder)
    expect(onHand.map(({ batchId, kits }) => [batchId, kits])).toEqual([[found.batchId, 2]])
    const twice = [lines[0], lines[0]]
    await api.post('/api/stock/movements', { kind: 'count', holderId: holder, lines: twice }).expect(422)
  })

  it('holds a kit good to the end of the day that is printed on it, and takes an expired one back in', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch('TODAY', { expiresOn: today })
    await receive(holder, batchId, 2, '2026-03-01').expect(201)
    await issue(holder, batchId, 1, today).expect(201)
    const { batchId: gone } = await makeBatch('GONE', { expiresOn: '2026-03-14' })
    await move('return', { toHolderId: holder, lines: [{ batchId: gone, kits: 1 }], occurredOn: today }).expect(201)
    expect((await issue(holder, gone, 1, today).expect(422)).body.errors[0].path).toBe('note')
    await move('expire', { fromHolderId: holder, lines: [{ batchId: gone, kits: 1 }], occurredOn: today }).expect(201)
  })

  it('lets one of two who take the last kit at once have it', async () => {
    const [holder, van] = [await addHolder(), await addHolder()]
    const { batchId } = await makeBatch()
    for (let round = 0; round < 5; round++) {
      await receive(holder, batchId, 1).expect(201)
      const takes = await Promise.all([
        issue(holder, batchId, 1),
        move('move', { fromHolderId: holder, toHolderId: van, lines: [{ batchId, kits: 1 }] }),
        issue(holder, batchId, 1),
      ])
      expect(takes.map(({ status }) => status).sort()).toEqual([201, 422, 422])
      expect(await kitsAt(holder)).toBe(0)
    }
  })

  it('holds to that in the database, whatever writes the lines', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    await receive(holder, batchId, 1).expect(201)
    const take = () =>
      db.within((trx) =>
        trx('stock_line').insert({
          ...{ partnership_id: db.partnership.partnershipId, kind: 'issue', from_holder_id: holder, kits: 1 },
          ...{ product_code: 'prenoxad', batch_id: batchId, occurred_on: today },
        }),
      )
    const takes = await Promise.allSettled([take(), take(), take()])
    expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await kitsAt(holder)).toBe(0)
  })

  it('lets kits cross each other between two holders without either waiting for ever', async () => {
    const [one, other] = [await addHolder(), await addHolder()]
    const { batchId } = await makeBatch()
    await receive(one, batchId, 20).expect(201)
    await receive(other, batchId, 20).expect(201)
    const between = (fromHolderId: string, toHolderId: string) =>
      move('move', { fromHolderId, toHolderId, lines: [{ batchId, kits: 1 }] })
    const moves = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 ? between(one, other) : between(other, one))),
    )
    expect(new Set(moves.map(({ status }) => status))).toEqual(new Set([201]))
    expect([await kitsAt(one), await kitsAt(other)]).toEqual([20, 20])
  })
})

describe('a batch in two spellings', () => {
  it('is one in stock once it is said to be one, and is not parted after kits were taken under the one number', async () => {
    const holder = await addHolder()
    const kept = await makeBatch('PX1')
    const [double] = await db
      .knex('naloxone_batch')
      .insert({
        ...{ partnership_id: db.partnership.partnershipId, product_code: 'prenoxad', batch_number: 'px1' },
        ...{ expires_on: '2028-06-30', is_double: true },
      })
      .returning('batch_id')
    await receive(holder, double.batch_id, 3).expect(201)
    await receive(holder, kept.batchId, 2).expect(201)
    const join = (batchIds: string[]) =>
      api.as('panel_coordinator').put(`/api/naloxone/batches/${kept.batchId}/joined`, { batchIds })
    await join([kept.batchId, double.batch_id]).expect(200)
    const { onHand } = await historyOf(holder)
    expect(onHand).toMatchObject([{ batchId: kept.batchId, kits: 5 }])
    await issue(holder, kept.batchId, 4).expect(201)
    expect((await join([]).expect(422)).body.title).toMatch(
      /^Kits were taken from stock under the one number .* one batch\.$/,
    )
    expect(await kitsAt(holder)).toBe(1)
  })
})

describe('over histories drawn at random', () => {
  it.each([1, 2, 3, 4])(
    'it balances, never is below nothing, and says one thing everywhere (%i)',
    { timeout: 240_000 },
    async (seed) => {
      const random = randomFor(`stock ${seed}`, 0)
      const whole = (most: number) => Math.floor(random() * (most + 1))
      const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T
      const holders = [await addHolder(), await addHolder(), await addHolder()]
      const batches = [await makeBatch(), await makeBatch(), await makeBatch(undefined, { productCode: 'nyxoid' })]
      const day = () => addDays(today, -whole(30))
      let refused = 0
      for (let step = 0; step < 120; step++) {
        const [batchId, kits] = [pick(batches).batchId, 1 + whole(5)]
        const lines = [{ batchId, kits }]
        const draw = random()
        const movement =
          draw < 0.35
            ? { kind: 'receive', toHolderId: pick(holders), occurredOn: day(), lines }
            : draw < 0.55
              ? { kind: pick(['issue', 'destroy', 'expire']), fromHolderId: pick(holders), occurredOn: day(), lines }
              : draw < 0.75
                ? {
                    kind: 'move',
                    fromHolderId: holders[0],
                    toHolderId: pick(holders.slice(1)),
                    occurredOn: day(),
                    lines,
                  }
                : draw < 0.8
                  ? { kind: 'return', toHolderId: pick(holders), occurredOn: day(), lines }
                  : draw < 0.84
                    ? { kind: 'count', holderId: pick(holders), lines: [{ batchId, counted: whole(12) }] }
                    : undefined
        const lineIds = movement ? [] : await db.within((trx) => trx('stock_line').orderBy('line_id').pluck('line_id'))
        const answer = movement
          ? await api.post('/api/stock/movements', movement)
          : lineIds.length > 0 && (await api.post(`/api/stock/lines/${pick(lineIds)}/reversal`, { note: 'a mistake' }))
        if (!answer) continue
        expect([201, 422]).toContain(answer.status)
        if (answer.status === 422) refused++
      }
      await db.within(async (trx) => {
        // each line takes from one account what it gives to another
        const { rows: sums } = await trx.raw(
          `select product_code, batch_id from stock_entries() group by product_code, batch_id having sum(kits) <> 0`,
        )
        expect(sums).toEqual([])
        // worked out here, by day, from the lines alone
        const lines = await trx('stock_line')
          .whereNot({ kind: 'order' })
          .select('*')
          .orderBy(['occurred_on', 'recorded_at'])
        const balances = new Map<string, number>()
        for (const [index, line] of lines.entries()) {
          for (const [holder, sign] of [
            [line.from_holder_id, -1],
            [line.to_holder_id, 1],
          ] as const)
            if (holder)
              balances.set(
                `${holder} ${line.batch_id}`,
                (balances.get(`${holder} ${line.batch_id}`) ?? 0) + sign * line.kits,
              )
          if (lines[index + 1]?.occurred_on !== line.occurred_on)
            for (const [of, kits] of balances)
              expect(kits, `${of} at the end of ${line.occurred_on}`).toBeGreaterThanOrEqual(0)
        }
        // stock on hand is that balance, and no kit is in stock without a line
        const { rows: onHand } = await trx.raw(`select holder_id, batch_id, kits from stock_on_hand('infinity')`)
        expect(
          Object.fromEntries(
            onHand.map((row: Record<string, unknown>) => [`${row.holder_id} ${row.batch_id}`, row.kits]),
          ),
        ).toEqual(Object.fromEntries([...balances].filter(([, kits]) => kits !== 0)))
      })
      // and what a holder's history ends with is what the page shows
      for (const holder of holders) {
        const { lines, onHand } = await historyOf(holder)
        // what was counted is what there was, whatever was recorded after it
        for (const { counted, balance, reversedByLineId } of lines)
          if (counted !== null && !reversedByLineId) expect(balance).toBe(counted)
        for (const { batchId, kits } of onHand)
          expect(lines.find((line) => line.batchId === batchId)?.balance).toBe(kits)
      }
      expect(refused).toBeGreaterThan(5)
    },
  )
})

describe('the stock of a supply', () => {
  const supplied = (given: object = {}) =>
    db.within(async (trx) => {
      const [added] = await addSupplies(
        trx,
        [
          {
            ...{
              source: 'test',
              suppliedOn: '2026-03-10',
              recipientKind: 'at_risk',
              productCode: 'prenoxad',
              kits: 2,
              supplyKind: 'unknown',
            },
            ...given,
          } as never,
        ],
        today,
      )
      return added?.id as string
    })
  const list = async () => SuppliesWithoutStock.parse((await api.get('/api/stock/supplies').expect(200)).body)

  it('is taken by one press where site and batch say whence, once', async () => {
    const holder = await addHolder('Penzance  hub')
    const { batchId } = await makeBatch()
    await receive(holder, batchId, 5, '2026-03-01').expect(201)
    const supplyId = await supplied({ site: 'penzance hub', batchId })
    expect((await list()).rows).toMatchObject([{ supplyId, holderId: holder, kits: 2, taken: 0 }])
    const presses = await Promise.all([1, 2, 3].map(() => api.post(`/api/stock/supplies/${supplyId}`, {})))
    expect(presses.map(({ status }) => status).sort()).toEqual([201, 422, 422])
    expect([await kitsAt(holder), (await list()).total]).toEqual([3, 0])
  })

  it('is asked for where the supply does not say', async () => {
    const holder = await addHolder()
    const { batchId } = await makeBatch()
    await receive(holder, batchId, 5, '2026-03-01').expect(201)
    const supplyId = await supplied()
    const refused = await api.post(`/api/stock/supplies/${supplyId}`, {}).expect(422)
    expect(refused.body.errors.map(({ path }: { path: string }) => path)).toEqual(['holderId', 'batchId'])
    await api.post(`/api/stock/supplies/${supplyId}`, { holderId: holder, batchId }).expect(201)
    const other = await makeBatch(undefined, { productCode: 'nyxoid' })
    const wrong = await api
      .post(`/api/stock/supplies/${await supplied()}`, { holderId: holder, batchId: other.batchId })
      .expect(422)
    expect(why(wrong)).toBe('is a batch of another product')
  })

  it('is put right after the supply is amended, and put back after it is withdrawn', async () => {
    const holder = await addHolder('Truro')
    const { batchId } = await makeBatch()
    await receive(holder, batchId, 5, '2026-03-01').expect(201)
    const supplyId = await supplied({ site: 'Truro', batchId })
    await api.post(`/api/stock/supplies/${supplyId}`, {}).expect(201)
    const amend = (revision: number, given: object) =>
      api
        .put(`/api/supplies/${supplyId}`, {
          ...{
            suppliedOn: '2026-03-10',
            recipientKind: 'at_risk',
            productCode: 'prenoxad',
            kits: 2,
            site: 'Truro',
            batchId,
          },
          ...given,
        })
        .set('If-Match', `"${revision}"`)
        .expect(200)
    await amend(1, { kits: 3 })
    expect((await list()).rows).toMatchObject([{ kits: 3, taken: 2 }])
    await api.post(`/api/stock/supplies/${supplyId}`, {}).expect(201)
    expect([await kitsAt(holder), (await list()).total]).toEqual([2, 0])
    await amend(2, { kits: 3, isWithdrawn: true })
    expect((await list()).rows).toMatchObject([{ kits: 0, taken: 3 }])
    await api.post(`/api/stock/supplies/${supplyId}`, {}).expect(201)
    expect([await kitsAt(holder), (await list()).total]).toEqual([5, 0])
  })
})

describe('cover', () => {
  const coverAt = async (holderId: string) =>
    Stock.parse((await api.get('/api/stock').expect(200)).body).cover.find((row) => row.holderId === holderId)

  it('leaves out what expires soon, and goes by what left in the last 91 days', async () => {
    const holder = await addHolder('Hub', { minimumMonths: 2 })
    const [late, soon] = [await makeBatch(), await makeBatch('SOON', { expiresOn: '2026-04-30' })]
    await receive(holder, late.batchId, 40, '2026-01-01').expect(201)
    await receive(holder, soon.batchId, 100, '2026-01-01').expect(201)
    for (let week = 0; week < 9; week++) await issue(holder, late.batchId, 3, addDays(today, -7 * week)).expect(201)
    // 27 in 91 days: 13 left last 43.8 days, the 100 that expire in 46 days are no cover
    const cover = await coverAt(holder)
    expect(cover).toMatchObject({
      kits: 113,
      usable: 13,
      issuedLately: 27,
      runsOutOn: '2026-04-27',
      isBelowMinimum: true,
    })
    expect(cover?.months).toBeCloseTo(1.44, 2)
    expect((cover?.runsOutEarliest as string) < '2026-04-27' && (cover?.runsOutLatest as string) > '2026-04-27').toBe(
      true,
    )
  })

  it('warns of nothing that is held no longer', async () => {
    const minimum = { kind: 'site', minimumMonths: 2 }
    const holder = await addHolder('Small hub', minimum)
    const { batchId } = await makeBatch()
    await receive(holder, batchId, 1, '2026-03-01').expect(201)
    await issue(holder, batchId, 1).expect(201)
    expect(await coverAt(holder)).toMatchObject({ usable: 0, isBelowMinimum: true })
    const change = (revision: number, given: object) =>
      api
        .put(`/api/stock/holders/${holder}`, { ...minimum, name: 'Small hub', ...given })
        .set('If-Match', `"${revision}"`)
    await change(1, { notHeld: ['prenoxad'] }).expect(200)
    expect(await coverAt(holder)).toMatchObject({ isBelowMinimum: false })
    await change(2, { closedOn: '2026-03-14' }).expect(200)
    expect(await coverAt(holder)).toMatchObject({ isBelowMinimum: false })
    await change(1, {}).expect(412)
  })
})

describe('an agency', () => {
  it('sees and moves what its own holders have, and what came to them, and nothing else', async () => {
    const { accountId } = await addSignedIn(db, { roles: ['stock_holder'] })
    const { agency_id: agencyId } = await db.knex('membership').where({ account_id: accountId }).first('agency_id')
    const [store, own] = [await addHolder('Central'), await addHolder('Own', { agencyId })]
    const { batchId } = await makeBatch()
    await receive(store, batchId, 20, '2026-03-01').expect(201)
    await move('move', { fromHolderId: store, toHolderId: own, lines: [{ batchId, kits: 5 }] }).expect(201)
    const as = { reach: 'own_agency' as const, agencyId, purpose: 'stock:write' }
    await db.withinAs(as, async (trx) => {
      expect(await trx('stock_holder').pluck('name')).toEqual(['Own'])
      const { rows } = await trx.raw(`select kits from stock_on_hand('infinity') join stock_holder using (holder_id)`)
      expect(rows).toEqual([{ kits: 5 }])
      expect(await trx('stock_line').pluck('kind')).toEqual(['move'])
    })
    const own1 = (movement: object) =>
      db.withinAs(as, (trx) =>
        recordMovement(
          trx,
          { ...db.tenant, ...as },
          { occurredOn: today, note: null, document: null, ...movement } as never,
          today,
        ),
      )
    await own1({ kind: 'issue', fromHolderId: own, lines: [{ batchId, kits: 1 }] })
    await expect(
      own1({ kind: 'move', fromHolderId: own, toHolderId: store, lines: [{ batchId, kits: 1 }] }),
    ).rejects.toThrow()
    await expect(own1({ kind: 'issue', fromHolderId: store, lines: [{ batchId, kits: 1 }] })).rejects.toThrow()
    const [brought] = (await historyOf(own)).lines.filter(({ kind }) => kind === 'move')
    const takeBack = db.withinAs(as, (trx) =>
      reverseLines(trx, db.partnership.partnershipId, [brought?.lineId as string], 'not ours'),
    )
    await expect(takeBack).rejects.toMatchObject({
      problem: { status: 422, errors: [{ message: expect.stringMatching(/another agency/) }] },
    })
    expect([await kitsAt(store), await kitsAt(own)]).toEqual([15, 4])
  })
})

describe('a batch that arrives', () => {
  const arrived = { productCode: 'prenoxad', batchNumber: 'px 9', expiresOn: '09/2028' }
  const holders = api.as('stock_holder')

  it('is added by whoever unpacks it, once however it is spelt, and keeps the expiry it has', async () => {
    const { body: added } = await holders.post('/api/stock/batches', arrived).expect(201)
    expect(added).toMatchObject({ expiresOn: '2028-09-30', expiresPrecision: 'month' })
    const again = await api.post('/api/stock/batches', { ...arrived, batchNumber: 'PX 9 ' }).expect(201)
    expect(again.body.batchId).toBe(added.batchId)
    const other = await holders.post('/api/stock/batches', { ...arrived, expiresOn: '2029-01' }).expect(422)
    expect(why(other)).toContain('is recorded of this batch as 30 September 2028')
    await holders.post('/api/stock/batches', { ...arrived, productCode: 'no such' }).expect(422)
    await api.as('commissioner').post('/api/stock/batches', arrived).expect(403)
  })
})
