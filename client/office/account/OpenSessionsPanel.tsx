import { useMutation, useQuery } from '@tanstack/react-query'
import { Nothing, OpenSessions } from '../../../server/contract/session.ts'
import { answers } from '../../api/answers.ts'
import { ask, type ProblemError, send } from '../../api/ask.ts'
import { leaveForGood } from '../../api/leave.ts'
import { usePost } from '../../api/usePost.ts'
import { Loading } from '../../ui/Loading.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Table } from '../../ui/Table.tsx'
import { instantInWords } from '../../words/day.ts'
import { sayBrowser } from './sayBrowser.ts'

const key = ['session', 'open']
const here = Intl.DateTimeFormat().resolvedOptions().timeZone

/** Where somebody is signed in, and how to end it. */
export function OpenSessionsPanel() {
  const sessions = useQuery<OpenSessions, ProblemError>({
    queryKey: key,
    queryFn: () => ask(OpenSessions, '/session/open'),
    staleTime: 0,
  })
  const ending = useMutation<unknown, ProblemError, string>({
    mutationFn: (sessionId) => send(Nothing, { method: 'POST', path: `/session/open/${sessionId}/end`, body: {} }),
    onSuccess: () => answers.invalidateQueries({ queryKey: key }),
  })
  const leaving = usePost(Nothing, '/sign-out/everywhere')
  return (
    <section className="vigil-panel" aria-labelledby="sessions">
      <h2 className="govuk-heading-m" id="sessions">
        Where you are signed in
      </h2>
      {sessions.isPending && <Loading what="where you are signed in" />}
      {sessions.error && <ProblemNotice failure={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.data && (
        <Table
          caption="Where you are signed in"
          isCaptionHidden
          rows={sessions.data}
          rowKey={({ sessionId }) => sessionId}
          columns={[
            {
              heading: 'Browser',
              isRowHeading: true,
              cell: ({ browser, isThisOne, isDevice }) => (
                <>
                  {sayBrowser(browser)}
                  {isDevice && ' (registered device)'}
                  {isThisOne && <strong> – this one</strong>}
                </>
              ),
            },
            {
              heading: 'Signed in',
              cell: ({ signedInAt }) => <span className="vigil-phrase">{instantInWords(signedInAt, here)}</span>,
            },
            {
              heading: 'Last used',
              cell: ({ lastSeenAt }) => <span className="vigil-phrase">{instantInWords(lastSeenAt, here)}</span>,
            },
            {
              heading: 'End it',
              cell: ({ sessionId, isThisOne, browser }) =>
                !isThisOne && (
                  <button
                    type="button"
                    className="vigil-link-button"
                    disabled={ending.isPending}
                    onClick={() => ending.mutate(sessionId)}
                  >
                    End<span className="govuk-visually-hidden"> the session in {sayBrowser(browser)}</span>
                  </button>
                ),
            },
          ]}
        />
      )}
      {(ending.error ?? leaving.error) && <ProblemNotice failure={(ending.error ?? leaving.error) as ProblemError} />}
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        onClick={() => leaving.mutate({}, { onSuccess: leaveForGood })}
      >
        Sign out everywhere
      </button>
    </section>
  )
}
