import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { AgreementRegister } from '../../../server/contract/agreement.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { AgreementCard } from './AgreementCard.tsx'
import { stateColours, stateWords } from './agreementWords.ts'
import { NewAgreementForm } from './NewAgreementForm.tsx'

/** With whom data are shared, for what and until when; and which agency may go on. */
export function AgreementsPage() {
  const may = useMay()
  const { slug: partnership } = usePartnership()
  const register = useAnswer(AgreementRegister, '/agreements')
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <PageTitle
        actions={
          may('agreement:write') &&
          !isAdding && (
            <button type="button" className="govuk-button" onClick={() => setAdding(true)}>
              Record an agreement
            </button>
          )
        }
      >
        When the agreement of an agency has ended, its people and API keys stop, and imports refuse its rows. Everybody
        concerned is warned a month before.
      </PageTitle>
      {isAdding && <NewAgreementForm onLeave={() => setAdding(false)} />}
      <Answered answer={register} what="sharing agreements">
        {({ agreements, agencies }) => (
          <>
            <section className="vigil-panel" aria-labelledby="agencies">
              <h2 className="govuk-heading-m" id="agencies">
                Agencies
              </h2>
              {agencies.length === 0 ? (
                <EmptyState sentence="No agency is recorded yet.">
                  Agencies are added under{' '}
                  <Link to="/$partnership/registers" params={{ partnership }} className="govuk-link">
                    Registers
                  </Link>
                  .
                </EmptyState>
              ) : (
                <Table
                  caption="Agencies"
                  isCaptionHidden
                  rows={agencies}
                  rowKey={({ agencyId }) => agencyId}
                  columns={[
                    { heading: 'Agency', isRowHeading: true, cell: ({ name }) => name },
                    {
                      heading: 'Agreement',
                      cell: ({ state }) => <Tag colour={stateColours[state]}>{stateWords[state]}</Tag>,
                    },
                    { heading: 'Last day', cell: ({ endsOn }) => (endsOn ? <DayText day={endsOn} /> : '–') },
                    {
                      heading: 'May go on',
                      cell: ({ state, beginsOn }) =>
                        state !== 'ended' ? 'Yes' : beginsOn ? <>No, until {<DayText day={beginsOn} />}</> : 'No',
                    },
                  ]}
                />
              )}
            </section>
            <section className="vigil-panel" aria-labelledby="agreements">
              <h2 className="govuk-heading-m" id="agreements">
                Agreements
              </h2>
              {agreements.length === 0 ? (
                <EmptyState sentence="No sharing agreement is on record.">
                  {may('agreement:write')
                    ? 'Record the first with the button above.'
                    : 'The information governance lead records them.'}
                </EmptyState>
              ) : (
                <ul className="vigil-cards">
                  {agreements.map((agreement) => (
                    <AgreementCard key={agreement.agreementId} agreement={agreement} />
                  ))}
                </ul>
              )}
              <CsvLink path="/agreements" what="these agreements" needsSecondFactor={false} />
            </section>
          </>
        )}
      </Answered>
    </>
  )
}
