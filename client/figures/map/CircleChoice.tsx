import type { Circle } from '../../../server/contract/circle.ts'
import { sayRadius } from '../../areas/circle.ts'
import { RadioGroup } from '../../ui/RadioGroup.tsx'

/** Sizes that are told apart on a map, metres. */
const RADII = [500, 1000, 2000, 5000, 10_000, 20_000]

interface CircleChoiceProps {
  circle: Circle | undefined
  /** Where the map looks: a new circle is drawn there. */
  middle: { latitude: number; longitude: number }
  onCircle: (circle: Circle | undefined) => void
}

/** A circle to ask about: drawn in the middle of the map, moved by a press on it. */
export function CircleChoice({ circle, middle, onCircle }: CircleChoiceProps) {
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
