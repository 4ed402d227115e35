import { nameKey } from '../../../server/contract/text.ts'

/** Whether nothing in a register is called this, in whatever spelling. */
export function isFree(name: string, taken: readonly string[]) {
  return !taken.some((other) => nameKey(other) === nameKey(name))
}
