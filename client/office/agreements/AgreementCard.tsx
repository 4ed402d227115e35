import { useState } from 'react'
import type { Agreement } from '../../../server/contract/agreement.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords, instantInWords } from '../../words/day.ts'
import { stateColours, stateWords } from './agreementWords.ts'
import { EndAgreementForm } from './EndAgreementForm.tsx'

export function AgreementCard({ agreement }: { agreement: Agreement }) {
  const may = useMay()
  const { timeZone } = usePartnership()
  const [isEnding, setEnding] = useState(false)
  const { parties, purpose, covers, borderClusters, startsOn, endsOn, reference, state, endedOn, endReason } = agreement
  return (
    <li className="vigil-card">
      <h3 className="govuk-heading-s">
        {parties.map(({ name }) => name).join(', ')} <Tag colour={stateColours[state]}>{stateWords[state]}</Tag>
      </h3>
      <p className="govuk-body-s">
        {purpose}
        <br />
        Data: {covers}
        {borderClusters.length > 0 && (
          <>
            <br />
            Exact numbers of clusters that cross the border: {borderClusters.join(' and ')}
          </>
        )}
        <br />
        From {dayInWords(startsOn)} to {dayInWords(endsOn)}. {reference}. Recorded by{' '}
        {agreement.recordedByName ?? agreement.recordedBy}, {instantInWords(agreement.recordedAt, timeZone)}.
        {endedOn && (
          <>
            <br />
            Ended early, last day {dayInWords(endedOn)}, by {agreement.endedByName ?? agreement.endedBy}: {endReason}
          </>
        )}
      </p>
      {state !== 'ended' &&
        may('agreement:write') &&
        (isEnding ? (
          <EndAgreementForm agreement={agreement} onLeave={() => setEnding(false)} />
        ) : (
          <button
            type="button"
            className="govuk-button govuk-button--secondary vigil-flush"
            onClick={() => setEnding(true)}
          >
            End early
          </button>
        ))}
    </li>
  )
}
