import { holdsAddress, identityIn } from '../../contract/identifying.ts'
import { isNhsNumber } from '../../contract/identity.ts'
import type { CsvTable } from './csv-table.ts'
import { cellRefused, type Issue } from './issues.ts'

/**
 * Vigil takes no identity through an import (ICO and Caldicott: the least that the purpose needs).
 * Whole columns are refused by their heading, single cells by what stands in them; neither is ever echoed.
 */

const WHOSE =
  'full|first|last|family|given|middle|maiden|known|preferred|patient|patients|deceased|client|clients|person|persons|victim|subject|reporter|witness|carer|worker|staff|keyworker|kin|contact|mother|father|partner|spouse|child|gp|doctor|recipient'

const IDENTIFYING_HEADINGS = [
  new RegExp(`^(the )?((${WHOSE}) )*(s )?(name|names|initials)( of (${WHOSE}|the deceased))?$`),
  /^(name|names|surname|sur name|forename|forenames|fore name|firstname|lastname|fullname|alias|known as|nickname)( \d)?$/,
  new RegExp(`^((${WHOSE}) )+(surname|forename|forenames)$`),
  /(^| )(dob|d o b|date of birth|birth date|birthdate|birthday|dateofbirth)( |$)/,
  /(^| )(nhs|chi|hospital|mrn|national insurance|ni|nino|passport|pnc|prison) (no|num|number|id)( |$)/,
  /^(nhs|nhsno|nhsnumber|chi|mrn|nino|ssn|social security number|passport)$/,
  /(^| )(address|addresses|addr|street|street name|house number|house name|flat number|uprn)( \d)?( |$)/,
  /addr(ess)?( \d)?$/,
  /^(exact )?location of (death|incident|overdose|body)$/,
  /(^| )next of kin( |$)|^nok( |$)/,
  /(^| )(phone|telephone|tel|mobile|mobile number|fax|email|e mail|twitter|facebook|instagram|whatsapp)( |$)/,
]

/** `DateOfBirth`, `date_of_birth` and `Date of birth:` are one heading. */
function inWords(heading: string): string {
  return heading
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

export function isIdentifyingHeading(heading: string): boolean {
  const words = inWords(heading)
  return IDENTIFYING_HEADINGS.some((pattern) => pattern.test(words))
}

const FEWEST_TO_JUDGE = 3
const SHARE_OF_NHS_NUMBERS = 0.5

/**
 * Of ten digits that were drawn by chance one in eleven passes the check of an NHS number: where most cells that are nothing but ten
 * digits fail it, the column is of another number.
 */
function areOtherNumbers(table: CsvTable, heading: string): boolean {
  let [ten, valid] = [0, 0]
  for (const row of table.rows) {
    const digits = /^\d{3}[ -]?\d{3}[ -]?\d{4}$/.test((row.cells[heading] ?? '').trim())
    if (!digits) continue
    ten++
    if (isNhsNumber((row.cells[heading] ?? '').replace(/\D/g, ''))) valid++
  }
  return ten >= FEWEST_TO_JUDGE && valid / ten < SHARE_OF_NHS_NUMBERS
}

/** "Hospital", or somebody's door: the cells tell. */
const MAY_HOLD_ADDRESSES = /^(exact )?place of (death|incident|overdose)$/

/** The columns of a table that say who somebody was. */
function identifyingHeadings({ headings, rows }: Pick<CsvTable, 'headings' | 'rows'>): string[] {
  return headings.filter(
    (heading) =>
      isIdentifyingHeading(heading) ||
      (MAY_HOLD_ADDRESSES.test(inWords(heading)) && rows.some((row) => holdsAddress(row.cells[heading] ?? ''))),
  )
}

/** Takes identity out of the table; the rest of each row stays. */
export function withoutIdentity(table: CsvTable): CsvTable {
  const dropped = identifyingHeadings(table)
  const issues: Issue[] = dropped.map((heading) =>
    cellRefused(
      1,
      heading,
      null,
      'this column identifies people; Vigil does not take names, dates of birth, NHS numbers or addresses',
      'the column is left out and the rest of each row is kept; delete it from files you send on',
    ),
  )
  const headings = table.headings.filter((heading) => !dropped.includes(heading))
  const others = new Set(headings.filter((heading) => areOtherNumbers(table, heading)))
  for (const row of table.rows) {
    for (const heading of dropped) delete row.cells[heading]
    for (const heading of headings) {
      const kind = identityIn(row.cells[heading] ?? '', !others.has(heading))
      if (!kind) continue
      row.cells[heading] = ''
      issues.push(
        cellRefused(
          row.rowNumber,
          heading,
          null,
          `the cell seems to hold ${kind}`,
          'the cell is left out and the rest of the row is kept; take it out of the file',
        ),
      )
    }
  }
  return { ...table, headings, issues: [...table.issues, ...issues] }
}
