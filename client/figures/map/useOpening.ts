import { useMemo } from 'react'
import { readCircle } from '../../../server/contract/circle.ts'
import { MapSignals } from '../../../server/contract/map.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { around, aroundSignals } from '../../surveillance/signals/around.ts'
import { openingOf, signalsSought } from './asked.ts'
import type { MapSearch } from './mapSearch.ts'

const noSignals: readonly Signal[] = []

/**
 * What is shown: what the address asks for; of an address that asks for nothing, what was flagged last night, over the last four weeks and
 * as far back as it began. Once anything is chosen, what it opened with stands in the address too (`asked`).
 */
export function useOpening(search: MapSearch) {
  const { today } = usePartnership()
  const may = useMay()
  const mayReadDeaths = may('death:read')
  const circle = readCircle(search.circle)
  const answer = useAnswer(
    MapSignals,
    '/map/signals',
    { ...signalsSought(search, today) },
    { enabled: may('signal:read') },
  )
  const all = search.signals === 'hidden' ? noSignals : (answer.data ?? noSignals)
  const { isAsked, first, flagged, events, period } = useMemo(
    () => openingOf(search, { today, mayReadDeaths }, all),
    [search, today, mayReadDeaths, all],
  )
  const { from, to } = period
  const signals = useMemo(
    () => all.filter(({ firstDay, lastDay }) => firstDay <= to && lastDay >= from),
    [all, from, to],
  )
  return {
    period,
    events,
    signals,
    flagged,
    /** Whether anything was flagged is not known. */
    failure: answer.isError ? answer : undefined,
    frame: first ? aroundSignals(flagged) : circle && around(circle, circle.radiusMetres),
    asked: useMemo(() => (isAsked ? undefined : { events, from, to }), [isAsked, events, from, to]),
    isReady: isAsked || !may('signal:read') || !answer.isPending,
  }
}
