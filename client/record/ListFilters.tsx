import type { ReactNode } from 'react'
import { readCircle } from '../../server/contract/circle.ts'
import { AreaFilter } from '../areas/AreaFilter.tsx'
import { CircleFilter } from '../areas/CircleFilter.tsx'
import { SubstanceChooser } from '../substances/SubstanceChooser.tsx'
import { DayFilter } from '../ui/DayFilter.tsx'

interface ListSearch {
  from?: string | undefined
  to?: string | undefined
  area?: string | undefined
  circle?: string | undefined
  substance?: string | undefined
}

interface ListFiltersProps {
  search: ListSearch
  hasSubstance?: boolean
  onChange: (change: ListSearch) => void
  children?: ReactNode
}

/** What every list of records can be narrowed by; each choice stands in the address at once. */
export function ListFilters({ search, hasSubstance, onChange, children }: ListFiltersProps) {
  const circle = readCircle(search.circle)
  return (
    <fieldset className="vigil-filters" aria-label="Filters">
      <DayFilter path="from" label="From" value={search.from} onChange={(from) => onChange({ from })} />
      <DayFilter path="to" label="To" value={search.to} onChange={(to) => onChange({ to })} />
      {circle && <CircleFilter circle={circle} onClear={() => onChange({ circle: undefined })} />}
      <AreaFilter value={search.area} onChange={(area) => onChange({ area })} />
      {hasSubstance && (
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
      {children}
    </fieldset>
  )
}
