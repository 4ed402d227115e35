import { useMemo } from 'react'
import { MapAnswer } from '../../../server/contract/map.ts'
import { MapDescription } from '../../../server/contract/map-description.ts'
import { MapMultiples } from '../../../server/contract/map-multiples.ts'
import { MapPoints } from '../../../server/contract/map-points.ts'
import type { Query } from '../../api/address.ts'
import { useAnswers } from '../../api/answers.ts'
import { addDays, daysBetween } from '../../words/day.ts'
import { framesOf, readTime, sayHeld } from './heldTime.ts'
import type { MapSearch } from './mapSearch.ts'
import type { Period } from './sayPeriod.ts'
import { mostEvents } from './symbolSize.ts'

type QueryOf = ((days: Period) => Query) | undefined

interface Asked {
  /** How each thing that has a scale of its own is asked for; left out, it is not drawn. */
  events: QueryOf
  beside: QueryOf
  density: QueryOf
  sheet: QueryOf
  points: QueryOf
  /** The period before is drawn, too. */
  isBeside: boolean
}

const noFrames: readonly Period[] = []

/** All points of the time that is gone through, and the periods that are looked at in it. */
export interface HeldPoints {
  points: MapPoints
  frames: readonly Period[]
}

/**
 * One scale of sizes and colours for all the time that is gone through (`scale` of the address): by what was found in periods of the same
 * length over it. The same number looks the same in each.
 */
export function useHeldScale({ scale }: Pick<MapSearch, 'scale'>, period: Period, asked: Asked) {
  const { isBeside } = asked
  const length = daysBetween(period.from, period.to)
  const range = useMemo(() => readTime(scale), [scale])
  const frames = useMemo(() => {
    if (!range) return noFrames
    return framesOf(length, isBeside ? { ...range, from: addDays(range.from, -1 - length) } : range)
  }, [range, length, isBeside])
  const ask = (queryOf: QueryOf) => (queryOf ? frames.map(queryOf) : [])
  const events = useAnswers(MapAnswer, '/map/events', ask(asked.events))
  const beside = useAnswers(MapAnswer, '/map/events', ask(asked.beside))
  const density = useAnswers(MapDescription, '/map/description', ask(asked.density))
  const sheet = useAnswers(MapMultiples, '/map/multiples', ask(asked.sheet))
  // one answer has the points of all of them
  const points = useAnswers(MapPoints, '/map/points', range && asked.points ? [asked.points(range)] : [])
  const all = [events, beside, density, sheet, points]
  const rows = useMemo(() => events.all?.flatMap((answer) => answer.rows), [events.all])
  return {
    isPending: all.some(({ isPending }) => isPending),
    failed: all.flatMap(({ failed }) => failed ?? []),
    /** What holds, in words; undefined where each period has a scale of its own, or none is needed. */
    words: range && all.some((answers) => answers.all) ? sayHeld(period, range) : undefined,
    /** All rows of all periods. */
    rows,
    /** The most events of an area in any period, of either kind where two are drawn. */
    mostBeside: useMemo(
      () =>
        rows && beside.all
          ? Math.max(mostEvents(rows), ...beside.all.map((answer) => mostEvents(answer.rows)))
          : undefined,
      [rows, beside.all],
    ),
    points: useMemo<HeldPoints | undefined>(
      () => points.all?.[0] && { points: points.all[0], frames },
      [points.all, frames],
    ),
    highestDensity: useMemo(
      () => density.all && Math.max(0, ...density.all.flatMap(({ areas }) => areas.map((area) => area.density ?? 0))),
      [density.all],
    ),
    /** All areas of all small maps. */
    cells: useMemo(() => sheet.all?.flatMap(({ maps }) => maps.flatMap(({ areas }) => areas)), [sheet.all]),
  }
}

export type HeldScale = ReturnType<typeof useHeldScale>
