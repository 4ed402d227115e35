import { geoJSON } from 'leaflet'
import { useMemo } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'
import type { DescribedArea, MapDescription } from '../../../../server/contract/map-description.ts'
import { useLayer } from '../../../map/useLayer.ts'
import { classifyDescription } from '../descriptionClasses.ts'
import { sayDescribed } from '../sayDescribed.ts'
import { useFinerLater } from './finer.ts'

interface DescribedAreasLayerProps {
  shapes: AreaShapes
  description: MapDescription
  /** What density its classes reach up to, where they are held. */
  highest: number | undefined
  onPick: (areaId: string) => void
}

/** The areas of a description. One that it says nothing of is left clear. */
export function DescribedAreasLayer({ shapes, description, highest, onPick }: DescribedAreasLayerProps) {
  const outlines = useFinerLater(shapes)
  const layer = useMemo(() => {
    const { classes } = classifyDescription(description, highest)
    const rowsOf = new Map<string, DescribedArea[]>()
    for (const area of description.areas) rowsOf.set(area.areaId, [...(rowsOf.get(area.areaId) ?? []), area])
    const described = { ...outlines, features: outlines.features.filter(({ id }) => rowsOf.has(id)) }
    return geoJSON(described, {
      pane: 'areas',
      style: (shape) => {
        const [first] = rowsOf.get(String(shape?.id)) ?? []
        return {
          className: 'vigil-area vigil-area--described',
          fillColor: classes.find(({ isIn }) => first && isIn(first))?.colour,
        }
      },
      onEachFeature(shape, drawn) {
        drawn.bindTooltip(tooltip(rowsOf.get(String(shape.id)) ?? []), { sticky: true })
        drawn.on('click', () => onPick(String(shape.id)))
      },
    })
  }, [outlines, description, highest, onPick])
  useLayer(layer)
  return null
}

/** As nodes: names come from files, so they are never read as HTML. */
function tooltip(rows: readonly DescribedArea[]) {
  const box = document.createElement('div')
  const name = document.createElement('strong')
  name.textContent = rows[0]?.name ?? ''
  box.append(name)
  for (const row of rows) {
    const line = document.createElement('div')
    line.textContent = sayDescribed(row)
    box.append(line)
  }
  return box
}
