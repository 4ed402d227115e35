import type { Layer } from 'leaflet'

/** Which area a shape of `geoJSON` is of. One tooltip and one ear for the presses of hundreds of shapes ask it. */
export const idOf = (drawn: Layer) => String((drawn as { feature?: { id?: unknown } }).feature?.id)
