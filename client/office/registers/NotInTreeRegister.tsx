import { useState } from 'react'
import { NotInTreeList, Placed } from '../../../server/contract/not-in-tree.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { SubstanceChooser } from '../../substances/SubstanceChooser.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { ConfirmedButton } from '../../ui/ConfirmedButton.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Table } from '../../ui/Table.tsx'
import { plural } from '../../words/words.ts'

const path = '/substances/not-in-tree'
type Unplaced = NotInTreeList['unplaced'][number]

/** Drugs that records name and the tree does not hold: a person says which drug each is, and may take that back. */
export function NotInTreeRegister() {
  const list = useAnswer(NotInTreeList, path)
  const placing = useWriting(Placed, 'POST', `${path}/place`)
  const unplacing = useWriting(Placed, 'POST', `${path}/unplace`)
  const [done, setDone] = useState<string>()
  const failure = placing.error ?? unplacing.error
  return (
    <section className="vigil-panel" aria-labelledby="not-in-tree">
      <h2 className="govuk-heading-m" id="not-in-tree">
        Drugs not in the tree
      </h2>
      <p className="govuk-body">
        Names that records hold and the tree of substances does not. Each counts as a drug of its own; the nightly
        checks and releases leave it out until somebody says which drug it is. That is known from the day it is said:
        figures as known before stay as they were, and the next file with this spelling is read.
      </p>
      {done && (
        <p className="govuk-inset-text" role="status">
          {done}
        </p>
      )}
      {failure && <ProblemNotice failure={failure} />}
      <Answered answer={list} what="drugs not in the tree">
        {({ unplaced, placed }) => (
          <>
            {unplaced.length === 0 ? (
              <EmptyState sentence="No record names a drug that is not in the tree.">
                What a file or a form names and the tree does not hold is listed here.
              </EmptyState>
            ) : (
              <ul className="vigil-placing" aria-label="Names to place">
                {unplaced.map((one) => (
                  <li key={one.written}>
                    <div>
                      <strong>{one.written}</strong>
                      <br />
                      <small>{sayRecords(one)}</small>
                    </div>
                    <PlaceOne
                      one={one}
                      isSending={placing.isPending}
                      onPlace={(substanceCode, name) =>
                        placing.mutate(
                          { body: { written: one.written, substanceCode } },
                          { onSuccess: (changed) => setDone(`${one.written} is ${name}: ${sayChanged(changed)}.`) },
                        )
                      }
                    />
                  </li>
                ))}
              </ul>
            )}
            {placed.length > 0 && (
              <Table
                caption="Placed"
                rows={placed}
                rowKey={({ written }) => written}
                columns={[
                  { heading: 'As written', isRowHeading: true, cell: ({ written }) => written },
                  {
                    heading: 'Is',
                    cell: (one) => (
                      <>
                        {one.substanceName}
                        <br />
                        <small>
                          since <DayText day={one.placedOn} />, {sayRecords(one)}
                        </small>
                      </>
                    ),
                  },
                  {
                    heading: 'Wrong?',
                    cell: ({ written }) => (
                      <ConfirmedButton
                        label="Take back"
                        question={`The records that this changed name “${written}” again, known from today.`}
                        isSending={unplacing.isPending}
                        onConfirm={() =>
                          unplacing.mutate(
                            { body: { written } },
                            {
                              onSuccess: (changed) =>
                                setDone(`${written} is not placed any more: ${sayChanged(changed)}.`),
                            },
                          )
                        }
                      />
                    ),
                  },
                ]}
              />
            )}
          </>
        )}
      </Answered>
      <p className="govuk-body-s">
        <CsvLink path={path} what="drugs not in the tree" />
      </p>
    </section>
  )
}

interface PlaceOneProps {
  one: Unplaced
  isSending: boolean
  onPlace: (code: string, name: string) => void
}

function PlaceOne({ one, isSending, onPlace }: PlaceOneProps) {
  const [chosen, setChosen] = useState<{ code: string; name: string }>()
  const id = `place ${one.written}`.replace(/[^A-Za-z0-9]+/g, '-')
  return (
    <div>
      {one.near.map((near) => (
        <p className="govuk-body-s vigil-flush" key={near.code}>
          <button type="button" className="vigil-link-button" onClick={() => setChosen(near)}>
            Perhaps {near.name}
          </button>
        </p>
      ))}
      <label className="govuk-visually-hidden" htmlFor={id}>
        Which drug is {one.written}?
      </label>
      <SubstanceChooser
        id={id}
        value={chosen?.code}
        placeholder="Type a name"
        onChoose={(code, name) => setChosen(code ? { code, name: name ?? code } : undefined)}
      />
      {chosen && (
        <ConfirmedButton
          label={`Place it as ${chosen.name}`}
          question={`“${one.written}” is ${chosen.name} in ${sayRecords(one)}: each has a new revision that says so, known from today.`}
          isSending={isSending}
          onConfirm={() => onPlace(chosen.code, chosen.name)}
        />
      )}
    </div>
  )
}

function sayRecords({ deaths, overdoses }: { deaths: number; overdoses: number }) {
  const said = [deaths > 0 && plural(deaths, 'death'), overdoses > 0 && plural(overdoses, 'overdose event')]
  return said.filter(Boolean).join(', ') || 'no record now'
}

function sayChanged(changed: Placed) {
  return changed.deaths + changed.overdoses === 0 ? 'no record names it now' : `${sayRecords(changed)} amended`
}
