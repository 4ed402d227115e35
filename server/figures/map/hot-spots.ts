import { normalUpperTail } from '../../../jobs/stats/counts/distributions.ts'
import { benjaminiHochberg } from '../../../jobs/stats/counts/false-discovery-rate.ts'
import { smoothedRates } from '../../../jobs/stats/counts/gamma-poisson.ts'
import { hotSpots } from '../../../jobs/stats/density/hot-spots.ts'
import type { PlanePoint } from '../../../jobs/stats/density/kernel-density.ts'
import { type Description, type MapEvents, MOST_AREAS, TOO_MANY_AREAS, toPlane, unsaid } from './described-areas.ts'

const NEIGHBOURS = 6

export function describeHotSpots({ areas, years }: MapEvents): Description {
  const method = `Gi* (Getis–Ord): how far the rate of an area and its ${NEIGHBOURS} nearest neighbours together lies above or below that of all areas, in standard deviations. Rates are first drawn towards the rate of all areas where residents are few (empirical Bayes, gamma–Poisson by maximum likelihood).`
  const inhabited = areas.filter(({ residents }) => residents)
  const refuse = (refusal: string): Description => ({ method, refusal, areas: [] })
  if (areas.length > MOST_AREAS) return refuse(TOO_MANY_AREAS)
  if (inhabited.length <= NEIGHBOURS + 1)
    return refuse('The number of residents is known of too few areas of this kind: rates cannot be compared.')
  const residents = inhabited.map((area) => area.residents as number)
  const rates = [
    ...smoothedRates(
      inhabited.map(({ events }) => events),
      residents,
    ),
  ]
  const scores = hotSpots(rates, nearest(toPlane(inhabited), NEIGHBOURS))
  if (!scores)
    return refuse('The rates of the areas differ no more than chance alone lets them: there is nothing to tell apart.')
  const adjusted = benjaminiHochberg(scores.map((score) => 2 * normalUpperTail(Math.abs(score))))
  return {
    method,
    refusal: null,
    areas: inhabited
      .map((area, i) => ({
        ...unsaid(area),
        smoothedRate: ((rates[i] as number) / years) * 100_000,
        score: scores[i] as number,
        adjustedP: adjusted[i] as number,
      }))
      .sort((a, b) => b.score - a.score),
  }
}

/** Of each point the others nearest to it, by insertion into a short list. */
function nearest(points: readonly PlanePoint[], count: number): number[][] {
  const squared = new Float64Array(count)
  return points.map((point, i) => {
    const found: number[] = []
    for (let j = 0; j < points.length; j++) {
      const other = points[j] as PlanePoint
      const apart = (point.x - other.x) ** 2 + (point.y - other.y) ** 2
      if (j === i || (found.length === count && apart >= (squared[count - 1] as number))) continue
      if (found.length < count) found.push(j)
      let at = found.length - 1
      for (; at > 0 && (squared[at - 1] as number) > apart; at--) {
        squared[at] = squared[at - 1] as number
        found[at] = found[at - 1] as number
      }
      squared[at] = apart
      found[at] = j
    }
    return found
  })
}
