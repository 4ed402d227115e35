import type { z } from 'zod'
import { DeathsByYear } from '../../server/contract/indicator.ts'
import { useAnswer } from '../answers.ts'
import { Answered } from '../ui/Answered.tsx'
import { CountText, countInWords } from '../ui/CountText.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Figure } from '../ui/Figure.tsx'
import { Table } from '../ui/Table.tsx'
import { YearBars } from './YearBars.tsx'

export type YearOfDeaths = z.infer<typeof DeathsByYear>['years'][number]

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
            drawing={<YearBars years={years} />}
            table={<YearTable years={years} />}
            provenance={provenance}
            csv={<CsvLink path="/indicators/deaths-by-year" what="deaths by year" />}
          />
        )
      }
    </Answered>
  )
}

/** The last finished year against the one before; an unfinished year is never called a fall. */
function sayYears(years: YearOfDeaths[]) {
  const finished = years.filter((year) => !year.isIncomplete)
  const [before, last] = finished.slice(-2)
  const unfinished = years.filter((year) => year.isIncomplete).map((year) => year.year)
  const comparison = last && before ? `${say(last)}, after ${say(before)}.` : finished.map(say).join(', ')
  if (unfinished.length === 0) return comparison
  return `${comparison} ${unfinished.join(' and ')} ${unfinished.length === 1 ? 'is' : 'are'} incomplete: more deaths will become known.`
}

function say({ year, deaths }: YearOfDeaths) {
  return `${countInWords(deaths)} people died in ${year}`
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
        { heading: 'Deaths', isNumber: true, cell: ({ deaths }) => <CountText count={deaths} /> },
        {
          heading: '95% interval',
          isNumber: true,
          cell: ({ interval }) => (interval ? `${interval.low.toFixed(1)} to ${interval.high.toFixed(1)}` : '–'),
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
