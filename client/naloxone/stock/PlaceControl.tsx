import { lazy, Suspense } from 'react'
import { TextField } from '../../ui/Field.tsx'
import { Loading } from '../../ui/Loading.tsx'
import type { ControlProps } from '../../ui/smallForms.ts'

const PlacePicker = lazy(() =>
  import('../../record/PlacePicker.tsx').then(({ PlacePicker: picker }) => ({ default: picker })),
)

/** A point as its latitude and longitude, written or pressed on the map. */
export function PlaceControl({ noneLabel: _, ...asked }: ControlProps) {
  const [latitude, longitude] = asked.value.split(/[,;\s]+/).map(Number)
  return (
    <>
      <TextField
        {...asked}
        width="short"
        hint="Press on the map, or write latitude and longitude, for example 50.2104, -5.2908"
      />
      <div className="govuk-form-group">
        <Suspense fallback={<Loading what="the map" />}>
          <PlacePicker
            label={asked.label}
            latitude={latitude || undefined}
            longitude={longitude || undefined}
            onPick={(at) => asked.onChange(`${at.latitude.toFixed(5)}, ${at.longitude.toFixed(5)}`)}
          />
        </Suspense>
      </div>
    </>
  )
}
