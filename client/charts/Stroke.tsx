import { line } from 'd3-shape'

interface StrokeProps {
  className: 'vigil-bars__interval' | 'vigil-bars__expected'
  points: [x: number, y: number][]
}

const path = line()

/** A line on a chart: an interval upright over its bar, what is expected level with its count. */
export function Stroke({ className, points }: StrokeProps) {
  return <path className={className} d={path(points) ?? undefined} />
}
