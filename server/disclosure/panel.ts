import type { Count } from '../contract/figure.ts'

/**
 * A figure for people who see the cases behind it, as it is; the route it leaves by lets nobody else in (the action 'figure:read'). What
 * is for anybody else does not pass here but through `gate.ts`, whole tables at a time.
 */
export function forPanel(count: number | null): Count {
  return count
}
