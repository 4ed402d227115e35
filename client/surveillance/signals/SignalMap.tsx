import { Link, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Basemap as BasemapContract } from '../../../server/contract/map.ts'
import type { SignalDetail } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { useAreaShapes, useMappedKind } from '../../areas/areas.ts'
import { Basemap } from '../../map/Basemap.tsx'
import { MapView } from '../../map/MapView.tsx'
import { PickedAreaLayer } from '../../map/PickedAreaLayer.tsx'
import { around } from './around.ts'
import { eventsOf } from './flagged.ts'
import { SignalsLayer } from './SignalsLayer.tsx'

/** Where the signal is: its circle and its areas, and a way to the whole map of its days. */
export function SignalMap({ signal }: { signal: SignalDetail }) {
  const { slug } = usePartnership()
  const navigate = useNavigate()
  const kind = useMappedKind()
  const shapes = useAreaShapes(kind, 'full').data
  const basemap = useAnswer(BasemapContract, '/map/basemap', {}, { staleTime: 3_600_000 }).data
  const signals = useMemo(() => [signal], [signal])
  const areaIds = useMemo(() => signal.areas.map(({ areaId }) => areaId), [signal])
  const showOnMap = () =>
    void navigate({
      to: '/$partnership/map',
      params: { partnership: slug },
      search: {
        events: eventsOf(signal),
        from: signal.firstDay,
        to: signal.lastDay,
      },
    })
  if (!signal.centre)
    return (
      <section aria-labelledby="where">
        <h2 className="govuk-heading-m" id="where">
          Where
        </h2>
        <p className="govuk-body">
          {signal.detector === 'D1'
            ? 'In the whole partnership: this check does not look at places.'
            : 'Not shown to be at one place.'}{' '}
          The towns stand with{' '}
          <Link to="." hash="cases" search={true} className="govuk-link">
            the records
          </Link>
          .{' '}
          <button type="button" className="vigil-link-button" onClick={showOnMap}>
            Show these days on the map
          </button>
        </p>
      </section>
    )
  if (!basemap) return null
  return (
    <section aria-labelledby="where">
      <h2 className="govuk-heading-m" id="where">
        Where
      </h2>
      <MapView label="Map of the signal" bounds={around(signal.centre, signal.radiusMetres ?? 0)} isSmall>
        <Basemap files={basemap} shapes={shapes} />
        {shapes && <PickedAreaLayer shapes={shapes} areaIds={areaIds} isRinged={false} />}
        <SignalsLayer signals={signals} onPick={showOnMap} isLabelled={false} />
      </MapView>
      <p className="govuk-body-s">
        {signal.areas.length > 0
          ? `${signal.areas.map(({ name }) => name).join('; ')}. `
          : 'The circle holds the deaths with it that lie closest together; it is not a border. '}
        <button type="button" className="vigil-link-button" onClick={showOnMap}>
          Show these days on the map
        </button>
      </p>
      <p className="vigil-provenance">{basemap.attribution}</p>
    </section>
  )
}
