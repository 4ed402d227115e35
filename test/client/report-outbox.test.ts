import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { toReport } from '../../client/report/form/toReport.ts'
import { newDraft } from '../../client/report/kept/draft.ts'
import { dropAll, keep, readAll } from '../../client/report/kept/store.ts'
import { sendWaiting } from '../../client/report/outbox/send.ts'

const problem = (status: number, headers: Record<string, string> = {}) =>
  new Response('{"title":"No."}', { status, headers: { 'Content-Type': 'application/problem+json', ...headers } })
const taken = () => Response.json({ receivedOn: '2026-03-16' }, { status: 202 })

let madeAt = 0
async function makeWaiting(slug = 'cornwall') {
  madeAt += 1
  const draft = newDraft(slug, null, new Date(2026, 2, 16, 12))
  await keep('waiting', { code: draft.code, slug, report: toReport(draft), draft, madeAt, tries: 0, nextTryAt: 0 })
  return draft.code
}
/** What the codes of these answer; the others are taken. */
function answer(by: Record<string, () => Response>) {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (_path: string, { body }: { body: string }) => {
    const { code } = JSON.parse(body)
    asked.push(code)
    return (by[code] ?? taken)()
  })
  return asked
}
const codes = async (shelf: 'waiting' | 'sent') => (await readAll(shelf)).map(({ code }) => code)

describe('what waits on a phone', () => {
  beforeEach(async () => {
    vi.stubGlobal('navigator', {})
    await dropAll()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('holds up no other where Vigil stumbles over it', async () => {
    const [stuck, other] = [await makeWaiting(), await makeWaiting()]
    answer({ [stuck]: () => problem(500) })
    await sendWaiting({ isAsked: true })
    expect([await codes('waiting'), await codes('sent')]).toEqual([[stuck], [other]])
  })

  it('holds up those of its own partnership where that takes no more today', async () => {
    const [full, behind] = [await makeWaiting(), await makeWaiting()]
    const elsewhere = await makeWaiting('devon')
    const asked = answer({ [full]: () => problem(429, { 'Retry-After': '43200' }) })
    await sendWaiting({ isAsked: true })
    expect(asked).toEqual([full, elsewhere])
    expect([(await codes('waiting')).sort(), await codes('sent')]).toEqual([[full, behind].sort(), [elsewhere]])
  })

  it.each([
    ['no network', () => Promise.reject(new TypeError('no network')) as never],
    ['the sign-in page of a hotspot', () => new Response('<h1>Sign in</h1>')],
  ])('is not tried one after another with %s', async (_, given) => {
    const [first] = [await makeWaiting(), await makeWaiting()]
    const asked = answer({ [first]: given })
    await sendWaiting({ isAsked: true })
    expect(asked).toEqual([first])
  })

  it('is tried again where no answer comes at all, also on a phone of a few years ago', async () => {
    const code = await makeWaiting()
    vi.stubGlobal('AbortSignal', {})
    vi.useFakeTimers()
    vi.stubGlobal('fetch', (_path: string, { signal }: { signal?: AbortSignal }) => {
      return new Promise((_, fail) => signal?.addEventListener('abort', () => fail(new Error('stopped'))))
    })
    const sending = sendWaiting({ isAsked: true })
    await vi.advanceTimersByTimeAsync(60_000)
    await Promise.race([sending, Promise.reject(new Error('it waits for ever'))])
    expect(await readAll('waiting')).toMatchObject([{ code, tries: 1 }])
  })

  it('goes once a page that was closed is open again, and is not tried by itself before', async () => {
    const code = await makeWaiting()
    answer({ [code]: () => problem(404) })
    await sendWaiting({ isAsked: true })
    expect(await readAll('waiting')).toMatchObject([{ code, refused: ['No.'], isClosed: true }])
    const asked = answer({})
    await sendWaiting({ isAsked: false })
    expect(asked).toEqual([])
    await sendWaiting({ isAsked: true })
    expect([await codes('waiting'), await codes('sent')]).toEqual([[], [code]])
  })
})
