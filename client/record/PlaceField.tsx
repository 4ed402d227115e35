import { lazy, Suspense } from 'react'
import { type FieldFrame, FieldGroup, TextField } from '../ui/Field.tsx'
import { Loading } from '../ui/Loading.tsx'
import { Select } from '../ui/Select.tsx'
import { useForm } from './FormContext.ts'
import { precisionWords } from './placeWords.ts'

const PlacePicker = lazy(() => import('./PlacePicker.tsx').then(({ PlacePicker: picker }) => ({ default: picker })))

/** A place on the map and how exact it is. Nothing chosen: not known, which is an answer too. */
export function PlaceField(frame: FieldFrame) {
  const { draft, write, errors, forgive } = useForm()
  const [precision, latitude, longitude] = ['precision', 'latitude', 'longitude'].map(
    (part) => `${frame.path}.${part}`,
  ) as [string, string, string]
  const change = (path: string) => (value: string) => write((now) => ({ ...now, [path]: value }))
  const errorAt = (path: string) => errors.find((error) => error.path === path)?.message
  const isKnown = Boolean(draft[precision])
  const proposal = errors.find((error) => error.path === longitude)?.proposal
  function take(at: { longitude: number; latitude: number }) {
    write((now) => ({ ...now, [latitude]: String(at.latitude), [longitude]: String(at.longitude) }))
    forgive(longitude)
  }
  function choosePrecision(value: string) {
    write((now) => ({ ...now, [precision]: value, ...(value ? {} : { [latitude]: '', [longitude]: '' }) }))
  }
  return (
    <FieldGroup {...frame} error={frame.error ?? errorAt(precision)}>
      <Select
        path={precision}
        label="How exactly is it known?"
        value={draft[precision] ?? ''}
        words={precisionWords}
        noneLabel="Not known"
        onChange={choosePrecision}
      />
      {isKnown && (
        <div className="vigil-place">
          <Suspense fallback={<Loading what="the map" />}>
            <PlacePicker
              label={frame.label}
              latitude={Number(draft[latitude]) || undefined}
              longitude={Number(draft[longitude]) || undefined}
              onPick={(at) =>
                write((now) => ({
                  ...now,
                  [latitude]: at.latitude.toFixed(5),
                  [longitude]: at.longitude.toFixed(5),
                }))
              }
            />
          </Suspense>
          <TextField
            path={latitude}
            label="Latitude"
            hint="Press on the map, or write it, for example 50.2104"
            width="number"
            inputMode="decimal"
            value={draft[latitude] ?? ''}
            error={errorAt(latitude)}
            onChange={change(latitude)}
          />
          <TextField
            path={longitude}
            label="Longitude"
            hint="West of Greenwich is negative, for example -5.2908"
            width="number"
            inputMode="decimal"
            value={draft[longitude] ?? ''}
            error={errorAt(longitude)}
            onChange={change(longitude)}
          />
          {proposal && (
            <button type="button" className="govuk-button govuk-button--secondary" onClick={() => take(proposal)}>
              Use latitude {proposal.latitude}, longitude {proposal.longitude}
            </button>
          )}
        </div>
      )}
    </FieldGroup>
  )
}
