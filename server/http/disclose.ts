import type { Count, Tier } from '../contract/figure.ts'

/**
 * The gate through which every aggregate leaves. A figure names the tier it is for; the panel, who see the cases themselves, see counts
 * as they are. The narrower tiers need secondary suppression over the whole table; until that stands, they are refused, not approximated.
 */
export function disclose(tier: Tier, count: number | null): Count {
  if (tier !== 'panel') throw new Error(`the tier ${tier} is not open yet`)
  return count
}
