/**
 * The parts of Leaflet that Vigil draws with, from its own source modules: popups, image and video overlays, canvas and the other
 * controls stay behind, a quarter of its bytes. vite.config.ts puts this in the place of 'leaflet'; the types are Leaflet's own.
 */
import { control } from 'leaflet/src/control/Control.js'
import { scale } from 'leaflet/src/control/Control.Scale.js'
import { LatLng } from 'leaflet/src/geo/LatLng.js'
import { Point, toPoint } from 'leaflet/src/geometry/Point.js'
import { Layer } from 'leaflet/src/layer/Layer.js'
import { Polygon } from 'leaflet/src/layer/vector/Polygon.js'
import { Polyline, polyline } from 'leaflet/src/layer/vector/Polyline.js'
import { svg } from 'leaflet/src/layer/vector/SVG.js'
import { Map as LeafletMap } from 'leaflet/src/map/Map.js'
import 'leaflet/src/map/handler/Map.Drag.js'
import 'leaflet/src/map/handler/Map.DoubleClickZoom.js'
import 'leaflet/src/map/handler/Map.Keyboard.js'
import { ScrollWheelZoom } from 'leaflet/src/map/handler/Map.ScrollWheelZoom.js'
import 'leaflet/src/map/handler/Map.TouchZoom.js'
import 'leaflet/src/layer/Tooltip.js'

control.scale = scale

// Leaflet's own (Renderer.getRenderer.js) also offers canvas; each pane has one SVG here.
LeafletMap.include({
  getRenderer(layer) {
    const pane = layer.options.pane ?? 'overlayPane'
    this._paneRenderers[pane] ??= svg({ pane })
    const renderer = this._paneRenderers[pane]
    if (!this.hasLayer(renderer)) this.addLayer(renderer)
    return renderer
  },
})

// Leaflet lets a press go by that comes while it still moves from the one before; here the move before is ended, and none is lost.
const { _tryAnimatedZoom: zoomAnimated, panBy } = LeafletMap.prototype
LeafletMap.include({
  _tryAnimatedZoom(...asked) {
    if (this._animatingZoom) this._onZoomTransitionEnd()
    return zoomAnimated.apply(this, asked)
  },
  panBy(offset, options) {
    const { _inProgress, _startPos, _offset } = this._panAnim ?? {}
    const left = _inProgress ? this._getMapPanePos().subtract(_startPos.add(_offset)) : [0, 0]
    return panBy.call(this, toPoint(offset).add(left), options)
  },
})

// A wheel turned while the map still zooms is kept for when it has arrived: drawing all of it anew at each notch is what makes it jerk.
const { _performZoom: zoomByWheel } = ScrollWheelZoom.prototype
ScrollWheelZoom.include({
  _performZoom() {
    if (!this.enabled()) return
    if (this._map._animatingZoom)
      this._timer = setTimeout(() => this._performZoom(), this._map.options.wheelDebounceTime)
    else zoomByWheel.call(this)
  },
})

// Where a corner lies on the flat earth is worked out once and not at each zoom, and a shape that is seen whole has nothing to be cut off.
Polyline.include({
  _projectLatlngs(latlngs, rings, extent) {
    if (!(latlngs[0] instanceof LatLng)) {
      for (const part of latlngs) this._projectLatlngs(part, rings, extent)
      return
    }
    latlngs.flat_ ??= latlngs.map((corner) => this._map.project(corner, 0))
    const scale = this._map.getZoomScale(this._map.getZoom(), 0)
    const origin = this._map.getPixelOrigin()
    let [west, north, east, south] = [Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, -Number.MAX_VALUE]
    const ring = latlngs.flat_.map((corner) => {
      const x = Math.round(corner.x * scale) - origin.x
      const y = Math.round(corner.y * scale) - origin.y
      if (x < west) west = x
      if (x > east) east = x
      if (y < north) north = y
      if (y > south) south = y
      return new Point(x, y)
    })
    extent.extend(new Point(west, north)).extend(new Point(east, south))
    rings.push(ring)
  },
})
const { _clipPoints: clip } = Polygon.prototype
Polygon.include({
  _clipPoints() {
    if (this._pxBounds && this._renderer._bounds.contains(this._pxBounds)) this._parts = [...this._rings]
    else clip.call(this)
  },
})

// No shape is a stop of the keyboard (MapView.tsx), and the table tells all that tooltips do: at the first one Leaflet would write into hundreds
// of shapes what describes them.
Layer.include({ _addFocusListeners() {}, _setAriaDescribedByOnLayer() {} })

export { featureGroup } from 'leaflet/src/layer/FeatureGroup.js'
export { geoJSON } from 'leaflet/src/layer/GeoJSON.js'
export { layerGroup } from 'leaflet/src/layer/LayerGroup.js'
export { divIcon } from 'leaflet/src/layer/marker/DivIcon.js'
export { Marker, marker } from 'leaflet/src/layer/marker/Marker.js'
export { Circle, circle } from 'leaflet/src/layer/vector/Circle.js'
export { CircleMarker, circleMarker } from 'leaflet/src/layer/vector/CircleMarker.js'
export { Path } from 'leaflet/src/layer/vector/Path.js'
export { polygon } from 'leaflet/src/layer/vector/Polygon.js'
export { control, LeafletMap as Map, Polygon, polyline }
