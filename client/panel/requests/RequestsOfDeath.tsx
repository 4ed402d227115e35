import { useState } from 'react'
import { AgencyRequests, OneAgencyRequest } from '../../../server/contract/agency-request.ts'
import type { Death } from '../../../server/contract/death.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { dayInWords, daysBetween } from '../../words/day.ts'
import { RequestsTable } from './RequestsTable.tsx'
import { askAgency } from './requestForms.ts'

/** On the page of a death: who is asked, and letters for what is waited for. */
export function RequestsOfDeath({ death }: { death: Death }) {
  const requests = useAnswer(AgencyRequests, '/agency-requests', { show: 'all', death: death.deathId }).data
  const asking = useWriting(OneAgencyRequest, 'POST', `/deaths/${death.deathId}/agency-requests`)
  const [times, setTimes] = useState(0)
  const rows = requests?.rows ?? []
  return (
    <section aria-labelledby="requests">
      <h2 className="govuk-heading-m" id="requests">
        Requests to agencies
      </h2>
      {rows.length === 0 ? (
        <p className="govuk-body">Nobody is asked yet.</p>
      ) : (
        <RequestsTable rows={rows} isOfOneDeath />
      )}
      {useMay()('request:write') && (
        <details className="govuk-details" key={times}>
          <summary className="govuk-details__summary">
            <span className="govuk-details__summary-text">Ask an agency</span>
          </summary>
          <div className="govuk-details__text">
            <SmallForm
              form={askAgency}
              writing={asking}
              send={(body) => asking.mutate({ body }, { onSuccess: () => setTimes((now) => now + 1) })}
              submitLabel="Ask them"
            />
          </div>
        </details>
      )}
      {death.toxicologyCompleteOn === null && <Letter death={death} to="toxicology" />}
      {['pending', 'unknown'].includes(death.conclusion) && <Letter death={death} to="coroner" />}
    </section>
  )
}

/** A letter to be copied: the reference, how long it has been, and what is asked; nothing else of the case. */
function Letter({ death, to }: { death: Death; to: 'toxicology' | 'coroner' }) {
  const { name, today } = usePartnership()
  const since = death.notifiedOn ?? death.knownOn
  const days = daysBetween(since, today)
  const weeks = days < 14 ? `${days} days` : `${Math.floor(days / 7)} weeks`
  const asked =
    to === 'toxicology'
      ? 'Could you tell us whether the toxicology report is complete, and otherwise when you expect it? If it is, please send it by the way we have agreed, with the days on which samples were taken, received and analysed, and what was looked for.'
      : 'Could you tell us whether an inquest has been opened, on which day it is listed, and, where it has been concluded, the conclusion and whether a report to prevent future deaths was made?'
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">
          Letter to the {to === 'toxicology' ? 'laboratory about toxicology' : 'coroner'}, to copy
        </span>
      </summary>
      <pre className="govuk-details__text vigil-whole-text">{`${dayInWords(today)}

Our reference: ${death.reference}

The drug-related death panel of ${name} reviews this death, of which it has known for ${weeks}.

${asked}

Please name our reference only, and nobody, in your answer.

[Your name and role]`}</pre>
    </details>
  )
}
