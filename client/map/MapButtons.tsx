import type { Map as LeafletMap } from 'leaflet'

const pans = [
  { label: 'Move up', sign: '↑', by: [0, -120] },
  { label: 'Move left', sign: '←', by: [-120, 0] },
  { label: 'Move right', sign: '→', by: [120, 0] },
  { label: 'Move down', sign: '↓', by: [0, 120] },
] as const

/** Everything a drag or a wheel does, by single presses (WCAG 2.5.7). */
export function MapButtons({ map, onWhole }: { map: LeafletMap; onWhole: () => void }) {
  return (
    <div className="vigil-map__buttons" role="toolbar" aria-label="Move the map">
      <button type="button" aria-label="Zoom in" onClick={() => map.zoomIn(1)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => map.zoomOut(1)}>
        −
      </button>
      <button type="button" aria-label="Show the whole area" onClick={onWhole}>
        ⤢
      </button>
      {pans.map(({ label, sign, by }) => (
        <button type="button" key={label} aria-label={label} onClick={() => map.panBy([...by])}>
          {sign}
        </button>
      ))}
    </div>
  )
}
