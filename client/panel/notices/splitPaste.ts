import { isNhsNumber } from '../../../server/contract/identity.ts'
import type { Answers } from '../../ui/fields.ts'

const LABELLED = /^\s*[-*•]?\s*([A-Za-z][^:\t]{0,40}?)\s*[:=\t]\s*(\S.*?)\s*$/
const NAME = /^((full |deceased'?s? |patient'?s? )?name|name of (the )?deceased|deceased)$/i
const GIVEN = /^(fore ?names?|first names?|given names?)$/i
const FAMILY = /^(sur ?name|last name|family name)$/i
const BIRTH = /^(dob|d\.o\.b\.?|date of birth|born)$/i
const NHS = /^nhs( no\.?| num(ber)?| id)?$/i

/**
 * Takes who it is about out of a pasted e-mail before anything is sent to be read: into the fields that are sealed. What cannot be taken for
 * sure stays in the text.
 */
export function splitPaste(text: string): { identity: Answers; rest: string } {
  const identity: Record<string, string> = {}
  const take = (path: string, value: string) => {
    if (identity[path] !== undefined) return false
    identity[path] = value
    return true
  }
  const rest = text.split(/\r?\n/).filter((line) => {
    const [, label = '', value = ''] = LABELLED.exec(line) ?? []
    if (NAME.test(label)) return !takeName(value, take)
    if (GIVEN.test(label)) return !take('identity.name.given', value)
    if (FAMILY.test(label)) return !take('identity.name.family', value)
    const birth = BIRTH.test(label) ? readBirth(value) : undefined
    if (birth) return !take('identity.dateOfBirth', birth)
    const digits = value.replace(/[\s-]/g, '')
    if (NHS.test(label) && isNhsNumber(digits)) return !take('identity.nhsNumber', digits)
    return true
  })
  return { identity, rest: rest.join('\n') }
}

/** "SMITH, Jo" and "Jo Smith"; one word alone is not told apart. */
function takeName(value: string, take: (path: string, value: string) => boolean): boolean {
  const [family = '', given = ''] = value.split(',').map((part) => part.trim())
  if (given) return take('identity.name.given', given) && take('identity.name.family', family)
  const words = value.split(/\s+/)
  if (words.length < 2) return false
  return take('identity.name.given', words.slice(0, -1).join(' ')) && take('identity.name.family', words.at(-1) ?? '')
}

/** Day first, as it is written here; four digits for the year, or nothing is read. */
function readBirth(value: string): string | undefined {
  const [, day, month, year] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(value) ?? []
  if (day && month && year) return `${year}-${month}-${day}`
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined
}
