import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { NowcastMeasure } from '../../../server/contract/filters.ts'
import { Nowcast } from '../../../server/contract/nowcast.ts'
import { useAnswer } from '../../api/answers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CountText } from '../../ui/CountText.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Figure } from '../../ui/Figure.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { BacktestNote } from './BacktestNote.tsx'
import { MonthBars } from './MonthBars.tsx'
import { MonthLegend } from './MonthLegend.tsx'
import { MonthTable } from './MonthTable.tsx'
import { measureWords, sayMonths, sayPercent } from './sayMonths.ts'

const route = getRouteApi('/$partnership/deaths-by-month')

/** How many died in each month: known so far, and how many there will be once all is known. */
export function DeathsByMonthPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/deaths-by-month' })
  const change = (changed: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...changed }), resetScroll: false })
  const answer = useAnswer(Nowcast, '/indicators/nowcast', search)
  return (
    <>
      <PageTitle>What is known so far of each month, and how many there will be in the end.</PageTitle>
      <fieldset className="vigil-filters" aria-label="What is shown">
        <SelectFilter<'deaths' | 'toxicology'>
          path="measure"
          label="Counted"
          value={search.measure ?? 'deaths'}
          words={measureWords}
          onChange={(measure) => change({ measure })}
        />
        <DayFilter
          path="asKnownOn"
          label="As known on"
          value={search.asKnownOn}
          onChange={(asKnownOn) => change({ asKnownOn })}
        />
      </fieldset>
      <Answered answer={answer} what="deaths by month" isPage>
        {(known) =>
          known.months.length === 0 ? (
            <EmptyState sentence="No deaths with a month of death are recorded.">
              Record a death or import a file.
            </EmptyState>
          ) : (
            <Months known={known} query={search} />
          )
        }
      </Answered>
    </>
  )
}

function Months({ known, query }: { known: Nowcast; query: { measure?: NowcastMeasure; asKnownOn?: string } }) {
  const { months, measure, provenance, withoutMonth, withoutKnownDay } = known
  return (
    <>
      <h2 className="govuk-visually-hidden">Known, and expected in the end</h2>
      <Figure
        title={measureWords[measure]}
        sentence={sayMonths(known)}
        drawing={
          <>
            <MonthBars months={months} />
            <MonthLegend months={months} />
          </>
        }
        table={<MonthTable months={months} />}
        provenance={provenance}
        csv={<CsvLink path="/indicators/nowcast" query={query} what="these months" needsSecondFactor={false} />}
      />
      {withoutMonth !== 0 && (
        <p className="govuk-body">
          Not in any month: <CountText count={withoutMonth} />, of which only the year, or only the day they were
          reported, is known.
        </p>
      )}
      {withoutKnownDay !== 0 && (
        <p className="govuk-body">
          Of <CountText count={withoutKnownDay} /> it is not known when they became known: they are counted, but say
          nothing of how long it takes.
        </p>
      )}
      <HowItIsMade known={known} />
      <BacktestNote backtest={known.backtest} query={query} />
    </>
  )
}

function HowItIsMade({ known: { delay, measure, shareEver } }: { known: Nowcast }) {
  const what = measure === 'deaths' ? 'A death' : 'Complete toxicology'
  return (
    <DefinitionOnDemand term="What “share known” means, and how the estimate is made">
      {delay ? (
        <p>
          {what} becomes known some time after the day of death: half within {delay.medianDays} days, nine in ten within{' '}
          {delay.ninetyPercentDays} days. This was learnt from {delay.events} deaths of the last{' '}
          {delay.windowDays === 365 ? 'year' : `${delay.windowDays / 365} years`}.
        </p>
      ) : (
        <p>
          How long {what.toLowerCase()} takes to become known is not known here: of fewer than 30 in the last three
          years is the day recorded. So no estimate is made.
        </p>
      )}
      <p>
        {measure === 'deaths' ? (
          <>
            The share known is how much of a month should be known by now, if that has not changed. The number expected
            is what is known, divided by this share.
          </>
        ) : (
          <>
            The share known is how much of a month’s toxicology should be complete by now, if that has not changed.{' '}
            {sayToxicologyExpected(shareEver)}
          </>
        )}{' '}
        The bands say how far chance alone may lead from it. Where less than 20 % should be known no estimate is shown;
        below 80 % the month is hatched; from 99 % on it counts as complete.
      </p>
      <p>
        It cannot foresee that a death turns out not to be drug-related, nor that reports become slower or faster than
        they were{measure === 'toxicology' && ', nor that more or fewer deaths get toxicology than before'}.
      </p>
    </DefinitionOnDemand>
  )
}

function sayToxicologyExpected(shareEver: number | null) {
  if (shareEver === null) return 'An estimate also needs to know how long deaths take to become known.'
  return (
    'The number expected is what is complete and what should still come: of each death that waits for it, the chance ' +
    'that it still gets it, by how long ago it was; of deaths still to be reported, the share that gets it in the end. ' +
    `Of older deaths ${sayPercent(shareEver)} got it.`
  )
}
