interface PaginationProps {
  shown: number
  total: number
  nextCursor: string | null
  isFirstPage: boolean
  onPage: (cursor: string | undefined) => void
}

/** Pages by cursor: forward, back to the first, and the browser's Back between. */
export function Pagination({ shown, total, nextCursor, isFirstPage, onPage }: PaginationProps) {
  return (
    <nav className="vigil-pages" aria-label="More rows">
      <p className="govuk-body-s">
        {shown.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')} shown
      </p>
      {!isFirstPage && (
        <button type="button" className="govuk-button govuk-button--secondary" onClick={() => onPage(undefined)}>
          First page
        </button>
      )}
      {nextCursor && (
        <button type="button" className="govuk-button govuk-button--secondary" onClick={() => onPage(nextCursor)}>
          Next page
        </button>
      )}
    </nav>
  )
}
