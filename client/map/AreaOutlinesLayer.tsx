import { geoJSON } from 'leaflet'
import { useMemo } from 'react'
import type { AreaShapes } from '../../server/contract/area.ts'
import { useLayer } from './useLayer.ts'

/** Where no basemap ships: the areas themselves, with their names, are the ground. */
export function AreaOutlinesLayer({ shapes }: { shapes: AreaShapes }) {
  const layer = useMemo(
    () =>
      geoJSON(shapes, {
        pane: 'land',
        style: { className: 'vigil-land vigil-land--areas' },
        onEachFeature(shape, drawn) {
          const name = document.createElement('span')
          name.textContent = String(shape.properties.name)
          drawn.bindTooltip(name, { sticky: true })
        },
      }),
    [shapes],
  )
  useLayer(layer)
  return null
}
