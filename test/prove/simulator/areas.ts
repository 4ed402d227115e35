import { drawNormal } from '../../../jobs/demo/draw.ts'
import type { Random } from '../../../jobs/stats/draws/random.ts'
import { deterministicId } from './ids.ts'
import { PARAMETERS } from './parameters.ts'

export type Area = {
  areaId: string
  name: string
  eastMetres: number
  northMetres: number
  /** Its part of all cases, relative to the other areas. */
  weight: number
}

/** The areas of a partnership, on a jittered grid. */
export function drawAreas(random: Random, seed: string): Area[] {
  const { areas, columns, spacingMetres, jitter, spreadOfAreas } = PARAMETERS
  const within = () => (2 * random() - 1) * jitter
  return Array.from({ length: areas }, (_, i) => ({
    areaId: deterministicId(`${seed}/area/${i}`),
    name: `Area ${i + 1}`,
    eastMetres: ((i % columns) + within()) * spacingMetres,
    northMetres: (Math.floor(i / columns) + within()) * spacingMetres,
    weight: Math.exp(spreadOfAreas * drawNormal(random)),
  }))
}

/** Areas in the order of their distance from one of them, itself first. */
export function nearestTo(areas: readonly Area[], centre: number): number[] {
  const { eastMetres, northMetres } = areas[centre] as Area
  const distance = (i: number) =>
    Math.hypot((areas[i] as Area).eastMetres - eastMetres, (areas[i] as Area).northMetres - northMetres)
  return areas.map((_, i) => i).sort((a, b) => distance(a) - distance(b))
}

/** Five areas of the grid in a line that goes through one of them, as along a road. */
export function lineThrough(centre: number): number[] {
  const { columns } = PARAMETERS
  const row = Math.floor(centre / columns)
  const first = Math.min(columns - 5, Math.max(0, (centre % columns) - 2))
  return Array.from({ length: 5 }, (_, i) => row * columns + first + i)
}

const METRES_A_DEGREE = 111_320

export function toDegrees({ eastMetres, northMetres }: Pick<Area, 'eastMetres' | 'northMetres'>) {
  const { longitude, latitude } = PARAMETERS.southWest
  const round = (degrees: number) => Math.round(degrees * 1e5) / 1e5
  return {
    longitude: round(longitude + eastMetres / (METRES_A_DEGREE * Math.cos((latitude * Math.PI) / 180))),
    latitude: round(latitude + northMetres / METRES_A_DEGREE),
  }
}
