import { circleMarker, type LeafletMouseEvent } from 'leaflet'
import { useContext, useEffect, useMemo } from 'react'
import { Basemap as BasemapContract } from '../../server/contract/map.ts'
import { useAnswer } from '../api/answers.ts'
import { useAreaShapes, useMappedKind } from '../areas/areas.ts'
import { Basemap } from '../map/Basemap.tsx'
import { MapContext, MapView } from '../map/MapView.tsx'
import { useLayer } from '../map/useLayer.ts'

interface At {
  latitude: number
  longitude: number
}

interface PlacePickerProps {
  label: string
  latitude: number | undefined
  longitude: number | undefined
  onPick: (at: At) => void
}

/** A small map to press on; the two number fields beside it do the same. */
export function PlacePicker({ label, latitude, longitude, onPick }: PlacePickerProps) {
  const basemap = useAnswer(BasemapContract, '/map/basemap', {}, { staleTime: 3_600_000 }).data
  const kind = useMappedKind()
  const shapes = useAreaShapes(kind, 'full', basemap !== undefined && !basemap.landUrl).data
  if (!basemap) return null
  return (
    <MapView label={`${label}: press where it was`} bounds={basemap.bounds} isSmall>
      <Basemap files={basemap} shapes={shapes} />
      {latitude !== undefined && longitude !== undefined && <Pin latitude={latitude} longitude={longitude} />}
      <Press onPick={onPick} />
    </MapView>
  )
}

function Pin({ latitude, longitude }: At) {
  useLayer(
    useMemo(
      () =>
        circleMarker([latitude, longitude], { radius: 8, pane: 'picked', className: 'vigil-pin', interactive: false }),
      [latitude, longitude],
    ),
  )
  return null
}

function Press({ onPick }: { onPick: (at: At) => void }) {
  const map = useContext(MapContext)
  useEffect(
    function takePresses() {
      const take = ({ latlng }: LeafletMouseEvent) => onPick({ latitude: latlng.lat, longitude: latlng.lng })
      map?.on('click', take)
      return () => void map?.off('click', take)
    },
    [map, onPick],
  )
  return null
}
