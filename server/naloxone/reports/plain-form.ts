import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express, { type Express, type Response } from 'express'
import type { z } from 'zod'
import { lastDayOfMonth } from '../../contract/day.ts'
import { type Partnership, Slug } from '../../contract/partnership.ts'
import { NewKitRequest, NewReversalReport, ReportCode, ReportWithdrawal } from '../../contract/reversal-report.ts'
import { addDays, dayIn, hourIn } from '../../day.ts'
import type { Database } from '../../db/connection.ts'
import { type Trx, withTenant } from '../../db/tenant.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { findPartnership } from '../../partnerships/store.ts'
import { HttpProblem, invalid, invalidFrom } from '../../problem.ts'
import { receiveKitRequest, receiveReport, receiveWithdrawal, refuseWhereClosed } from './receive.ts'

const BUILT = fileURLToPath(new URL('../../../client/dist/', import.meta.url))
const TIMEOUT_MILLISECONDS = 15_000

/**
 * The public page of reports at /report/<partnership>: one page, made when the client is built, that is a whole form without any script.
 * What it posts there goes the same way as what its script sends to /api/report.
 */
export function serveReportPage(app: Express, { database, keyring }: { database: Database; keyring: Keyring }): void {
  const within = <T>({ partnershipId }: Partnership, work: (trx: Trx) => Promise<T>) =>
    withTenant(
      database.knex,
      { partnershipId, userId: 'nobody', purpose: 'report:send', reach: 'none' },
      work,
      TIMEOUT_MILLISECONDS,
    )

  app.get('/report/:slug', async (request, response, next) => {
    if (!Slug.safeParse(request.params.slug).success) return next()
    await answered(response, async () => {
      await within(await partnershipOf(database, request.params.slug), refuseWhereClosed)
      send(response, 200, 'report.html', { once: newCode() })
    })
  })
  app.post('/report/:slug', express.urlencoded({ extended: false, limit: '20kb' }), async (request, response) => {
    await answered(response, async () => {
      const partnership = await partnershipOf(database, request.params.slug)
      const receive = (work: (at: Parameters<typeof receiveReport>[0]) => Promise<unknown>) =>
        within(partnership, (trx) => work({ trx, keyring, partnership, today: partnership.today }))
      const one = readerOf(request.body ?? {})
      if (one('asks') === 'take back') {
        const withdrawal = parsed(ReportWithdrawal.safeParse({ code: one('code') }))
        await receive((at) => receiveWithdrawal(at, withdrawal))
        return send(response, 200, 'report-taken-back.html')
      }
      if (one('asks') === 'kit') {
        const asked = {
          code: codeOf(request.body, {}),
          how: one('how'),
          contact: one('contact') ?? '',
          town: one('town') ?? null,
        }
        const kitRequest = parsed(NewKitRequest.safeParse(asked))
        await receive((at) => receiveKitRequest(at, kitRequest))
        return send(response, 200, 'report-kit-asked.html')
      }
      const report = readForm(request.body, readKit(request.query), partnership)
      await receive((at) => receiveReport(at, report))
      send(response, 200, 'report-receipt.html', { code: report.code, once: newCode() })
    })
  })
  app.get('/report/:slug/manifest.webmanifest', async (request, response) => {
    const { slug, name } = await partnershipOf(database, request.params.slug)
    response
      .set('Cache-Control', 'no-cache')
      .type('application/manifest+json')
      .send(JSON.stringify(manifestOf(slug, name)))
  })
}

function manifestOf(slug: string, name: string) {
  return {
    id: `/report/${slug}`,
    name: `Report naloxone used, ${name}`,
    short_name: 'Naloxone used',
    start_url: `/report/${slug}`,
    scope: '/report/',
    display: 'standalone',
    background_color: '#ffffff',
    theme_color: '#0b0c0c',
    icons: [{ src: '/vigil.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
  }
}

async function partnershipOf({ knex }: Database, slug: unknown): Promise<Partnership> {
  const found = await findPartnership(knex, String(slug))
  if (typeof found === 'object') return found
  throw new HttpProblem({ status: 404, title: 'No reports are taken here.' })
}

type Sent = Record<string, string | string[] | undefined>

const KIT = ['product', 'batch', 'expiry'] as const
type Kit = Partial<Pick<NewReversalReport, (typeof KIT)[number]>>

/**
 * What the code on a kit put into the address, and nothing else of what stands there. What does not fit is left out: whoever was given that
 * code cannot mend it, and has no other way to report.
 */
function readKit(query: object): Kit {
  const one = readerOf(query as Sent)
  const kit: Kit = {}
  for (const name of KIT) {
    const written = NewReversalReport.shape[name].safeParse(name === 'expiry' ? lastDayOf(one(name)) : one(name))
    if (written.success) kit[name] = written.data
  }
  return kit
}

function readerOf(sent: Sent) {
  return (name: string) => [sent[name]].flat()[0]?.trim() || undefined
}

/** What a form without script sends is flat, and of one person; left empty is not known. */
function readForm(sent: Sent | undefined, kit: Kit, { timeZone }: Partnership): NewReversalReport {
  if (!sent) throw new HttpProblem({ status: 415, title: 'This was not sent by the form of this page.' })
  const today = dayIn(timeZone)
  const one = readerOf(sent)
  const when = one('when')
  const day = when === 'earlier' ? one('day') : when === 'yesterday' ? addDays(today, -1) : today
  if (!day) invalid([{ path: 'day', message: 'is missing: say on which day it was' }])
  const report = NewReversalReport.safeParse({
    code: codeOf(sent, kit),
    day,
    hour: when === 'now' ? hourIn(timeZone) : undefined,
    partOfDay: when === 'now' ? undefined : one('partOfDay'),
    setting: one('setting'),
    ambulanceCalled: one('ambulanceCalled'),
    ...kit,
    reporterKind: one('reporterKind'),
    persons: [
      {
        outcome: one('outcome'),
        outcomeEvidence: one('outcomeEvidence'),
        doses: one('doses') === undefined ? undefined : Number(one('doses')),
        wasUnresponsive: one('wasUnresponsive'),
        ageBand: one('ageBand'),
        sex: one('sex'),
        substanceCodes: [sent.substanceCodes ?? []].flat(),
        minutesToResponse: one('minutesToResponse'),
      },
    ],
  })
  return parsed(report)
}

/** @throws 422 with what is wrong, by the names of the form's fields. */
function parsed<Body>(read: z.ZodSafeParseResult<Body>): Body {
  return read.success ? read.data : invalidFrom(read.error)
}

/** Of an expiry printed as a month its last day; so also where its day is 00 (GS1). */
function lastDayOf(expiry: string | undefined): string | undefined {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])(?:-00)?$/.exec(expiry ?? '') ?? []
  return year && month ? lastDayOfMonth(Number(year), Number(month)) : expiry
}

/**
 * The page was given random bits of its own, which it sends along: the same answers posted again from it (pressed twice, or loaded again after
 * an answer that was lost) are the same report, and other answers another. A page without them, as a worker keeps it, makes a new one each time.
 */
function codeOf(sent: Sent, kit: Kit): string {
  if (!ReportCode.safeParse(sent.once).success) return newCode()
  const all = Object.entries({ ...sent, kit: JSON.stringify(kit) }).sort(([one], [other]) => (one < other ? -1 : 1))
  return toCode(createHash('sha256').update(JSON.stringify(all)).digest())
}

function newCode(): string {
  return toCode(randomBytes(16))
}

/** As the page makes them (contract/reversal-report.ts): 80 bits in Crockford's base 32. */
function toCode(bits: Buffer): string {
  const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  return [...bits.subarray(0, 16)]
    .map((byte) => signs[byte % 32])
    .join('')
    .replace(/(.{4})(?=.)/g, '$1-')
}

/** What cannot be taken is said on a page of its own, in words; nothing else has been sent yet that could be lost. */
async function answered(response: Response, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof HttpProblem)) throw error
    const { status, title, detail, errors } = error.problem
    const reasons = errors?.map(({ path, message }) => `${path}: ${message}`) ?? [title, detail ?? '']
    response.set(error.headers)
    send(response, status, 'report-refused.html', { reasons: reasons.filter(Boolean).join(' · ') })
  }
}

/** A page of the built client, with what is filled in; the browser names this address alone to itself, so that the form may be posted. */
function send(response: Response, status: number, page: string, filled: Record<string, string> = {}): void {
  const file = `${BUILT}${page}`
  if (!existsSync(file)) {
    throw new HttpProblem({
      status: 503,
      title: 'The pages have not been built.',
      detail: 'Run npm run build, then reload.',
    })
  }
  const html = Object.entries(filled).reduce(
    (text, [name, value]) => text.replaceAll(`{{${name}}}`, escapeHtml(value)),
    readFileSync(file, 'utf8'),
  )
  response
    .status(status)
    .set({ 'Cache-Control': status === 200 && page === 'report.html' ? 'no-cache' : 'no-store' })
    .set('Referrer-Policy', 'same-origin')
    .type('html')
    .send(html)
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '')
}
