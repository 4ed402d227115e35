import type { ReactNode } from 'react'

interface BarChartProps {
  /** What is told to somebody who does not see it; its figures stand in a table beside. */
  label: string
  width: number
  height: number
  /** Where nought lies; left out of a chart whose bars lie on their sides. */
  base?: number
  variant?: 'months' | 'narrow' | undefined
  children: ReactNode
}

/** A drawing of bars that grows with its column, with the line that they stand on. */
export function BarChart({ label, width, height, base, variant, children }: BarChartProps) {
  return (
    <svg
      className={variant ? `vigil-bars vigil-bars--${variant}` : 'vigil-bars'}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {base !== undefined && <line x1="0" x2={width} y1={base} y2={base} className="vigil-bars__axis" />}
      {children}
    </svg>
  )
}
