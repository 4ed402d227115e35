interface BarLegendProps {
  kinds: readonly { kind: 'whole' | 'incomplete' | 'reported'; words: string }[]
}

/** What each kind of bar is. */
export function BarLegend({ kinds }: BarLegendProps) {
  return (
    <ul className="vigil-year-legend">
      {kinds.map(({ kind, words }) => (
        <li key={kind}>
          <svg className="vigil-bars__key" viewBox="0 0 18 12" width="18" height="12" aria-hidden="true">
            <rect x="1" y="1" width="16" height="10" className={`vigil-bars__bar vigil-bars__bar--${kind}`} />
          </svg>
          {words}
        </li>
      ))}
    </ul>
  )
}
