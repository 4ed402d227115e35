/** Of bold figures, the width of one as a share of the size of the letters, with a little to spare. */
const FIGURE_WIDTH = 0.64
const COMMA_WIDTH = 0.34
/** Size of the letters of `vigil-bars__count--small`. */
const SMALL_LETTERS = 10

export interface BarLabel {
  text: string
  /** White on its bar; black over whatever lies behind it, in smaller letters where need be; or upright where even they have no room. */
  lies: 'inside' | 'over' | 'small' | 'upright'
}

interface Room {
  barWidth: number
  barHeight: number
  /** From one bar to the next. */
  slotWidth: number
  letterSize: number
}

/** A number of events as its bar can carry it: never cut, never white on white. */
export function barLabel(count: number | 'unknown', { barWidth, barHeight, slotWidth, letterSize }: Room): BarLabel {
  const text = count === 'unknown' ? '?' : count.toLocaleString('en-GB')
  const letters = [...text].reduce((sum, letter) => sum + (letter === ',' ? COMMA_WIDTH : FIGURE_WIDTH), 0)
  const width = letters * letterSize
  if (width > slotWidth) return { text, lies: letters * SMALL_LETTERS <= slotWidth ? 'small' : 'upright' }
  return { text, lies: width <= barWidth && barHeight >= letterSize + 6 ? 'inside' : 'over' }
}
