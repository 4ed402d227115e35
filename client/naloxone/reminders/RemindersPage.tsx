import { useState } from 'react'
import { ReminderAsked, Reminders, RemindersStopped } from '../../../server/contract/reminder.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { dayInWords, monthInWords } from '../../words/day.ts'
import { newReminder, stopReminders } from './reminderForms.ts'

/** Mail to whoever agreed to it before their kit expires. Nobody can see to whom, here or anywhere. */
export function RemindersPage() {
  const may = useMay()
  const answer = useAnswer(Reminders, '/naloxone/reminders')
  return (
    <>
      <PageTitle>
        One mail, a month or so before a kit expires, to whoever asked for it. It does not say what it is about. Nobody
        can look up who will get one, and the address goes once the mail is sent.
      </PageTitle>
      <Answered answer={answer} what="reminders">
        {({ isMailOn, months }) => (
          <>
            {may('supply:write') && (isMailOn ? <AskFor /> : <NoMail />)}
            {may('supply:write') && <Stop />}
            <h2 className="govuk-heading-m">What waits</h2>
            {months.length === 0 ? (
              <EmptyState sentence="No reminder waits.">
                Ask whoever takes a kit whether they would like one when you record the supply.
              </EmptyState>
            ) : (
              <>
                <Table
                  caption="Reminders that wait, by month"
                  rows={months}
                  rowKey={({ remindOn }) => remindOn}
                  columns={[
                    {
                      heading: 'Sent in',
                      isRowHeading: true,
                      cell: ({ remindOn }) => monthInWords(remindOn.slice(0, 7)),
                    },
                    { heading: 'Reminders', isNumber: true, cell: ({ waiting }) => waiting },
                  ]}
                />
                <CsvLink path="/naloxone/reminders" what="how many reminders wait" needsSecondFactor={false} />
              </>
            )}
          </>
        )}
      </Answered>
    </>
  )
}

function NoMail() {
  return (
    <p className="govuk-inset-text">
      Mail is not set up on this server, so that nobody can be reminded. Ask whoever runs Vigil.
    </p>
  )
}

function AskFor() {
  const asking = useWriting(ReminderAsked, 'POST', '/naloxone/reminders', { holdsSecret: true })
  const [times, setTimes] = useState(0)
  return (
    <section className="vigil-card" aria-label="Ask for a reminder">
      <h2 className="govuk-heading-m">Ask for a reminder</h2>
      {asking.data && (
        <p className="govuk-body" role="status">
          It is sent from {dayInWords(asking.data.remindOn)} on. The address is shown to nobody.
        </p>
      )}
      <SmallForm
        form={newReminder}
        key={times}
        idSuffix="new"
        writing={asking}
        send={(body) => asking.mutate({ body }, { onSuccess: () => setTimes((before) => before + 1) })}
        submitLabel="Ask for the reminder"
      />
    </section>
  )
}

function Stop() {
  const stopping = useWriting(RemindersStopped, 'POST', '/naloxone/reminders/stop', { holdsSecret: true })
  const [isStopping, setStopping] = useState(false)
  return (
    <section className="vigil-card" aria-label="Stop reminders">
      <h2 className="govuk-heading-m">Stop all reminders to somebody</h2>
      <p className="govuk-body">
        Where somebody has died, or wants no mail. When a death is recorded with who it was, their reminders stop by
        themselves, and with them all others to the same address.
      </p>
      {stopping.data && (
        <p className="govuk-body" role="status">
          Nothing more is sent to them. Whether anything waited is not said: it would tell who was given a kit.
        </p>
      )}
      {isStopping ? (
        <SmallForm
          form={stopReminders}
          idSuffix="stop"
          writing={stopping}
          send={(body) => stopping.mutate({ body }, { onSuccess: () => setStopping(false) })}
          submitLabel="Stop them"
          onLeave={() => setStopping(false)}
        />
      ) : (
        <button
          type="button"
          className="govuk-button govuk-button--secondary vigil-flush"
          onClick={() => setStopping(true)}
        >
          Stop reminders
        </button>
      )}
    </section>
  )
}
