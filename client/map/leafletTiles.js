/** Apart from leafletParts.js: fetched only where an operator has set tiles. */
export { tileLayer } from 'leaflet/src/layer/tile/TileLayer.js'
