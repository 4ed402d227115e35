import type { Day } from '../../contract/day.ts'
import type { BoxLaw } from '../../contract/public-box.ts'

/**
 * Whether a box of naloxone may stand where anybody can open it. Regulation 237A of the Human Medicines Regulations 2012 names who may
 * supply without a prescription, and no box. The amending Regulations of 2026, which would allow locked boxes, were consulted on from 29
 * December 2025; that they were made is not known. The one place that says so, until the table of law does.
 */
export function publicBoxesAllowedOn(_day: Day): BoxLaw {
  return {
    isAllowed: false,
    because:
      'Boxes that anybody can open are proposed, not in force: they are recorded here, and shown to nobody outside.',
    source:
      'Human Medicines Regulations 2012, regulation 237A; draft Human Medicines (Amendment) Regulations 2026, consulted on from 29 December 2025',
  }
}
