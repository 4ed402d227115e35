import { latLngToCell } from 'h3-js'
import type { Place } from '../../server/contract/place.ts'
import type { Random } from '../stats/draws/random.ts'
import type { Hexagon } from './areas.ts'
import { drawNormal, evenShares, pickAt } from './draw.ts'
import { RESOLUTION } from './hexagons.ts'
import { movedBy, nearestOf, type Point, rounded, type Settlement } from './settlements.ts'

export type DrawnPlace = { point: Point; town: string }

/** Places of one partnership: on land, inside a hexagon, as people live; at no address of anybody's choosing. */
export type Places = {
  /** Near a settlement (5 in 6) or in the country round it. */
  draw: () => DrawnPlace
  /** Within so many metres of a settlement's centre. */
  drawNear: (settlement: string, withinMetres: number) => DrawnPlace
  /** Within so many metres of a point: where somebody was found, not far from where they lived. */
  drawAround: (point: Point, withinMetres: number) => DrawnPlace
}

export function placesIn(random: Random, hexagons: readonly Hexagon[], settlements: readonly Settlement[]): Places {
  const hexagonOf = new Map(hexagons.map((hexagon) => [hexagon.code, hexagon]))
  const byLongitude = settlements.filter(({ residents }) => residents > 0).toSorted((a, b) => a.longitude - b.longitude)
  const settled = byLongitude.map((settlement) => [settlement, settlement.residents] as const)
  const byWest = hexagons.toSorted((a, b) => a.label.longitude - b.label.longitude)
  const country = byWest.map((hexagon) => [hexagon, hexagon.residents] as const)
  const nextShare = evenShares(random)

  function isOnLand(point: Point): boolean {
    const hexagon = hexagonOf.get(latLngToCell(point.latitude, point.longitude, RESOLUTION))
    return hexagon !== undefined && isInside(hexagon, point)
  }

  function settle(propose: () => Point): DrawnPlace {
    for (let attempt = 0; attempt < 1000; attempt++) {
      const point = propose()
      if (isOnLand(point)) return { point, town: nearestOf(settlements, point).name }
    }
    throw new RangeError('no land was met in 1,000 draws')
  }

  function drawAround(centre: Point, withinMetres: number): DrawnPlace {
    return settle(() => {
      const distance = withinMetres * Math.sqrt(random())
      const angle = 2 * Math.PI * random()
      return movedBy(centre, distance * Math.cos(angle), distance * Math.sin(angle))
    })
  }

  return {
    draw() {
      if (random() < 1 / 6) {
        const { label } = pickAt(nextShare(), country)
        return drawAround(label, 1200)
      }
      const settlement = pickAt(nextShare(), settled)
      const spreadMetres = 300 + 150 * Math.sqrt(settlement.residents / 1000)
      return settle(() => movedBy(settlement, spreadMetres * drawNormal(random), spreadMetres * drawNormal(random)))
    },
    drawNear(name, withinMetres) {
      const settlement = settlements.find((one) => one.name === name)
      if (!settlement) throw new RangeError(`no settlement is called ${name}`)
      return drawAround(settlement, withinMetres)
    },
    drawAround,
  }
}

/** Even-odd rule over all rings: a hole turns outside again. */
function isInside({ outline }: Hexagon, { longitude, latitude }: Point): boolean {
  let isIn = false
  for (const ring of outline.coordinates.flat()) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [x1 = 0, y1 = 0] = ring[i] ?? []
      const [x2 = 0, y2 = 0] = ring[j] ?? []
      if (y1 > latitude !== y2 > latitude && longitude < ((x2 - x1) * (latitude - y1)) / (y2 - y1) + x1) isIn = !isIn
    }
  }
  return isIn
}

/** As it is recorded: to the metre, or to the middle of a small area of a few hundred metres. */
export function toPlace({ point }: DrawnPlace, precision: 'exact' | 'lsoa'): Place {
  return { longitude: rounded(point.longitude), latitude: rounded(point.latitude), precision }
}
