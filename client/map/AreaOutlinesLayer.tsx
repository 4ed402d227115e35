import { geoJSON, type Layer } from 'leaflet'
import { useMemo } from 'react'
import type { AreaShapes } from '../../server/contract/area.ts'
import { useLayer } from './useLayer.ts'

/** As a node: names come from files, so they are never read as HTML. */
function nameOf(drawn: Layer) {
  const name = document.createElement('span')
  name.textContent = String((drawn as { feature?: { properties?: { name?: unknown } } }).feature?.properties?.name)
  return name
}

/** Where no basemap ships: the areas themselves, with their names, are the ground. */
export function AreaOutlinesLayer({ shapes }: { shapes: AreaShapes }) {
  const layer = useMemo(
    () =>
      geoJSON(shapes, {
        pane: 'land',
        style: { className: 'vigil-land vigil-land--areas' },
      }).bindTooltip(nameOf, { sticky: true }),
    [shapes],
  )
  useLayer(layer)
  return null
}
