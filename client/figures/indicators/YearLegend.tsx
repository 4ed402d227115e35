import { BarLegend } from '../../charts/BarLegend.tsx'
import type { YearOfDeaths } from './sayYears.ts'

/** What the bars are, where there is more than one kind of them. */
export function YearLegend({ years }: { years: readonly YearOfDeaths[] }) {
  const kinds = (
    [
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
    ] as const
  ).filter(({ isShown }) => isShown)
  if (kinds.length < 2) return null
  return <BarLegend kinds={kinds} />
}
