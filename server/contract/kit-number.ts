/** A number printed on a kit: what stands before, how many digits it has, and the number itself. `A000123` is A, 6, 123. */
export type KitNumber = { prefix: string; digits: number; number: number }

/** Undefined where it does not end with digits, or they are more than are ever printed. */
export function readKitNumber(written: string): KitNumber | undefined {
  const match = /^(.{0,20}?)(\d{1,12})$/.exec(written.normalize('NFKC').replace(/\s+/gu, ' ').trim().toUpperCase())
  if (!match?.[2] || /\d$/.test(match[1] ?? '')) return undefined
  return { prefix: match[1] ?? '', digits: match[2].length, number: Number(match[2]) }
}

export function sayKitNumber({ prefix, digits, number }: KitNumber): string {
  return `${prefix}${String(number).padStart(digits, '0')}`
}

/** Why two numbers are not a range from one to the other; undefined where they are. */
export function whyNoRange(
  first: string,
  last: string,
): { path: 'firstNumber' | 'lastNumber'; message: string } | undefined {
  const [from, to] = [readKitNumber(first), readKitNumber(last)]
  if (!from) return { path: 'firstNumber', message: 'must end with digits, like A000101' }
  if (!to) return { path: 'lastNumber', message: 'must end with digits, like A000200' }
  if (from.prefix !== to.prefix || from.digits !== to.digits)
    return { path: 'lastNumber', message: 'must be written like the first: the same letters, as many digits' }
  if (to.number < from.number) return { path: 'lastNumber', message: 'is before the first' }
  if (to.number - from.number >= 100_000)
    return { path: 'lastNumber', message: 'is more than 100,000 kits after the first' }
  return undefined
}
