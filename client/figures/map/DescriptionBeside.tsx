import type { UseQueryResult } from '@tanstack/react-query'
import type { DescribedArea, DescriptionLayer, MapDescription } from '../../../server/contract/map-description.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import type { Query } from '../../api/address.ts'
import type { ProblemError } from '../../api/ask.ts'
import { useMay } from '../../api/may.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CountText } from '../../ui/CountText.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { say } from '../../words/words.ts'
import { areaColumn } from './areaColumn.tsx'
import { sayDensity } from './descriptionClasses.ts'
import { eventWords, layerWords } from './eventWords.ts'
import { FirstOnPaper, MORE_ROWS } from './FirstOnPaper.tsx'
import { SignalsOnLayer } from './SignalsOnLayer.tsx'
import { sayRate } from './sayDescribed.ts'

interface DescriptionBesideProps {
  answer: UseQueryResult<MapDescription, ProblemError>
  events: string
  picked: string | undefined
  query: Query
  signals: readonly Signal[]
  days: number
  /** As many as one sheet has room for. */
  rowsOnPaper: 3 | 5 | 10
  onPick: (areaId: string) => void
}

/** A description in words and rows. It says first what it is not. */
export function DescriptionBeside({
  answer,
  events,
  picked,
  query,
  signals,
  days,
  rowsOnPaper,
  onPick,
}: DescriptionBesideProps) {
  const may = useMay()
  const eventWord = say(eventWords, events)
  return (
    <section className="vigil-beside" aria-label={`${eventWord}, described`}>
      <Answered answer={answer} what="the description">
        {(known) => (
          <>
            <p className="vigil-total">
              {eventWord}: {say(layerWords, known.layer).toLowerCase()}
            </p>
            <div className="govuk-inset-text">
              <strong>Description: where events were. Not a test, never an alert.</strong> Places stand out by chance
              alone, too.{may('signal:read') && ' What the nightly checks found stands under Signals.'}
            </div>
            <p className="govuk-body-s">
              From <CountText count={known.events} /> events; <CountText count={known.leftOut} /> left out (no usable
              place{known.layer.startsWith('groups') ? ', or one placed too roughly' : ''}).
            </p>
            <SignalsOnLayer description={known} signals={signals} events={events} days={days} />
            {known.refusal ? (
              <EmptyState sentence={known.refusal}>Choose another period, kind of area or layer.</EmptyState>
            ) : (
              <FirstOnPaper
                className="vigil-beside__rows"
                count={known.areas.length}
                most={rowsOnPaper}
                others={MORE_ROWS}
              >
                <Table
                  caption={`${eventWord}: ${say(layerWords, known.layer).toLowerCase()}`}
                  isCaptionHidden
                  rows={known.areas}
                  rowKey={({ areaId, group }) => (group === null ? areaId : `${group}-${areaId}`)}
                  isSelected={({ areaId }) => areaId === picked}
                  columns={[areaColumn(picked, onPick), ...columns[known.layer]]}
                />
              </FirstOnPaper>
            )}
            <DefinitionOnDemand term="How it is made">{known.method}</DefinitionOnDemand>
            <p className="govuk-body-s">
              <CsvLink path="/map/description" query={query} what="these rows" needsSecondFactor={false} />
            </p>
            <ProvenanceNote provenance={known.provenance} />
          </>
        )}
      </Answered>
    </section>
  )
}

const eventsColumn: Column<DescribedArea> = {
  heading: 'Events',
  isNumber: true,
  cell: ({ events }) => <CountText count={events} />,
}
const groupColumns: Column<DescribedArea>[] = [
  { heading: 'Group', isNumber: true, cell: ({ group }) => group },
  { ...eventsColumn, heading: 'Its events here' },
]
const columns: Record<DescriptionLayer, Column<DescribedArea>[]> = {
  hot_spots: [
    eventsColumn,
    { heading: 'Smoothed rate per 100,000 a year', isNumber: true, cell: ({ smoothedRate }) => sayRate(smoothedRate) },
    { heading: 'Gi*', isNumber: true, cell: ({ score }) => score?.toFixed(2) },
    {
      heading: 'p, adjusted for the number of areas',
      isNumber: true,
      cell: ({ adjustedP }) => adjustedP?.toFixed(adjustedP < 0.01 ? 4 : 2),
    },
  ],
  density: [
    eventsColumn,
    {
      heading: 'Per square kilometre a year, smoothed',
      isNumber: true,
      cell: ({ density }) => (density === null ? '–' : sayDensity(density)),
    },
  ],
  groups: groupColumns,
  groups_in_time: groupColumns,
}
