import type { YearOfDeaths } from './sayYears.ts'

/** What the bars are, where there is more than one kind of them. */
export function YearLegend({ years }: { years: readonly YearOfDeaths[] }) {
  const kinds = [
    {
      kind: 'whole',
      words: 'By year of death',
      isShown: years.some((year) => !year.isIncomplete && year.deaths !== 0),
    },
    { kind: 'incomplete', words: 'Year not yet complete', isShown: years.some((year) => year.isIncomplete) },
    {
      kind: 'reported',
      words: 'Known only by the day reported, beside and never added',
      isShown: years.some((year) => year.byDayReported !== 0),
    },
  ].filter(({ isShown }) => isShown)
  if (kinds.length < 2) return null
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
