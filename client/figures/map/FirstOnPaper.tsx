import type { ReactNode } from 'react'

/** Of a table beside the map. */
export const MORE_ROWS = 'more in the table on the page, and in the file that it offers (CSV)'

interface FirstOnPaperProps {
  /** How many rows there are. */
  count: number
  /** How many of them are printed, so that all is one sheet: of those that `style/_map-print.scss` knows. */
  most: 3 | 5 | 6 | 10 | 12
  /** What the others are, and where they stand: "more on the page". */
  others: string
  className?: string
  children: ReactNode
}

/** Rows or a list, all of it on a screen. On paper the first of them, and how many more there are and where. */
export function FirstOnPaper({ count, most, others, className, children }: FirstOnPaperProps) {
  return (
    <div className={className} data-on-paper={most}>
      {children}
      {count > most && (
        <p className="vigil-on-paper">
          {(count - most).toLocaleString('en-GB')} {others}.
        </p>
      )}
    </div>
  )
}
