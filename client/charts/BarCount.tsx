import type { Count } from '../../server/contract/figure.ts'
import { barLabel } from './barLabel.ts'

interface BarCountProps {
  count: Count
  /** Only a bar that is filled carries its number in white. */
  isFilled: boolean
  middle: number
  /** Height of the bar. */
  height: number
  /** Of the writing. */
  foot: number
  width: number
  slotWidth: number
  letterSize: number
}

/** The number of a bar at its foot, as its bar can carry it. */
export function BarCount({ count, isFilled, middle, height, foot, width, slotWidth, letterSize }: BarCountProps) {
  const known = typeof count === 'number' ? count : 'unknown'
  const { text, lies } = barLabel(known, { barWidth: width, barHeight: height, slotWidth, letterSize })
  const classes = [
    'vigil-bars__count',
    !(isFilled && lies === 'inside') && 'vigil-bars__count--over',
    (lies === 'small' || lies === 'upright') && `vigil-bars__count--${lies}`,
  ]
  return (
    <text
      x={middle}
      y={foot}
      className={classes.filter(Boolean).join(' ')}
      transform={lies === 'upright' ? `rotate(-90 ${middle} ${foot}) translate(0 ${letterSize * 0.35})` : undefined}
    >
      {text}
    </text>
  )
}
