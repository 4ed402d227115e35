import type { BorderCluster } from '../../../server/contract/border-cluster.ts'
import { recordWords } from './signalWords.ts'

type Told = Pick<
  BorderCluster,
  'stream' | 'ownCases' | 'areaNames' | 'neighbours' | 'pooledLow' | 'pooledHigh' | 'isExact'
>

/** "5 reversals here (Looe, Polperro), and more in East." */
export function sayOverBorder({ stream, ownCases, areaNames, neighbours }: Told): string {
  const records = ownCases === 1 ? recordWords[stream].one : recordWords[stream].many
  return `${ownCases} ${records} here (${nameSome(areaNames)}), and more in ${listInWords(neighbours)}.`
}

/** "16 to 33"; "Exactly 17" where all have agreed. */
export function sayPooled({ pooledLow, pooledHigh, isExact }: Told): string {
  return isExact ? `Exactly ${pooledLow}` : `${pooledLow} to ${pooledHigh}`
}

const NAMED_AREAS = 6

function nameSome(names: readonly string[]): string {
  const more = names.length - NAMED_AREAS
  return more > 0 ? `${names.slice(0, NAMED_AREAS).join(', ')} and ${more} more` : listInWords(names)
}

function listInWords(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '')
}
