import type { Count } from '../../../server/contract/figure.ts'
import type { ReleasedFigures, ReleasedShapes } from '../../../server/contract/release.ts'
import { projectShapes } from '../../map/projectShapes.ts'
import { countInWords } from '../../ui/CountText.tsx'
import { plural } from '../../words/words.ts'
import { colouredClasses } from '../map/classes.ts'

const width = 720

interface ReleasedMapProps {
  shapes: ReleasedShapes
  figures: ReleasedFigures
  slice: string
  /** Areas, or the towns within them. */
  level: 'area' | 'small'
}

/** Released counts by area, drawn from the outlines alone: no tiles, no points. The same rows stand in the table. */
export function ReleasedMap({ shapes, figures, slice, level }: ReleasedMapProps) {
  const features = shapes.features.filter(({ properties }) => (level === 'area') === (properties.level === 'area'))
  const cellOf = new Map(figures.cells.filter((cell) => cell.slice === slice).map((cell) => [cell.area, cell]))
  const shown = features.filter(({ id }) => cellOf.has(id))
  const projection = projectShapes(features, width)
  if (!projection || shown.length === 0) return null
  const height = Math.max(120, projection.height)
  const classes = colouredClasses(shown.map(({ id }) => cellOf.get(id)?.count).filter(isSome))
  const fillOf = (count: Count) => {
    if (count === 'hidden' || count === null) return 'url(#hidden-hatch)'
    return classes.find(({ high }) => count > 0 && count <= high)?.colour ?? 'var(--map-land)'
  }
  return (
    <figure className="vigil-map-figure vigil-released-map">
      <svg
        viewBox={`0 0 ${width} ${Math.ceil(height)}`}
        role="img"
        aria-label="Map by area. The same figures stand in the table."
      >
        <defs>
          <pattern id="hidden-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="6" height="6" className="vigil-hatch__ground" />
            <line x1="0" y1="0" x2="0" y2="6" className="vigil-hatch__line" />
          </pattern>
        </defs>
        {shown.map(({ id, properties, geometry }) => {
          const count = cellOf.get(id)?.count ?? null
          return (
            <path
              key={id}
              d={projection.path(geometry.coordinates)}
              className="vigil-released-map__area"
              fill={fillOf(count)}
            >
              <title>{`${properties.name}: ${countInWords(count)}`}</title>
            </path>
          )
        })}
      </svg>
      <figcaption className="vigil-legend">
        <ul>
          {classes.map(({ low, colour, range, areas }) => (
            <li key={low}>
              <Swatch fill={colour} />
              {range} ({plural(areas, 'area')})
            </li>
          ))}
          <li>
            <Swatch fill="url(#hidden-hatch)" />
            hidden
          </li>
          {shown.some(({ id }) => cellOf.get(id)?.count === 0) && (
            <li>
              <Swatch fill="var(--map-land)" />0
            </li>
          )}
        </ul>
      </figcaption>
    </figure>
  )
}

const isSome = (count: unknown): count is number => typeof count === 'number' && count > 0

function Swatch({ fill }: { fill: string }) {
  return (
    <svg width="26" height="18" aria-hidden="true" focusable="false">
      <rect x="1" y="1" width="24" height="16" fill={fill} className="vigil-legend__swatch" />
    </svg>
  )
}
