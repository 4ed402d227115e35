interface OlderRowsProps {
  isFirstPage: boolean
  nextBefore: number | null
  onPage: (before: number | undefined) => void
}

/** A chain is read backwards: the newest first, then what came before. */
export function OlderRows({ isFirstPage, nextBefore, onPage }: OlderRowsProps) {
  return (
    <nav className="vigil-pages" aria-label="More entries">
      {!isFirstPage && (
        <button type="button" className="govuk-button govuk-button--secondary" onClick={() => onPage(undefined)}>
          Newest
        </button>
      )}
      {nextBefore !== null && (
        <button type="button" className="govuk-button govuk-button--secondary" onClick={() => onPage(nextBefore)}>
          Older
        </button>
      )}
    </nav>
  )
}
