import { randomInt } from 'node:crypto'
import type { NewKitRequest, NewReversalReport } from '../../server/contract/reversal-report.ts'
import { addDays, dayIn } from '../../server/day.ts'

const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** As a phone makes one. */
export function makeCode(): string {
  const signs = Array.from({ length: 16 }, () => SIGNS[randomInt(32)]).join('')
  return signs.replace(/(.{4})(?=.)/g, '$1-')
}

/** By the clock of whoever reports, which goes on where a demonstration's day stands still. */
export const daysAgo = (days: number) => addDays(dayIn('Europe/London'), -days)

type Given = Partial<Omit<NewReversalReport, 'persons'>> & { persons?: Partial<NewReversalReport['persons'][number]>[] }

/** A report in which its sender said nothing but the day. */
export function makeReport({ persons = [{}], ...given }: Given = {}): NewReversalReport {
  return {
    code: makeCode(),
    day: daysAgo(0),
    hour: null,
    partOfDay: null,
    cell: null,
    setting: 'unknown',
    ambulanceCalled: 'unknown',
    product: null,
    batch: null,
    expiry: null,
    reporterKind: 'unknown',
    ...given,
    persons: persons.map((person) => ({
      outcome: 'unknown',
      outcomeEvidence: 'unknown',
      doses: null,
      wasUnresponsive: 'unknown',
      ageBand: null,
      sex: 'unknown',
      substanceCodes: [],
      minutesToResponse: null,
      ...person,
    })),
  }
}

export function makeKitRequest(given: Partial<NewKitRequest> = {}): NewKitRequest {
  return { code: makeCode(), how: 'collect', contact: 'a number', town: null, product: null, ...given }
}
