import { colours, diverging, ruledId } from './classes.ts'

/** The patterns that Leaflet's paths refer to by name; they take no room. */
export function Hatch() {
  return (
    <svg className="vigil-hatch" width="0" height="0" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="vigil-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="vigil-hatch__ground" />
          <line x1="0" y1="0" x2="0" y2="6" className="vigil-hatch__line" />
        </pattern>
        {[...colours, ...diverging].map((colour) => (
          <pattern
            key={colour}
            id={ruledId(colour)}
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect width="5" height="5" fill={colour} />
            <line x1="0" y1="0" x2="0" y2="5" className="vigil-hatch__rule" />
          </pattern>
        ))}
      </defs>
    </svg>
  )
}
