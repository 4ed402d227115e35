import { scaleBand, scaleLinear } from 'd3-scale'

interface BarsAsked {
  /** What each bar, or each pair of bars, stands for, in order. */
  keys: readonly string[]
  /** Share of its slot that a bar, or a pair of them, takes. */
  share: number
  /** The widest that a bar may be. */
  widest?: number
  barsInSlot?: 1 | 2
  /** The most that is drawn. At least 1 is, so that a chart of noughts is flat. */
  highest: number
  width: number
  top: number
  base: number
}

/** Where the bars of a chart stand, and how tall they are: all in units of its drawing, y downwards. */
export function barScales({ keys, share, widest = Infinity, barsInSlot = 1, highest, width, top, base }: BarsAsked) {
  const slots = scaleBand(keys, [0, width])
    .paddingInner(1 - share)
    .paddingOuter((1 - share) / 2)
  return {
    slotWidth: slots.step(),
    barWidth: Math.min(widest, slots.bandwidth() / barsInSlot),
    middleOf: (key: string) => (slots(key) ?? 0) + slots.bandwidth() / 2,
    topOf: scaleLinear([0, Math.max(1, highest)], [base, top]),
  }
}
