import { useState } from 'react'
import { KitRequests, ReportPageState } from '../../../server/contract/reversal-report.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { KitRequestCard } from './KitRequestCard.tsx'
import { reportPageSettings } from './reportPageForm.ts'

/** The page on which anybody may report a reversal: whether it is open, where it is, and who has asked for a kit there. */
export function PublicReportsPage() {
  const requests = useAnswer(KitRequests, '/kit-requests')
  return (
    <>
      <PageTitle>
        Anybody can report that naloxone was used, and ask for a kit, without an account. Nobody can tell who sent a
        report, and no request is kept with one.
      </PageTitle>
      <ReportPageCard />
      <h2 className="govuk-heading-m">Requests for a kit</h2>
      <p className="govuk-body">
        They are opened together on a Monday morning, so that none can be matched with a report of the same day. A
        request waits two weeks at most.
      </p>
      <Answered answer={requests} what="requests for a kit">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="Nobody’s request has been opened yet.">
              Those sent since last Monday stay closed until the next.
            </EmptyState>
          ) : (
            <>
              <ul className="govuk-list">
                {rows.map((request) => (
                  <KitRequestCard key={request.kitRequestId} request={request} />
                ))}
              </ul>
              <CsvLink path="/kit-requests" what="these requests, with how to reach whoever asked" />
            </>
          )
        }
      </Answered>
    </>
  )
}

function ReportPageCard() {
  const state = useAnswer(ReportPageState, '/report-page')
  return (
    <Answered answer={state} what="the page of reports">
      {(page) => <ReportPageOf page={page} />}
    </Answered>
  )
}

function ReportPageOf({ page }: { page: ReportPageState }) {
  const may = useMay()
  const changing = useWriting(ReportPageState, 'PUT', '/report-page')
  const [isChanging, setChanging] = useState(false)
  const { isOpen, contactNote, address } = page
  return (
    <section className="vigil-card" aria-label="The page of reports">
      <h2 className="govuk-heading-s">
        The page of reports <Tag colour={isOpen ? 'green' : 'grey'}>{isOpen ? 'Open' : 'Closed'}</Tag>
      </h2>
      <p className="govuk-body-s">
        <a className="govuk-link" href={address}>
          {address}
        </a>
        <br />
        {contactNote ?? 'Nothing is said of where a kit is to be had at once.'}
      </p>
      {isChanging ? (
        <SmallForm
          form={reportPageSettings}
          initial={{ isOpen: isOpen ? 'yes' : 'no', contactNote: contactNote ?? '' }}
          writing={changing}
          send={(body) => changing.mutate({ body }, { onSuccess: () => setChanging(false) })}
          submitLabel="Save"
          onLeave={() => setChanging(false)}
        />
      ) : (
        may('report-page:write') && (
          <button
            type="button"
            className="govuk-button govuk-button--secondary vigil-flush"
            onClick={() => setChanging(true)}
          >
            {isOpen ? 'Change or close it' : 'Open it'}
          </button>
        )
      )}
    </section>
  )
}
