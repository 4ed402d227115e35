import { createHash, randomBytes } from 'node:crypto'
import type { z } from 'zod'
import { lastDayOfMonth } from '../../contract/day.ts'
import type { Partnership } from '../../contract/partnership.ts'
import { NewKitRequest, NewReversalReport, ReportCode } from '../../contract/reversal-report.ts'
import { addDays, dayIn, hourIn } from '../../day.ts'
import { HttpProblem, invalid, invalidFrom } from '../../problem.ts'

/** What the page of reports posts without a script, and what the address of a code on a kit holds: flat, of one person, all of it text. */

export type Sent = Record<string, string | string[] | undefined>

const KIT = ['product', 'batch', 'expiry'] as const
type Kit = Partial<Pick<NewReversalReport, (typeof KIT)[number]>>

/**
 * What the code on a kit put into the address, and nothing else of what stands there. What does not fit is left out: whoever was given that
 * code cannot mend it, and has no other way to report.
 */
export function readKit(query: object): Kit {
  const one = readerOf(query as Sent)
  const kit: Kit = {}
  for (const name of KIT) {
    const written = NewReversalReport.shape[name].safeParse(name === 'expiry' ? lastDayOf(one(name)) : one(name))
    if (written.success) kit[name] = written.data
  }
  return kit
}

export function readerOf(sent: Sent) {
  return (name: string) => [sent[name]].flat()[0]?.trim() || undefined
}

/** What a form without script sends is flat, and of one person; left empty is not known. */
export function readForm(sent: Sent | undefined, kit: Kit, { timeZone }: Partnership): NewReversalReport {
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

/** A request for a kit by the same page. */
export function readKitForm(sent: Sent): NewKitRequest {
  const one = readerOf(sent)
  return parsed(
    NewKitRequest.safeParse({
      code: codeOf(sent, {}),
      how: one('how'),
      contact: one('contact') ?? '',
      town: one('town') ?? null,
    }),
  )
}

/** @throws 422 with what is wrong, by the names of the form's fields. */
export function parsed<Body>(read: z.ZodSafeParseResult<Body>): Body {
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

export function newCode(): string {
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
