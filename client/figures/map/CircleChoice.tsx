import { getRouteApi } from '@tanstack/react-router'
import type { Circle } from '../../../server/contract/circle.ts'
import { sayRadius } from '../../areas/circle.ts'
import type { Bounds } from '../../map/MapView.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'

const route = getRouteApi('/$partnership/map')

/** Sizes that are told apart on a map, metres. */
const RADII = [500, 1000, 2000, 5000, 10_000, 20_000]

interface CircleChoiceProps {
  circle: Circle | undefined
  /** What the map opened on. */
  opened: Bounds
  onCircle: (circle: Circle | undefined) => void
}

/** A circle to ask about: drawn in the middle of the map, moved by a press on it. */
export function CircleChoice({ circle, opened, onCircle }: CircleChoiceProps) {
  const middle = route.useSearch({ select: ({ view }) => middleOf(view, opened) })
  return (
    <>
      <RadioGroup
        path="circle"
        label="What is in a circle of"
        hint="A press on the map moves it; what is in it stands beside the map."
        value={circle ? String(circle.radiusMetres) : 'none'}
        words={{ none: 'No circle', ...Object.fromEntries(RADII.map((metres) => [metres, sayRadius(metres)])) }}
        onChange={(metres) =>
          onCircle(metres === 'none' ? undefined : { ...(circle ?? middle), radiusMetres: Number(metres) })
        }
      />
      {circle && (
        <button
          type="button"
          className="govuk-button govuk-button--secondary"
          onClick={() => onCircle({ ...circle, ...middle })}
        >
          Move it to the middle of the map
        </button>
      )}
    </>
  )
}

/** Where the map looks: by its address, or where it opened. A new circle is drawn there. */
function middleOf(view: string | undefined, { south, north, west, east }: Bounds) {
  const [latitude, longitude] = view?.split(',').map(Number) ?? []
  if (latitude !== undefined && longitude !== undefined) return { latitude, longitude }
  return { latitude: (south + north) / 2, longitude: (west + east) / 2 }
}
