import { randomWordsFor } from '../../../jobs/stats/draws/random.ts'

/** A UUID (version 8) made from a text: the same name is the same record wherever it is made. */
export function deterministicId(name: string): string {
  const hex = randomWordsFor(name, 0)
    .map((word) => (word >>> 0).toString(16).padStart(8, '0'))
    .join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}
