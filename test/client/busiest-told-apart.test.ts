import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import { latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { classify } from '../../client/figures/map/classes.ts'
import { clusterPoints } from '../../client/figures/map/points/clusterPoints.ts'
import { LARGEST_RADIUS, ROOM_FOR_NUMBER } from '../../client/figures/map/points/pointSize.ts'
import { largestRadius, mostEvents, radiusOf } from '../../client/figures/map/symbolSize.ts'
import { makeAreaRow } from '../support/area-rows.ts'

/** Real public files, which the repository does not hold: their README says where each comes from. */
const DATA = process.env.VIGIL_DATA ?? resolve('../shared/data')
const read = (path: string): Record<string, string>[] =>
  existsSync(resolve(DATA, path))
    ? parse(readFileSync(resolve(DATA, path)), { columns: true, bom: true, relax_quotes: true })
    : []

/** Pixels by which two circles are seen to differ, one beside the other. */
const SEEN = 1
/** From the whole of a state to a town. */
const ZOOMS = [7, 9.5, 12]

interface Drawn {
  count: number
  look: string
  radius: number
}

/** The five busiest, fewer where the sixth is level with some of them, beside the next ten: pairs that look the same. */
function notToldApart(drawn: readonly Drawn[]): [number, number][] {
  const busiest = drawn.toSorted((a, b) => b.count - a.count)
  const sixth = busiest[5]?.count ?? 0
  const first = busiest.slice(0, 5).filter(({ count }) => count > sixth)
  expect(first.length).toBeGreaterThan(0)
  return first.flatMap((one) =>
    busiest
      .slice(first.length, 15)
      .filter((other) => one.look === other.look && one.radius - other.radius < SEEN)
      .map((other): [number, number] => [one.count, other.count]),
  )
}

/** Counts by area as the map draws them: a circle an area, its surface and its class by its number. */
function drawCounts(counts: ReadonlyMap<string, number>, zoom: number): Drawn[] {
  const rows = [...counts.values()].map((events) => makeAreaRow({ events }))
  const { classes } = classify(rows, 'count')
  const most = mostEvents(rows)
  return [...counts.values()].map((count) => ({
    count,
    look: String(classes.findIndex(({ low, high }) => low <= count && count <= high)),
    radius: radiusOf(count, most, largestRadius(zoom)),
  }))
}

function countBy<Row>(rows: readonly Row[], nameOf: (row: Row) => string | undefined): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const name = nameOf(row)
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}

const deaths = read('connecticut/ct_2012-2018.csv')
describe.skipIf(deaths.length === 0)('[data] the busiest of Connecticut’s 169 towns', () => {
  const towns = new Set(read('connecticut/ct_town_pop_centroid_deaths.csv').map(({ Town = '' }) => Town.toUpperCase()))
  // where they lived: where they were found is left empty until 2015
  const townOf = ({ ResidenceCity = '' }: Record<string, string>) => {
    const town = ResidenceCity.trim().toUpperCase()
    return towns.has(town) ? town : undefined
  }

  it.each(['', '2012', '2013', '2014', '2015', '2016', '2017', '2018'])(
    'are told apart from the next ten at every zoom, of all years and of each: %s',
    (year) => {
      const counts = countBy(
        deaths.filter((death) => death.Date?.slice(6).startsWith(year)),
        townOf,
      )
      expect(counts.size).toBeGreaterThan(60)
      for (const zoom of ZOOMS) expect([zoom, notToldApart(drawCounts(counts, zoom))]).toEqual([zoom, []])
    },
  )
})

const calls = read('tempe/Opioid_EMS_Calls.csv')
describe.skipIf(calls.length === 0)('[data] the busiest places of Tempe’s 3,780 calls', () => {
  const points = calls.map(({ X, Y }) => ({ longitude: Number(X), latitude: Number(Y), weight: 1, day: 0 }))

  it.each([7, 8, 9])('are told apart from the next ten at every zoom as hexagons of resolution %d', (resolution) => {
    const counts = countBy(points, ({ latitude, longitude }) => latLngToCell(latitude, longitude, resolution))
    for (const zoom of ZOOMS) expect([zoom, notToldApart(drawCounts(counts, zoom))]).toEqual([zoom, []])
  })

  it.each([11, 13, 15])('are told apart from the next ten as circles of points, at zoom %d', (zoom) => {
    const circles = clusterPoints(points, 15)
      .getClusters([-180, -90, 180, 90], zoom)
      .map(({ properties }) => properties.weight)
    expect(circles.reduce((sum, weight) => sum + weight, 0)).toBe(3780)
    const most = Math.max(...circles)
    const drawn = circles.map((count) => {
      const radius = radiusOf(count, most, LARGEST_RADIUS)
      return { count, radius, look: count > 1 && radius >= ROOM_FOR_NUMBER ? `the number ${count}` : `${count > 1}` }
    })
    expect(notToldApart(drawn)).toEqual([])
  })
})
