import { lazy, Suspense } from 'react'
import { DeathsByYear } from '../../../server/contract/indicator.ts'
import { useAnswer } from '../../api/answers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CountText } from '../../ui/CountText.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Figure } from '../../ui/Figure.tsx'
import { Table } from '../../ui/Table.tsx'
import { hasRecords, sayYears, type YearOfDeaths } from './sayYears.ts'
import { YearLegend } from './YearLegend.tsx'

// apart, so that the first load does not wait for what draws charts
const YearBars = lazy(() => import('./YearBars.tsx').then(({ YearBars: bars }) => ({ default: bars })))

export function DeathsByYearFigure() {
  const answer = useAnswer(DeathsByYear, '/indicators/deaths-by-year')
  return (
    <Answered answer={answer} what="deaths by year">
      {({ years, provenance }) =>
        years.length === 0 ? (
          <EmptyState sentence="No deaths are recorded yet.">Record a death or import a file.</EmptyState>
        ) : (
          <Figure
            title="Deaths by year"
            sentence={sayYears(years)}
            drawing={
              <>
                <Suspense fallback={<div className="vigil-bars vigil-bars--to-come" />}>
                  <YearBars years={years} />
                </Suspense>
                <YearLegend years={years} />
              </>
            }
            table={<YearTable years={years} />}
            provenance={provenance}
            csv={<CsvLink path="/indicators/deaths-by-year" what="deaths by year" needsSecondFactor={false} />}
          />
        )
      }
    </Answered>
  )
}

function YearTable({ years }: { years: YearOfDeaths[] }) {
  return (
    <Table
      caption="Deaths by year"
      isCaptionHidden
      rows={years}
      rowKey={({ year }) => String(year)}
      columns={[
        {
          heading: 'Year',
          isRowHeading: true,
          cell: ({ year, isIncomplete }) => `${year}${isIncomplete ? ' (incomplete)' : ''}`,
        },
        {
          heading: 'Deaths',
          isNumber: true,
          cell: (year) => (hasRecords(year) ? <CountText count={year.deaths} /> : 'no records'),
        },
        {
          heading: '95% interval',
          isNumber: true,
          cell: ({ interval, deaths }) =>
            interval && deaths !== 0 ? `${interval.low.toFixed(1)} to ${interval.high.toFixed(1)}` : '–',
        },
        {
          heading: 'Only day reported known',
          isNumber: true,
          cell: ({ byDayReported }) => <CountText count={byDayReported} />,
        },
        {
          heading: 'Toxicology complete',
          isNumber: true,
          cell: ({ withToxicology }) => <CountText count={withToxicology} />,
        },
        {
          heading: 'of these, 2 or more drugs',
          isNumber: true,
          cell: ({ polyDrug }) => <CountText count={polyDrug} />,
        },
      ]}
    />
  )
}
