import type { Map as LeafletMap } from 'leaflet'
import { useState } from 'react'

const pans = [
  { label: 'Move up', sign: '↑', by: [0, -120] },
  { label: 'Move left', sign: '←', by: [-120, 0] },
  { label: 'Move right', sign: '→', by: [120, 0] },
  { label: 'Move down', sign: '↓', by: [0, 120] },
] as const

/** Everything a drag or a wheel does, by single presses (WCAG 2.5.7). On a phone the arrows come when they are asked for. */
export function MapButtons({ map, onWhole }: { map: LeafletMap; onWhole: () => void }) {
  const [isMoving, setMoving] = useState(false)
  return (
    <div
      className={`vigil-map__buttons ${isMoving ? 'vigil-map__buttons--moving' : ''}`}
      role="toolbar"
      aria-label="Move the map"
    >
      <button type="button" aria-label="Zoom in" onClick={() => map.zoomIn(1)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => map.zoomOut(1)}>
        −
      </button>
      <button type="button" aria-label="Show the whole area" title="Show the whole area" onClick={onWhole}>
        ⤢
      </button>
      {pans.map(({ label, sign, by }) => (
        <button type="button" key={label} aria-label={label} onClick={() => map.panBy([...by])}>
          {sign}
        </button>
      ))}
      <button
        type="button"
        className="vigil-map__move"
        aria-label="Arrows to move the map"
        title="Arrows to move the map"
        aria-pressed={isMoving}
        onClick={() => setMoving(!isMoving)}
      >
        ✥
      </button>
    </div>
  )
}
