import type { UseQueryResult } from '@tanstack/react-query'
import type { MapMultiples, SmallMap } from '../../../../server/contract/map-multiples.ts'
import type { Query } from '../../../api/address.ts'
import type { ProblemError } from '../../../api/ask.ts'
import { Answered } from '../../../ui/Answered.tsx'
import { CountText, countInWords } from '../../../ui/CountText.tsx'
import { CsvLink } from '../../../ui/CsvLink.tsx'
import { ProvenanceNote } from '../../../ui/Figure.tsx'
import { Table } from '../../../ui/Table.tsx'
import { FirstOnPaper, MORE_ROWS } from '../FirstOnPaper.tsx'

interface SmallMapsBesideProps {
  answer: UseQueryResult<MapMultiples, ProblemError>
  query: Query
  eventWord: string
}

/** The small maps in words and rows, in the same order. */
export function SmallMapsBeside({ answer, query, eventWord }: SmallMapsBesideProps) {
  return (
    <section className="vigil-beside" aria-label={`${eventWord}, small maps`}>
      <Answered answer={answer} what="the small maps">
        {(known) => {
          const nameOf = new Map(known.areas.map(({ areaId, name }) => [areaId, name]))
          return (
            <>
              <p className="vigil-total">
                {eventWord} by {known.by}
              </p>
              <p className="govuk-body-s">
                {known.by === 'substance'
                  ? 'The most frequent first. A person with several substances is in several maps: they do not add up.'
                  : 'The last twelve whole quarters.'}{' '}
                <strong>
                  <CountText count={known.inNoMap} /> in none of the maps
                </strong>
                {known.by === 'substance'
                  ? ': no substance is named, or a rarer one.'
                  : ': their quarter is not known.'}{' '}
                All circles have one scale.
              </p>
              <FirstOnPaper className="vigil-beside__rows" count={known.maps.length} most={12} others={MORE_ROWS}>
                <Table
                  caption={`${eventWord} by ${known.by}`}
                  isCaptionHidden
                  rows={known.maps}
                  rowKey={({ key }) => key}
                  columns={[
                    {
                      heading: known.by === 'substance' ? 'Substance' : 'Quarter',
                      isRowHeading: true,
                      cell: ({ label, isIncomplete }) => (
                        <>
                          {label}
                          {isIncomplete && <span className="vigil-cell-note">not yet complete</span>}
                        </>
                      ),
                    },
                    { heading: eventWord, isNumber: true, cell: ({ total }) => <CountText count={total} /> },
                    { heading: 'Most in', cell: ({ areas }) => sayBusiest(areas, nameOf) },
                  ]}
                />
              </FirstOnPaper>
              <p className="govuk-body-s">
                <CsvLink path="/map/multiples" query={query} what="all areas of these maps" needsSecondFactor={false} />
              </p>
              <ProvenanceNote provenance={known.provenance} />
            </>
          )
        }}
      </Answered>
    </section>
  )
}

/** "Redruth 3, Falmouth 2"; areas that are level at the end of the list are not broken off in silence. */
function sayBusiest(areas: SmallMap['areas'], nameOf: ReadonlyMap<string, string>) {
  const said = areas.slice(0, 3).map(({ areaId, events }) => `${nameOf.get(areaId) ?? ''} ${countInWords(events)}`)
  const others = areas.length - said.length
  return [...said, ...(others > 0 ? [`${others} more`] : [])].join('; ') || 'nowhere with a place'
}
