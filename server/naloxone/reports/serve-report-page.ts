import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import express, { type Express, type Response } from 'express'
import { type Partnership, Slug } from '../../contract/partnership.ts'
import { ReportWithdrawal } from '../../contract/reversal-report.ts'
import type { Database } from '../../db/connection.ts'
import { type Trx, withTenant } from '../../db/tenant.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { findPartnership } from '../../partnerships/store.ts'
import { HttpProblem } from '../../problem.ts'
import { newCode, parsed, readerOf, readForm, readKit, readKitForm } from './read-form.ts'
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
        within(partnership, (trx) => work({ trx, keyring, partnership }))
      const one = readerOf(request.body ?? {})
      if (one('asks') === 'take back') {
        const withdrawal = parsed(ReportWithdrawal.safeParse({ code: one('code') }))
        await receive((at) => receiveWithdrawal(at, withdrawal))
        return send(response, 200, 'report-taken-back.html')
      }
      if (one('asks') === 'kit') {
        const kitRequest = readKitForm(request.body)
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
    (text, [name, value]) => text.replaceAll(`{{${name}}}`, () => escapeHtml(value)),
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
