export { tileLayer } from 'leaflet'
