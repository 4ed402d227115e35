import { useMemo } from 'react'
import { MapSignals } from '../../../server/contract/map.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { around, aroundSignals } from '../../surveillance/signals/around.ts'
import { eventsOf, flaggedLastNight } from '../../surveillance/signals/signalsOnMap.ts'
import { addDays } from '../../words/day.ts'
import { readCircle } from './askedCircle.ts'
import type { MapSearch } from './mapSearch.ts'
import { lastFourWeeks } from './sayPeriod.ts'

const noSignals: readonly Signal[] = []

/**
 * What is shown: what the address asks for; of an address that asks for nothing, what was flagged last night, over the last four weeks and
 * as far back as it began. Once anything is chosen, what it opened with stands in the address too (`asked`).
 */
export function useOpening(search: MapSearch) {
  const { today } = usePartnership()
  const may = useMay()
  const circle = readCircle(search.circle)
  const isAsked = Object.values(search).some((asked) => asked !== undefined)
  const weeks = lastFourWeeks(today)
  const asked = { from: search.from ?? weeks.from, to: search.to ?? weeks.to }
  // what was flagged last night can have begun long before
  const sought = isAsked ? asked : { from: addDays(today, -364), to: today }
  const answer = useAnswer(MapSignals, '/map/signals', sought, { enabled: may('signal:read') })
  const all = search.signals === 'hidden' ? noSignals : (answer.data ?? noSignals)
  const flagged = useMemo(() => flaggedLastNight(all), [all])
  const [first] = isAsked ? [] : flagged
  const events = search.events ?? (first ? eventsOf(first) : 'deaths')
  const from = first ? flagged.map(({ firstDay }) => firstDay).reduce(earlier, weeks.from) : asked.from
  const { to } = asked
  const signals = useMemo(
    () => all.filter(({ firstDay, lastDay }) => firstDay <= to && lastDay >= from),
    [all, from, to],
  )
  return {
    period: { from, to },
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

function earlier(a: string, b: string) {
  return a < b ? a : b
}
