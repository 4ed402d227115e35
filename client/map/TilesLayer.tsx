import { useMemo } from 'react'
import { tileLayer } from './leafletTiles.js'
import { useLayer } from './useLayer.ts'

/** Only where the operator has set an address of tiles; Vigil's own basemap needs none. */
export function TilesLayer({ url }: { url: string }) {
  useLayer(useMemo(() => tileLayer(url, { pane: 'tiles' }), [url]))
  return null
}
