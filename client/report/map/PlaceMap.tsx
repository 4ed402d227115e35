import './placeMap.scss'
import { Map as LeafletMap, type LeafletMouseEvent } from 'leaflet'
import { useEffect, useRef, useState } from 'react'
import { fill, useWords } from '../words/words.ts'
import { cellAt, middleOf } from './cells.ts'
import { useCell, useLand, useTowns } from './layers.ts'
import { nearestTown, useTownsOf } from './towns.ts'

export type Bounds = readonly [west: number, south: number, east: number, north: number]

interface PlaceMapProps {
  bounds: Bounds
  basemap: string
  townCells: readonly string[]
  cell: string | null
  onCell: (cell: string | null) => void
}

const ZOOM_OF_TOWN = 12
/** Degrees beyond what the map shows first at which a press is taken for a slip. */
const SLACK = 1

/** A map to press on. A point becomes its cell as it is pressed, and is not kept. */
export function PlaceMap({ bounds, basemap, townCells, cell, onCell }: PlaceMapProps) {
  const words = useWords().map
  const [wrong, setWrong] = useState<'hereFailed' | 'outside' | null>(null)
  const towns = useTownsOf(basemap, bounds)
  const [west, south, east, north] = bounds

  function mark(latitude: number, longitude: number) {
    const isNear =
      Math.abs(latitude - (south + north) / 2) < (north - south) / 2 + SLACK &&
      Math.abs(longitude - (west + east) / 2) < (east - west) / 2 + SLACK
    setWrong(isNear ? null : 'outside')
    if (!isNear) return
    const marked = cellAt(latitude, longitude, townCells)
    onCell(marked)
    // near enough to see which patch it is, and to press beside it if it is the wrong one
    if (map && map.getZoom() < ZOOM_OF_TOWN) map.setView(middleOf(marked), ZOOM_OF_TOWN)
  }
  const { box, map } = useMap(bounds, cell, mark)
  useLand(map, basemap)
  useTowns(map, towns)
  useCell(map, cell)

  function markHere() {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        mark(coords.latitude, coords.longitude)
      },
      () => setWrong('hereFailed'),
      { timeout: 20_000, maximumAge: 60_000 },
    )
  }
  function goTo(name: string) {
    const town = towns.find((one) => one.name === name)
    if (town) map?.setView([...town.at], ZOOM_OF_TOWN)
  }
  const near = cell && nearestTown(towns, middleOf(cell))

  return (
    <div className="place-map">
      <p className="place-map__press">{words.press}</p>
      <div className="place-map__ways">
        {towns.length > 0 && (
          <label className="report-field">
            <span>{words.town}</span>
            <select defaultValue="" onChange={({ target }) => goTo(target.value)}>
              <option value="">{words.townNone}</option>
              {[...towns]
                .sort((one, other) => one.name.localeCompare(other.name))
                .map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
            </select>
          </label>
        )}
        {'geolocation' in navigator && (
          <button type="button" className="report-button report-button--quiet" onClick={markHere}>
            {words.here}
          </button>
        )}
      </div>
      {wrong && (
        <p className="report-error" role="alert">
          {words[wrong]}
        </p>
      )}
      <div className="place-map__frame">
        <section className="place-map__box" ref={box} aria-label={words.label} />
        <div className="place-map__zoom">
          <button type="button" aria-label={words.nearer} onClick={() => map?.zoomIn()}>
            +
          </button>
          <button type="button" aria-label={words.farther} onClick={() => map?.zoomOut()}>
            −
          </button>
        </div>
        <span className="place-map__middle" aria-hidden="true" />
      </div>
      <p className="place-map__credit">{words.credit}</p>
      <div className="place-map__ways">
        <button
          type="button"
          className="report-button report-button--quiet"
          onClick={() => {
            const { lat, lng } = map?.getCenter() ?? { lat: 0, lng: 0 }
            mark(lat, lng)
          }}
        >
          {words.middle}
        </button>
        {cell && (
          <button type="button" className="report-button report-button--quiet" onClick={() => onCell(null)}>
            {words.remove}
          </button>
        )}
      </div>
      <p className="place-map__said" role="status">
        {cell && (near ? fill(words.markedNear, { town: near.name }) : words.marked)}
      </p>
    </div>
  )
}

/** The Leaflet map in its box: opened once, on the place that is marked or on the whole. */
function useMap(bounds: Bounds, cell: string | null, onPress: (latitude: number, longitude: number) => void) {
  const box = useRef<HTMLElement>(null)
  const [map, setMap] = useState<LeafletMap | null>(null)
  const opensOn = useRef({ bounds, cell })
  const pressed = useRef(onPress)
  pressed.current = onPress
  useEffect(function openMap() {
    if (!box.current) return
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
    const opened = new LeafletMap(box.current, {
      zoomControl: false,
      attributionControl: false,
      zoomAnimation: !isStill,
      fadeAnimation: !isStill,
      zoomSnap: 0.25,
      minZoom: 6,
      maxZoom: 15,
    })
    const {
      bounds: [west, south, east, north],
      cell: marked,
    } = opensOn.current
    if (marked) opened.setView(middleOf(marked), ZOOM_OF_TOWN)
    else
      opened.fitBounds([
        [south, west],
        [north, east],
      ])
    opened.on('click', ({ latlng }: LeafletMouseEvent) => pressed.current(latlng.lat, latlng.lng))
    setMap(opened)
    return function closeMap() {
      opened.remove()
      setMap(null)
    }
  }, [])
  return { box, map }
}
