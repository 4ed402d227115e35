import { createHmac } from 'node:crypto'

/**
 * A fixed number in [0, 1) for a cell, by its coordinates and the partnership's secret. It settles which of several equally good figures
 * is hidden for the others' sake: the same in every release, whatever order rows arrive in, and unknown to who knows the method only.
 */
export function rankOf(name: string, secret: string): number {
  return createHmac('sha256', secret).update(name).digest().readUInt32BE(0) / 2 ** 32
}
