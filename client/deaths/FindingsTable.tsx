import type { ReactNode } from 'react'
import type { Death } from '../../server/contract/death.ts'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Table } from '../ui/Table.tsx'
import { decidedByWords, matrixWords, roleWords, unitWords } from '../words/deathWords.ts'
import { say, yesNoUnknown } from '../words/words.ts'
import { sayFound } from './sayFound.ts'

const roleOrder = Object.keys(roleWords)

interface FindingsTableProps {
  death: Death
  csv?: ReactNode
  /** where a drug that is not in the tree is placed, for those who may */
  placing?: ReactNode
}

/** Implicated substances first and apart from those only detected. */
export function FindingsTable({ death, csv, placing }: FindingsTableProps) {
  const inOrder = death.findings.toSorted((a, b) => roleOrder.indexOf(a.role) - roleOrder.indexOf(b.role))
  return (
    <>
      {inOrder.length === 0 ? (
        <EmptyState
          sentence={
            death.toxicologyCompleteOn
              ? 'Toxicology is complete and no substance is recorded.'
              : 'No substance is recorded yet: toxicology is not complete.'
          }
        >
          What is found is added by amending the death.
        </EmptyState>
      ) : (
        <>
          <Table
            caption="Substances of this death"
            isCaptionHidden
            rows={inOrder}
            rowKey={({ finding }) => String(finding)}
            columns={[
              {
                heading: 'Substance',
                isRowHeading: true,
                cell: (finding) => (
                  <>
                    {finding.role === 'implicated' ? (
                      <strong>{sayFound(finding, death.findings)}</strong>
                    ) : (
                      sayFound(finding, death.findings)
                    )}
                    {finding.placedFrom && <small> (written “{finding.placedFrom}”, placed since)</small>}
                  </>
                ),
              },
              { heading: 'Its part', cell: ({ role }) => say(roleWords, role) },
              { heading: 'Prescribed', cell: ({ prescribed }) => say(yesNoUnknown, prescribed) },
              { heading: 'Found in', cell: ({ matrix }) => (matrix ? say(matrixWords, matrix) : '–') },
              {
                heading: 'Concentration',
                isNumber: true,
                cell: ({ concentration, unit }) =>
                  concentration === null ? '–' : `${concentration} ${say(unitWords, unit)}`,
              },
              { heading: 'Decided by', cell: ({ decidedBy }) => say(decidedByWords, decidedBy) },
            ]}
          />
          {placing && inOrder.some(({ notInTree }) => notInTree !== null) && placing}
          {csv && <p className="govuk-body-s">{csv}</p>}
        </>
      )}
      <DefinitionOnDemand term="Implicated, detected, not detected and not tested">
        <p>
          Implicated: the pathologist, coroner or panel says it played a part. Detected: it was found, whatever its
          part. Not detected: it was tested for and not found. A substance that is not in the table was not tested for,
          or the result is not known: that is never the same as negative.
        </p>
      </DefinitionOnDemand>
    </>
  )
}
