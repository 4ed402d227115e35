import type { Count } from '../../server/contract/figure.ts'

/** How long a count is drawn: one that is hidden or not known has no length, and its words say which. */
export function drawnSize(count: Count) {
  return typeof count === 'number' ? count : 0
}
