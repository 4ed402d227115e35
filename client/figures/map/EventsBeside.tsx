import type { UseQueryResult } from '@tanstack/react-query'
import { Link, lazyRouteComponent as lazy } from '@tanstack/react-router'
import { Suspense } from 'react'
import type { z } from 'zod'
import { MapAnswer } from '../../../server/contract/map.ts'
import { useAnswer } from '../../api/answers.ts'
import type { ProblemError } from '../../api/ask.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CountText, countInWords } from '../../ui/CountText.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { addDays } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { AreaTable } from './AreaTable.tsx'
import type { Measure } from './classes.ts'
import { eventLists, isListedAsKnown } from './eventLists.ts'
import { eventWords, sayEvents } from './eventWords.ts'
import { FirstOnPaper, MORE_ROWS } from './FirstOnPaper.tsx'
import { type EventsShown, useRecordsBegin } from './timeline.ts'
import type { Together } from './together.ts'

const TogetherTable = lazy(() => import('./TogetherTable.tsx'), 'TogetherTable')

type Answer = z.infer<typeof MapAnswer>

interface EventsBesideProps {
  answer: UseQueryResult<Answer, ProblemError>
  measure: Measure
  picked: string | undefined
  query: EventsShown
  /** With a second kind of events of the same areas. */
  together: Together | undefined
  /** As many as one sheet has room for. */
  rowsOnPaper: 3 | 5 | 10
  onPick: (areaId: string) => void
}

/** The map in words and rows, for everybody who cannot or would rather not read a map. */
export function EventsBeside({ answer, measure, picked, query, together, rowsOnPaper, onPick }: EventsBesideProps) {
  const { events } = query
  const eventWord = say(eventWords, events)
  return (
    <section className="vigil-beside" aria-label={`${eventWord} by area`}>
      <Answered answer={answer} what={eventWord.toLowerCase()}>
        {(known) => (
          <>
            <Totals answer={known} query={query} />
            {(together?.areas ?? known.rows).length === 0 ? (
              <NothingDrawn answer={known} query={query} />
            ) : (
              <FirstOnPaper
                className="vigil-beside__rows"
                count={(together?.areas ?? known.rows).length}
                most={rowsOnPaper}
                others={MORE_ROWS}
              >
                {together ? (
                  <Suspense>
                    <TogetherTable areas={together.areas} words={together.words} picked={picked} onPick={onPick} />
                  </Suspense>
                ) : (
                  <AreaTable
                    rows={known.rows}
                    eventWord={eventWord}
                    measure={measure}
                    picked={picked}
                    onPick={onPick}
                  />
                )}
              </FirstOnPaper>
            )}
            <p className="govuk-body-s">
              <CsvLink
                path="/map/events"
                query={query}
                what={together ? eventWord.toLowerCase() : 'these rows'}
                needsSecondFactor={false}
              />
              {together && (
                <>
                  {' · '}
                  <CsvLink
                    path="/map/events"
                    query={{ ...query, events: together.events, role: undefined, place: undefined }}
                    what={say(eventWords, together.events).toLowerCase()}
                    needsSecondFactor={false}
                  />
                </>
              )}
            </p>
            {known.rows.length > 0 && (
              <p className="govuk-body-s">
                <InList query={query} picked={picked} />
              </p>
            )}
            <ProvenanceNote provenance={known.provenance} />
          </>
        )}
      </Answered>
    </section>
  )
}

/** The same events in their list: its filters are those of the map. */
function InList({ query, picked }: { query: EventsShown; picked: string | undefined }) {
  const { slug: partnership } = usePartnership()
  const may = useMay()
  const { events, from, to, substance, role, place, asKnownOn } = query
  const list = eventLists[events as keyof typeof eventLists]
  if (!list || !may(list.action) || !isListedAsKnown(events, asKnownOn)) return null
  return (
    <Link
      to={list.to}
      params={{ partnership }}
      search={{
        from,
        to,
        area: picked,
        ...(events === 'supplies' ? {} : { substance }),
        ...(events === 'deaths' ? { role, place, asKnownOn } : {}),
        ...(events === 'reversals' ? { status: 'reversal' } : {}),
      }}
    >
      See the list
    </Link>
  )
}

/** A longer period helps only where nothing was recorded in this one: what has no place has none in any. */
function NothingDrawn({ answer: { total }, query }: { answer: Answer; query: EventsShown }) {
  const { events } = query
  const { slug: partnership, today } = usePartnership()
  const may = useMay()
  const eventWord = say(eventWords, events)
  if (total === 0)
    return (
      <EmptyState sentence={`No ${eventWord.toLowerCase()} in this period.`}>
        <Link
          from="/$partnership/map"
          to="/$partnership/map"
          search={(now) => ({ ...now, from: addDays(today, -364), to: today, scale: undefined })}
        >
          Show the last year
        </Link>
        {may('import:write') && (
          <>
            , or{' '}
            <Link to="/$partnership/import" params={{ partnership }}>
              import a file
            </Link>
          </>
        )}
        .
      </EmptyState>
    )
  return (
    <EmptyState
      sentence={`${eventWord} are counted, and none has a place inside these areas: there is nothing to draw.`}
    >
      {events === 'deaths' && <PlacedOtherwise query={query} />}
      {events === 'supplies'
        ? 'A supply has a place only where the form or the file gave one; a longer period shows more only if earlier ones did. '
        : 'Their places are not recorded, or lie outside every area of this kind: other areas may hold them. '}
      <InList query={query} picked={undefined} />
    </EmptyState>
  )
}

/** A list that knows only home postcodes has no place where anybody was found, and a map all the same. */
function PlacedOtherwise({ query }: { query: EventsShown }) {
  const isByHome = query.place === 'residence'
  const place = isByHome ? 'found' : 'residence'
  const { data } = useAnswer(MapAnswer, '/map/events', { ...query, place })
  if (!data || data.rows.length === 0) return null
  return (
    <>
      By where people {isByHome ? 'were found' : 'lived'} there is something to draw:{' '}
      <Link from="/$partnership/map" to="/$partnership/map" search={(now) => ({ ...now, place })}>
        place them where {isByHome ? 'found' : 'lived'}
      </Link>
      .{' '}
    </>
  )
}

/** Where records do not reach back far enough, the period before is not known: that is neither nought nor a rise. */
function NotKnownBefore({ query }: { query: EventsShown }) {
  const begin = useRecordsBegin(query)
  return `How many in the period of equal length before is not known: records ${begin ? `begin ${begin}` : 'do not reach back to it'}.`
}

function Totals({ answer, query }: { answer: Answer; query: EventsShown }) {
  return (
    <>
      <p className="vigil-total">
        <CountText count={answer.total} /> {sayEvents(query.events, answer.total)}
      </p>
      <p className="govuk-body-s">
        {answer.totalPeriodBefore === null ? (
          <NotKnownBefore query={query} />
        ) : (
          `${countInWords(answer.totalPeriodBefore)} in the period of equal length before.`
        )}{' '}
        <strong>{countInWords(answer.withoutPlace)} without a usable place</strong>: counted here, not drawn.
      </p>
    </>
  )
}
