import type { Releases } from '../../../server/contract/release.ts'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import type { FiguresSearch } from './figuresSearch.ts'
import { releaseKindWords } from './releaseWords.ts'

type Chosen = Required<Pick<FiguresSearch, 'kind' | 'year'>>

/** What a person means who opens the page: the latest year of deaths, or of what there is. */
export function chooseRelease({ releases }: Releases, { kind, year }: FiguresSearch): Chosen | undefined {
  const kinds = releases.filter((release) => release.kind === (kind ?? 'deaths'))
  const ofKind = kinds.length ? kinds : releases
  const found = ofKind.find((release) => release.year === year) ?? ofKind.find(({ hasAreas }) => hasAreas) ?? ofKind[0]
  return found && { kind: found.kind, year: found.year }
}

interface FiguresFiltersProps {
  releases: Releases
  chosen: Chosen
  onChange: (change: FiguresSearch) => void
}

export function FiguresFilters({ releases: { releases }, chosen, onChange }: FiguresFiltersProps) {
  const kinds = new Set(releases.map(({ kind }) => kind))
  const ofKind = releases.filter(({ kind }) => kind === chosen.kind)
  const years = new Set(ofKind.map(({ year }) => year))
  const hasAreas = (year: number) => ofKind.some((release) => release.year === year && release.hasAreas)
  const wordsOf = (codes: Iterable<Chosen['kind']>) =>
    Object.fromEntries([...codes].map((code) => [code, releaseKindWords[code] ?? code]))
  return (
    <fieldset className="vigil-filters" aria-label="Which figures are shown">
      <SelectFilter<Chosen['kind']>
        path="kind"
        label="What is counted"
        value={chosen.kind}
        words={wordsOf(kinds)}
        onChange={(kind) => onChange({ kind, slice: undefined, release: undefined })}
      />
      <SelectFilter
        path="year"
        label="Year"
        value={String(chosen.year)}
        words={Object.fromEntries(
          [...years].map((year) => [`${year}`, hasAreas(year) ? `${year}` : `${year} (not by area)`]),
        )}
        onChange={(year) => onChange({ year: Number(year), slice: undefined, release: undefined })}
      />
    </fieldset>
  )
}
