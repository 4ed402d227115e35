import { circle, circleMarker, type LeafletMouseEvent, layerGroup } from 'leaflet'
import { useContext, useEffect, useMemo } from 'react'
import type { Circle } from '../../server/contract/circle.ts'
import { MapContext } from './MapView.tsx'
import { useLayer } from './useLayer.ts'

interface CircleLayerProps {
  circle: Circle
  /** A press anywhere on the map sets its middle. */
  onMove: (middle: { latitude: number; longitude: number }) => void
}

/** The circle that is asked about: its border, and its middle. */
export function CircleLayer({ circle: { latitude, longitude, radiusMetres }, onMove }: CircleLayerProps) {
  const map = useContext(MapContext)
  const layer = useMemo(() => {
    const drawn = { pane: 'picked', interactive: false }
    return layerGroup([
      circle([latitude, longitude], { ...drawn, radius: radiusMetres, className: 'vigil-asked-circle' }),
      circleMarker([latitude, longitude], { ...drawn, radius: 4, className: 'vigil-asked-circle__middle' }),
    ])
  }, [latitude, longitude, radiusMetres])
  useLayer(layer)
  useEffect(
    function moveOnPress() {
      const move = ({ latlng }: LeafletMouseEvent) => onMove({ latitude: latlng.lat, longitude: latlng.lng })
      map?.on('click', move)
      return () => void map?.off('click', move)
    },
    [map, onMove],
  )
  return null
}
