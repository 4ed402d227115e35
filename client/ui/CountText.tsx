import type { Count } from '../../server/contract/figure.ts'

const grouped = new Intl.NumberFormat('en-GB')

export function countInWords(count: Count) {
  if (count === null) return 'not known'
  if (count === 'hidden') return 'hidden'
  return grouped.format(count)
}

/** A count as it left the disclosure gate. Hidden is not nought, and not known is neither: each is said in words. */
export function CountText({ count }: { count: Count }) {
  return <span className={typeof count === 'number' ? 'vigil-count' : 'vigil-count--words'}>{countInWords(count)}</span>
}
