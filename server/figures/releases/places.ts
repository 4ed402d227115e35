/** A place as the map has it: some of its areas under one name. */
export type Place = {
  kind: string
  area: string
  name: string
  authority: string | null
  residents: number | null
  areaIds: string[]
  longitude: number
  latitude: number
}

/** Places shown together; `members`: what it was gathered from, places or such groups. */
export type Gathered = {
  area: string
  places: Place[]
  members: readonly (Place | Gathered)[]
  residents: number | null
  longitude: number
  latitude: number
}

/**
 * Joins places to their nearest neighbours, the smallest first, until so many live in each. Where nobody knows how many live anywhere they
 * are left as they are.
 */
export function gatherByPopulation(parts: readonly (Place | Gathered)[], fewest: number): Gathered[] {
  const groups = parts.map((part) => gather([part]))
  if (parts.every(({ residents }) => residents === null)) return groups
  for (;;) {
    groups.sort((one, other) => (one.residents ?? 0) - (other.residents ?? 0) || (one.area < other.area ? -1 : 1))
    const [small, ...others] = groups
    if (!small || others.length === 0 || (small.residents ?? 0) >= fewest) return groups.sort(byArea)
    const nearest = others.reduce((best, other) => (distance(small, other) < distance(small, best) ? other : best))
    groups.splice(groups.indexOf(nearest), 1, gather([...nearest.members, ...small.members]))
    groups.splice(groups.indexOf(small), 1)
  }
}

const byArea = (one: Gathered, other: Gathered) => (one.area < other.area ? -1 : 1)

function gather(members: readonly (Place | Gathered)[]): Gathered {
  const places = members.flatMap((member) => ('places' in member ? member.places : [member]))
  const largest = places.reduce((best, place) => ((place.residents ?? 0) > (best.residents ?? 0) ? place : best))
  const known = members.map(({ residents }) => residents)
  const weights = members.map(({ residents }) => Math.max(1, residents ?? 0))
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  const mean = (degreesOf: (member: Place | Gathered) => number) =>
    members.reduce((sum, member, m) => sum + (degreesOf(member) * (weights[m] as number)) / all, 0)
  return {
    area: places.length === 1 ? largest.area : `${largest.area}-and-${places.length - 1}`,
    places,
    members,
    // of a place that nobody has counted, as if nobody lived there: too few rather than too many
    residents: known.every((some) => some === null) ? null : known.reduce<number>((sum, some) => sum + (some ?? 0), 0),
    longitude: mean(({ longitude }) => longitude),
    latitude: mean(({ latitude }) => latitude),
  }
}

/** By degrees of a map that is true to shape here: good enough to say which neighbour is nearest. */
function distance(one: Gathered, other: Gathered): number {
  const narrowing = Math.cos((one.latitude * Math.PI) / 180)
  return Math.hypot((one.longitude - other.longitude) * narrowing, one.latitude - other.latitude)
}
