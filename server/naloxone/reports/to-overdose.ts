import type { Day } from '../../contract/day.ts'
import type { NewOverdose, OverdosePerson } from '../../contract/overdose.ts'
import type { NewReversalReport, ReportedPerson } from '../../contract/reversal-report.ts'
import { placeOfCell } from './cells.ts'
import type { Registers } from './registers.ts'

/** What every report of the public is a record of: who sent which is not there to be told. */
export const PUBLIC_REPORT = 'public report'
/** Of somebody known to an agency, who sent the same questions answered. */
export const AGENCY_REPORT = 'agency report'

type About = { source: string; reference: string; knownOn: Day; townCells: readonly string[]; registers?: Registers }

/** A report as the event it tells of. What its sender did not say stays unknown. */
export function toOverdose(report: NewReversalReport, { townCells, registers, ...record }: About): NewOverdose {
  const { day, hour, partOfDay, cell, setting, ambulanceCalled, reporterKind, persons } = report
  return {
    ...record,
    isWithdrawn: false,
    eventDay: day,
    eventTime: hour === null ? null : `${String(hour).padStart(2, '0')}:00`,
    timePrecision: hour !== null ? 'hour' : partOfDay ? 'part_of_day' : 'unknown',
    partOfDay,
    place: (cell && placeOfCell(cell, townCells)) || null,
    town: null,
    setting,
    reporterKind,
    agencyId: null,
    ambulanceCalled,
    persons: persons.map((person) => toPerson(person, report, registers)),
  }
}

function toPerson(person: ReportedPerson, report: NewReversalReport, registers?: Registers): OverdosePerson {
  const { outcome, outcomeEvidence, doses, wasUnresponsive, ageBand, sex, substanceCodes, minutesToResponse } = person
  const isKnown = (code: string) => registers?.substances.has(code) ?? true
  return {
    ...{ outcome, outcomeEvidence, wasUnresponsive, ageBand, sex },
    naloxoneGiven: 'yes',
    opioidPlausible: 'unknown',
    deathId: null,
    substanceCodes: substanceCodes.filter(isKnown),
    substancesNotInTree: substanceCodes.filter((code) => !isKnown(code)),
    administrations: [{ ...toKit(report, registers), doses, milligrams: null, givenBy: 'unknown', minutesToResponse }],
  }
}

/** What was printed on the kit: by the registers where they hold it, else as it was sent. */
function toKit({ product, batch, expiry }: NewReversalReport, registers?: Registers) {
  const isProduct = product !== null && (registers?.products.has(product) ?? true)
  const batchId = isProduct && batch ? registers?.batchIdOf(product, batch) : undefined
  const asSent = [
    isProduct ? null : product,
    batchId ? null : batch && `batch ${batch}`,
    batchId ? null : expiry && `expires ${expiry}`,
  ]
  return {
    productCode: isProduct ? product : null,
    kitId: null,
    batchId: batchId ?? null,
    asWritten: asSent.filter(Boolean).join(', ').slice(0, 200) || null,
  }
}
