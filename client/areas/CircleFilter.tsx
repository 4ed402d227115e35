import type { Circle } from '../../server/contract/circle.ts'
import { sayRadius } from './circle.ts'

/** A circle that was drawn on the map, by which a list is narrowed: it is only ever let go here. */
export function CircleFilter({ circle, onClear }: { circle: Circle; onClear: () => void }) {
  const { latitude, longitude, radiusMetres } = circle
  return (
    <div className="vigil-filter vigil-filter--wide">
      <span className="govuk-label">Circle drawn on the map</span>
      <p className="govuk-body vigil-flush">
        Within {sayRadius(radiusMetres)} of {latitude.toFixed(4)}, {longitude.toFixed(4)}{' '}
        <button type="button" className="vigil-link-button" onClick={onClear}>
          Anywhere
        </button>
      </p>
    </div>
  )
}
