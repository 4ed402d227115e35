import { useCallback, useEffect, useMemo, useState } from 'react'
import { Basemap, MapAnswer } from '../../../server/contract/map.ts'
import { MapDescription } from '../../../server/contract/map-description.ts'
import { MapMultiples } from '../../../server/contract/map-multiples.ts'
import { MapPoints } from '../../../server/contract/map-points.ts'
import type { Query } from '../../api/address.ts'
import { useAnswer } from '../../api/answers.ts'
import { useAreaKinds, useAreaShapes, useMappedKind } from '../../areas/areas.ts'
import { say } from '../../words/words.ts'
import { drawnBy, eventsAsked, eventsQuery } from './asked.ts'
import { eventWords } from './eventWords.ts'
import type { MapSearch } from './mapSearch.ts'
import { type Period, periodBefore } from './sayPeriod.ts'
import { joinRows, type Together } from './together.ts'
import { useHeldScale } from './useHeldScale.ts'
import type { useOpening } from './useOpening.ts'

const hour = 3_600_000
/** Roles and places of people who died are asked of deaths alone. */
const ofAnyRole = { role: undefined, place: undefined }

/** What the map is asked for, by what its address says, and what came back: events by area, a description in their place, or a sheet of small maps. */
export function useMapAnswers(search: MapSearch, { period, events, isReady }: ReturnType<typeof useOpening>) {
  const kinds = useAreaKinds()
  const mappedKind = useMappedKind()
  const areaKind = search.areaKind ?? mappedKind
  const { layer, maps } = search
  const { isSheet, isOfPoints, isDescribed, isBeside } = drawnBy(search)
  const isAsking = areaKind !== undefined && isReady
  const of = eventsAsked(search, { events, areaKind })
  const { substance, role } = of
  const queryOf = (days: Period) => eventsQuery(search, { events, areaKind, period: days })
  const query = queryOf(period)
  const { asKnownOn } = query

  /** Numbers of other events would stand under the wrong name. */
  const keepsAfter = (last: Query) => last.events === events
  const answer = useAnswer(MapAnswer, '/map/events', query, {
    enabled: isAsking && !isDescribed && !isSheet,
    keepsAfter,
  })
  const before = periodBefore(period)
  const beforeQuery = { ...of, ...before, asKnownOn }
  const answerBefore = useAnswer(MapAnswer, '/map/events', beforeQuery, { enabled: isAsking && isBeside, keepsAfter })
  const isWith = search.with !== undefined && search.with !== events && !search.layer && !maps && !search.measure
  const withQueryOf = (days: Period) => ({
    ...of,
    ...days,
    events: search.with,
    asKnownOn,
    ...(search.with === 'reversals' ? ofAnyRole : {}),
  })
  const answerWith = useAnswer(MapAnswer, '/map/events', withQueryOf(period), {
    enabled: isAsking && isWith,
    keepsAfter: (last) => last.events === search.with,
  })
  const describedQueryOf = (days: Period) => ({ ...of, ...days, layer })
  const describedQuery = describedQueryOf(period)
  const description = useAnswer(MapDescription, '/map/description', describedQuery, {
    enabled: isAsking && isDescribed,
    keepsAfter,
  })
  const pointsQueryOf = (days: Period) => ({ events, substance, role, place: of.place, ...days, asKnownOn })
  const points = useAnswer(MapPoints, '/map/points', pointsQueryOf(period), {
    enabled: isReady && isOfPoints,
    keepsAfter,
  })
  const sheetQueryOf = (days: Period) => ({
    ...of,
    ...days,
    asKnownOn,
    substance: maps === 'substance' ? undefined : substance,
    by: maps,
  })
  const sheetQuery = sheetQueryOf(period)
  const sheet = useAnswer(MapMultiples, '/map/multiples', sheetQuery, { enabled: isAsking && isSheet, keepsAfter })
  const held = useHeldScale(search, period, {
    events: isAsking && !isDescribed && !isSheet && !isOfPoints ? queryOf : undefined,
    beside: isAsking && isWith ? withQueryOf : undefined,
    density: isAsking && layer === 'density' && isDescribed ? describedQueryOf : undefined,
    sheet: isAsking && maps === 'substance' ? sheetQueryOf : undefined,
    points: isReady && isOfPoints ? pointsQueryOf : undefined,
    isBeside,
  })
  const basemap = useAnswer(Basemap, '/map/basemap', {}, { staleTime: hour })
  const [isNear, setNear] = useState(false)
  const overview = useAreaShapes(areaKind, 'overview')
  const full = useAreaShapes(areaKind, 'full', isNear)
  // what was kept while another kind is awaited is no finer picture of this one
  const shapes = full.data && !full.isPlaceholderData ? full : overview
  const asked = isSheet
    ? [sheet]
    : isDescribed
      ? [description]
      : isOfPoints
        ? [points, answer]
        : [answer, ...(isWith ? [answerWith] : []), ...(isBeside ? [answerBefore] : [])]
  const isDrawn = !held.isPending && asked.every(({ isPlaceholderData, isLoading }) => !isPlaceholderData && !isLoading)
  const failed = [basemap, shapes, kinds, answerBefore, answerWith, ...held.failed]
  const failures = (isOfPoints ? [points, answer] : asked.slice(0, 1)).flatMap((one) => (one.isError ? [one] : []))
  const groundFailures = failed.flatMap((one) => (one.isError ? [one] : []))
  const hasNoAreas = kinds.data?.length === 0
  return {
    areaKind,
    /** What was asked last is what is drawn. */
    isDrawn,
    /** The map is there, or it is known why not: the turn of all that stands around it. */
    isOpen: useSinceFirst(
      hasNoAreas || failures.length + groundFailures.length > 0 || (isDrawn && isAsking && shapes.data !== undefined),
    ),
    /** What did not come of what the rows tell of by themselves. */
    failures,
    /** What did not come of what no row tells of. */
    groundFailures,
    narrowed: { events, substance, role, asKnownOn },
    basemap: basemap.data,
    shapes: shapes.data,
    /** There is nothing to count by: known, and not only awaited. */
    hasNoAreas,
    /** The map looks nearer than an overview of the outlines is drawn for. */
    onNear: useCallback(() => setNear(true), []),
    isSheet,
    isDescribed,
    isBeside,
    answer,
    query,
    answerBefore,
    before,
    description,
    describedQuery,
    isOfPoints,
    points,
    sheet,
    sheetQuery,
    /** With a second kind of events, where one is asked for. */
    together: useMemo<Together | undefined>(
      () =>
        isWith && search.with && answer.data && answerWith.data
          ? {
              events: search.with,
              areas: joinRows(answer.data.rows, answerWith.data.rows),
              words: [say(eventWords, events), say(eventWords, search.with)],
              most: held.mostBeside,
            }
          : undefined,
      [isWith, search.with, events, answer.data, answerWith.data, held.mostBeside],
    ),
    /** One scale for all the time that is gone through, where it is. */
    held,
    /** What both maps take their sizes and colours from, where two stand beside one another. */
    rowsOfBoth: useMemo(
      () =>
        isBeside && answer.data && answerBefore.data ? [...answer.data.rows, ...answerBefore.data.rows] : undefined,
      [isBeside, answer.data, answerBefore.data],
    ),
  }
}

/** True once it was so, from when that is on the screen. */
function useSinceFirst(isSo: boolean) {
  const [wasSo, setWasSo] = useState(false)
  useEffect(
    function note() {
      if (!isSo) return
      const after = setTimeout(() => setWasSo(true))
      return () => clearTimeout(after)
    },
    [isSo],
  )
  return wasSo
}

export type MapAnswers = ReturnType<typeof useMapAnswers>
