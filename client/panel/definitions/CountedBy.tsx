import type { DateBasis } from '../../../server/contract/filters.ts'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { basisWords } from './definitionWords.ts'

interface YearFilterProps {
  label: string
  year: number | undefined
  years: readonly number[]
  anyLabel?: string
  onChange: (year: number | undefined) => void
}

/** A year that narrows a figure, the newest first: keys that are numbers would stand in their own order. */
export function YearFilter({ label, year, years, anyLabel, onChange }: YearFilterProps) {
  return (
    <SelectFilter
      path="year"
      label={label}
      value={year === undefined ? undefined : keyOf(year)}
      words={Object.fromEntries(years.toSorted((a, b) => b - a).map((one) => [keyOf(one), String(one)]))}
      {...(anyLabel !== undefined && { anyLabel })}
      onChange={(key) => onChange(years.find((one) => keyOf(one) === key))}
    />
  )
}

const keyOf = (year: number) => `y${year}`

/** By which day a death is of a year. */
export function BasisFilter({
  basis,
  onChange,
}: {
  basis: DateBasis | undefined
  onChange: (basis: DateBasis | undefined) => void
}) {
  return (
    <SelectFilter<DateBasis> path="basis" label="By" value={basis ?? 'death'} words={basisWords} onChange={onChange} />
  )
}
