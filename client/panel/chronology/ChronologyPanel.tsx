import { useState } from 'react'
import { Chronology, Entry } from '../../../server/contract/chronology.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { plural, say } from '../../words/words.ts'
import { ChangeEntry } from './ChangeEntry.tsx'
import {
  courtOrderWords,
  entryKindWords,
  entryRouteWords,
  interceptStageWords,
  sayWindow,
  windowWords,
} from './chronologyWords.ts'
import { newEntry } from './entryForms.ts'
import { Timeline } from './Timeline.tsx'

/** The life before the death as every agency tells it: what follows from the days first, then the timeline and its list. */
export function ChronologyPanel({ deathId }: { deathId: string }) {
  const answer = useAnswer(Chronology, `/deaths/${deathId}/chronology`)
  return (
    <section aria-labelledby="chronology">
      <h2 className="govuk-heading-m" id="chronology">
        Chronology
      </h2>
      <Answered answer={answer} what="the chronology">
        {(chronology) => (
          <>
            <Flags chronology={chronology} />
            {chronology.entries.length === 0 ? (
              <p className="govuk-body">Nothing is told of the time before yet. Add what is known, with who gave it.</p>
            ) : (
              <details className="govuk-details" open>
                <summary className="govuk-details__summary">
                  <span className="govuk-details__summary-text">
                    {plural(chronology.entries.length, 'entry', 'entries')} (they can be hard to read)
                  </span>
                </summary>
                <Timeline chronology={chronology} />
                <EntriesTable chronology={chronology} />
                <CsvLink path={`/deaths/${deathId}/chronology`} what="this chronology" />
              </details>
            )}
            <AddEntry deathId={deathId} />
          </>
        )}
      </Answered>
    </section>
  )
}

function Flags({ chronology: { windows, attendancesInYear } }: { chronology: Chronology }) {
  const standing = windows.filter(({ held }) => held !== 'no')
  return (
    <ul className="govuk-list">
      {standing.map((window) => (
        <li key={`${window.after} ${window.firstDay}`}>
          <Tag colour={window.held === 'yes' ? 'orange' : 'grey'}>
            {window.held === 'yes' ? `Within ${say(windowWords, window.after)}` : 'Perhaps'}
          </Tag>{' '}
          {sayWindow(window)}
          {window.held === 'unknown' &&
            `: whether within ${say(windowWords, window.after)} hangs on a day that is not known`}
        </li>
      ))}
      <li>
        {attendancesInYear === 0
          ? 'No attendance at hospital is told of in the twelve months before: not told is not none.'
          : `${plural(attendancesInYear, 'attendance')} at hospital told of in the twelve months before.`}
      </li>
    </ul>
  )
}

function EntriesTable({ chronology: { entries, deathId } }: { chronology: Chronology }) {
  const mayChange = useMay()('chronology:write')
  const [changed, setChanged] = useState<string>()
  const changing = entries.find(({ entryId }) => entryId === changed)
  return (
    <>
      <Table
        caption="The entries, by day"
        isCaptionHidden
        rows={entries}
        rowKey={({ entryId }) => entryId}
        columns={[
          { heading: 'When', isRowHeading: true, cell: (entry) => <When entry={entry} /> },
          { heading: 'What', cell: (entry) => <What entry={entry} /> },
          { heading: 'Given by', cell: ({ agencyName, givenBy }) => agencyName ?? givenBy ?? 'not told' },
          ...(mayChange
            ? [
                {
                  heading: 'Change',
                  cell: ({ entryId, kind }: Entry) => (
                    <button type="button" className="vigil-link-button" onClick={() => setChanged(entryId)}>
                      Change<span className="govuk-visually-hidden"> {say(entryKindWords, kind)}</span>
                    </button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {changing && (
        <ChangeEntry key={changing.entryId} deathId={deathId} entry={changing} onDone={() => setChanged(undefined)} />
      )}
    </>
  )
}

function When({ entry: { fromDay, fromPrecision, toDay, toPrecision } }: { entry: Entry }) {
  return (
    <>
      <DayText day={fromDay} precision={fromPrecision} />
      {toDay && (
        <>
          {' '}
          to <DayText day={toDay} precision={toPrecision ?? 'day'} />
        </>
      )}
    </>
  )
}

function What({ entry }: { entry: Entry }) {
  const { kind, product, dose, route, courtOrder, interceptStage, what } = entry
  const details = [
    product,
    dose,
    route && say(entryRouteWords, route),
    courtOrder && say(courtOrderWords, courtOrder),
    interceptStage && say(interceptStageWords, interceptStage),
  ].filter(Boolean)
  return (
    <>
      <strong>{say(entryKindWords, kind)}</strong>
      {details.length > 0 && `: ${details.join(', ')}`}
      {what && <span className="vigil-whole-text"> {what}</span>}
    </>
  )
}

function AddEntry({ deathId }: { deathId: string }) {
  const adding = useWriting(Entry, 'POST', `/deaths/${deathId}/chronology`)
  const [times, setTimes] = useState(0)
  if (!useMay()('chronology:write')) return null
  return (
    <details className="govuk-details" key={times}>
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Add an entry</span>
      </summary>
      <div className="govuk-details__text">
        <SmallForm
          form={newEntry}
          writing={adding}
          send={(body) => adding.mutate({ body }, { onSuccess: () => setTimes((now) => now + 1) })}
          submitLabel="Add this entry"
        />
      </div>
    </details>
  )
}
