import { kernelDensity, shareInsideParts } from '../../../jobs/stats/density/kernel-density.ts'
import {
  type AreaOfMap,
  type Description,
  isUrban,
  type MapEvents,
  MOST_AREAS,
  TOO_MANY_AREAS,
  toPlane,
  unsaid,
} from './described-areas.ts'

/** From the counts of the areas alone, so that it tells no place finer than they do. */
export function describeDensity({ areas, years }: MapEvents): Description {
  const squareKilometres = areas.reduce((sum, area) => sum + area.squareKilometres, 0)
  const widest = Math.sqrt(squareKilometres / Math.max(1, areas.length))
  const bandwidth = Math.max(isUrban(areas) ? 1 : 3, Math.ceil(widest * 10) / 10)
  const method = `Kernel density: the events of each area spread around its middle (Gaussian, ${bandwidth} km), none of it outside the areas (Diggle’s edge correction). It follows where people are: it does not allow for how many live or pass there.`
  if (areas.length > MOST_AREAS) return { method, refusal: TOO_MANY_AREAS, areas: [] }
  const middles = toPlane(areas).map((middle, i) => ({ ...middle, area: (areas[i] as AreaOfMap).squareKilometres }))
  const events = middles.flatMap((middle, i) => {
    const weight = (areas[i] as AreaOfMap).events
    return weight > 0 ? [{ ...middle, weight }] : []
  })
  if (events.length === 0) return { method, refusal: 'No events with a place in this period.', areas: [] }
  const density = kernelDensity(events, middles, bandwidth, shareInsideParts(middles, bandwidth))
  return {
    method,
    refusal: null,
    areas: areas
      .map((area, i) => ({ ...unsaid(area), density: (density[i] as number) / years }))
      .filter((area) => area.density > 1e-6)
      .sort((a, b) => b.density - a.density),
  }
}
