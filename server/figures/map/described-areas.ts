import type { PlanePoint } from '../../../jobs/stats/density/kernel-density.ts'
import type { DescribedArea } from '../../contract/map-description.ts'
import { forPanel } from '../../disclosure/panel.ts'

export type AreaOfMap = {
  areaId: string
  name: string
  authority: string | null
  latitude: number
  longitude: number
  squareKilometres: number
  residents: number | null
  events: number
}
export type PlacedEvent = {
  areaId: string
  dayNumber: number
  latitude: number
  longitude: number
  isPlacedClosely: boolean
}
export type MapEvents = { areas: readonly AreaOfMap[]; events: readonly PlacedEvent[]; years: number }

export type Description = { method: string; refusal: string | null; areas: DescribedArea[] }

/** Descriptions answer within a request, so they are held to what takes some tens of milliseconds. */
export const MOST_AREAS = 1500
export const TOO_MANY_AREAS = `There are more than ${MOST_AREAS.toLocaleString('en-GB')} areas of this kind: choose larger ones.`

/** As in the nightly check: from 1,000 residents a square kilometre on a partnership counts as a town. */
const URBAN_FROM = 1000
export const METRES_PER_DEGREE = 111_000

/** An area of which a layer has said nothing yet. */
export function unsaid({ areaId, name, authority, events }: AreaOfMap): DescribedArea {
  const nothing = { smoothedRate: null, score: null, adjustedP: null, density: null, group: null }
  return { areaId, name, authority, events: forPanel(events), ...nothing }
}

export function isUrban(areas: readonly AreaOfMap[]): boolean {
  const residents = areas.reduce((sum, area) => sum + (area.residents ?? 0), 0)
  return residents / areas.reduce((sum, area) => sum + area.squareKilometres, 0) >= URBAN_FROM
}

/** Kilometres on a plane that touches the earth in the middle of the areas: right to a part in a hundred over a partnership. */
export function toPlane(areas: readonly AreaOfMap[]): PlanePoint[] {
  const middle = areas.reduce((sum, { latitude }) => sum + latitude, 0) / areas.length
  const kilometresPerDegree = METRES_PER_DEGREE / 1000
  const shrunk = Math.cos((middle * Math.PI) / 180)
  return areas.map(({ latitude, longitude }) => ({
    x: longitude * kilometresPerDegree * shrunk,
    y: latitude * kilometresPerDegree,
  }))
}
