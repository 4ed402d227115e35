import { useMay } from '../../api/may.ts'
import { sayAreaKind, useAreaKinds } from '../../areas/areas.ts'
import { placeWords } from '../../record/placeWords.ts'
import { RoleFilter } from '../../substances/RoleFilter.tsx'
import { SubstanceChooser } from '../../substances/SubstanceChooser.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { eventWords, layerWords, measureWords } from './eventWords.ts'
import type { MapSearch } from './mapSearch.ts'

interface MapFiltersProps {
  search: MapSearch
  events: string
  areaKind: string | undefined
  onChange: (change: Partial<MapSearch>) => void
}

/** What the map shows; each choice takes effect at once and stands in the address. */
export function MapFilters({ search, events, areaKind, onChange }: MapFiltersProps) {
  const may = useMay()
  const kinds = useAreaKinds().data ?? []
  return (
    <fieldset className="vigil-filters" aria-label="What the map shows">
      <SelectFilter<'deaths'>
        path="events"
        label="Events"
        value={events}
        words={eventWords}
        onChange={(next) => onChange({ events: next, area: undefined })}
      />
      <SelectFilter<'density'>
        path="layer"
        label="Layer"
        value={search.layer}
        anyLabel="Events by area"
        words={layerWords}
        onChange={(layer) => onChange({ layer })}
      />
      {!search.layer && (
        <SelectFilter<'count'>
          path="measure"
          label="Shown as"
          value={search.measure ?? 'count'}
          words={measureWords}
          onChange={(measure) => onChange({ measure })}
        />
      )}
      {events !== 'supplies' && (
        <div className="vigil-filter vigil-filter--wide">
          <label className="govuk-label" htmlFor="substance">
            Substance
          </label>
          <SubstanceChooser
            id="substance"
            value={search.substance}
            placeholder="Any substance"
            onChoose={(substance) => onChange({ substance })}
          />
        </div>
      )}
      {events === 'deaths' && search.substance && (
        <RoleFilter value={search.role} onChange={(role) => onChange({ role })} />
      )}
      <SelectFilter
        path="areaKind"
        label="Areas"
        value={areaKind}
        words={Object.fromEntries(kinds.map(({ kind, areas }) => [kind, `${sayAreaKind(kind)} (${areas})`]))}
        onChange={(kind) => onChange({ areaKind: kind, area: undefined })}
      />
      {events === 'deaths' && (
        <SelectFilter<'found'>
          path="place"
          label="Placed"
          value={search.place ?? 'found'}
          words={placeWords}
          onChange={(place) => onChange({ place })}
        />
      )}
      {may('signal:read') && (
        <SelectFilter<'hidden'>
          path="signals"
          label="Signals"
          value={search.signals}
          anyLabel="shown"
          words={{ hidden: 'hidden' }}
          onChange={(signals) => onChange({ signals })}
        />
      )}
    </fieldset>
  )
}
