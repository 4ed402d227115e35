import { geoJSON } from 'leaflet'
import { useMemo } from 'react'
import type { AreaShapes } from '../../../server/contract/area.ts'
import { Basemap as BasemapContract } from '../../../server/contract/map.ts'
import type { NaloxoneGaps } from '../../../server/contract/naloxone-allocation.ts'
import { useAnswer } from '../../api/answers.ts'
import { useAreaShapes, useMappedKind } from '../../areas/areas.ts'
import { Basemap } from '../../map/Basemap.tsx'
import { MapView } from '../../map/MapView.tsx'
import { useLayer } from '../../map/useLayer.ts'
import { Answered } from '../../ui/Answered.tsx'
import { GapsLegend } from './GapsLegend.tsx'
import { classifyGaps, type GapClasses } from './gapClasses.ts'
import { sayGap } from './sayAllocation.ts'

interface GapsMapProps {
  rows: NaloxoneGaps['rows']
}

/** Harm by live reach, of each area, in three by three colours. */
export function GapsMap({ rows }: GapsMapProps) {
  const kind = useMappedKind()
  const shapes = useAreaShapes(kind, 'full')
  const basemap = useAnswer(BasemapContract, '/map/basemap', {}, { staleTime: 3_600_000 })
  const classes = useMemo(() => classifyGaps(rows), [rows])
  return (
    <Answered answer={basemap} what="the map">
      {(files) => (
        <>
          <GapsLegend classes={classes} />
          <MapView label="Map of harm by the share that live kits reach" bounds={files.bounds}>
            <Basemap files={files} shapes={shapes.data} />
            {shapes.data && <GapsLayer rows={rows} classes={classes} shapes={shapes.data} />}
          </MapView>
          <p className="vigil-provenance">{files.attribution}</p>
        </>
      )}
    </Answered>
  )
}

function GapsLayer({ rows, classes, shapes }: GapsMapProps & { classes: GapClasses; shapes: AreaShapes }) {
  const layer = useMemo(() => {
    const rowOf = new Map(rows.map((row) => [row.areaId, row]))
    const known = { ...shapes, features: shapes.features.filter(({ id }) => rowOf.has(id)) }
    return geoJSON(known, {
      pane: 'areas',
      style(shape) {
        const row = rowOf.get(String(shape?.id))
        return {
          className: 'vigil-area vigil-area--described',
          ...(row && { fillColor: classes.classOf(row).colour }),
        }
      },
      onEachFeature(shape, drawn) {
        const row = rowOf.get(String(shape.id))
        if (row) drawn.bindTooltip(tooltip(row), { sticky: true })
      },
    })
  }, [rows, classes, shapes])
  useLayer(layer)
  return null
}

/** As nodes: names come from files, so they are never read as HTML. */
function tooltip(row: NaloxoneGaps['rows'][number]) {
  const box = document.createElement('div')
  const name = document.createElement('strong')
  name.textContent = row.name
  const line = document.createElement('div')
  line.textContent = sayGap(row)
  box.append(name, line)
  return box
}
