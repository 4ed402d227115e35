import { ReleasedFigures, ReleasedShapes, type Releases } from '../../../server/contract/release.ts'
import { apiAddress } from '../../api/address.ts'
import { Answered } from '../../ui/Answered.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { FiguresByArea } from './FiguresByArea.tsx'
import { FiguresBySlice } from './FiguresBySlice.tsx'
import { chooseRelease, FiguresFilters } from './FiguresFilters.tsx'
import type { FiguresSearch } from './figuresSearch.ts'
import { ReleasedMap } from './ReleasedMap.tsx'
import { RuleNote } from './RuleNote.tsx'
import { releaseKindWords } from './releaseWords.ts'
import { useReleased } from './useReleased.ts'

interface ReleasedFiguresViewProps {
  /** Where the API answers: /releases for the partnership, /public for everybody. */
  path: '/releases' | '/public'
  partnership: string
  releases: Releases
  search: FiguresSearch
  onChange: (change: FiguresSearch) => void
}

/** Released figures of a year: by area as a map and a table, and everything counted in one area. */
export function ReleasedFiguresView({ path, partnership, releases, search, onChange }: ReleasedFiguresViewProps) {
  const chosen = chooseRelease(releases, search)
  const query = { partnership, ...chosen, release: search.release }
  const figures = useReleased(ReleasedFigures, `${path}/figures`, query, chosen !== undefined)
  const shapes = useReleased(ReleasedShapes, `${path}/shapes`, query, chosen !== undefined)
  if (!chosen)
    return (
      <EmptyState sentence="No figures have been released yet.">
        They are released for years that have ended.
      </EmptyState>
    )
  return (
    <>
      <FiguresFilters releases={releases} chosen={chosen} onChange={onChange} />
      <Answered answer={figures} what="the figures">
        {(answer) => {
          const small = answer.areas.filter(({ level }) => level === 'area' || level === 'small')
          const byArea = answer.slices.filter(({ slice: code }) =>
            answer.cells.some(
              ({ area: of, slice: some }) => some === code && small.some(({ area: one }) => one === of),
            ),
          )
          const slice =
            byArea.find((some) => some.slice === search.slice)?.slice ?? byArea[0]?.slice ?? String(chosen.year)
          const area = answer.areas.find((some) => some.area === search.area)?.area ?? 'partnership'
          return (
            <>
              <div className="vigil-columns">
                <section aria-labelledby="by-area">
                  <h2 className="govuk-heading-m" id="by-area">
                    {releaseKindWords[chosen.kind]} by area,{' '}
                    {answer.slices.find(({ slice: code }) => code === slice)?.name ?? chosen.year}
                  </h2>
                  <FiguresByArea
                    figures={answer}
                    slice={slice}
                    slices={byArea}
                    level={search.level}
                    onChange={onChange}
                    map={(level) =>
                      shapes.data && <ReleasedMap shapes={shapes.data} figures={answer} slice={slice} level={level} />
                    }
                  />
                </section>
                <section aria-labelledby="by-slice">
                  <h2 className="govuk-heading-m" id="by-slice">
                    Everything counted in one area
                  </h2>
                  <FiguresBySlice figures={answer} area={area} onArea={(next) => onChange({ area: next })} />
                  {path === '/releases' && <RuleNote rule={answer.rule} />}
                </section>
              </div>
              <p className="govuk-body">
                <a className="govuk-link" href={apiAddress(`${path}/figures.csv`, query)} download>
                  Download all figures of this release (CSV)
                </a>
              </p>
              <ProvenanceNote provenance={answer.provenance} />
            </>
          )
        }}
      </Answered>
    </>
  )
}
