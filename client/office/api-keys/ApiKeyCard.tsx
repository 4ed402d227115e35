import { useState } from 'react'
import { ApiKey, ApiKeyMade, RenewApiKey } from '../../../server/contract/person.ts'
import { useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { ConfirmedButton } from '../../ui/ConfirmedButton.tsx'
import { DayField } from '../../ui/DayField.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Select } from '../../ui/Select.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { sayWrong } from '../../ui/sayWrong.ts'
import { Tag } from '../../ui/Tag.tsx'
import { wholeDay } from '../../ui/wholeDay.ts'
import { addDays, instantInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { KeyShown } from './ApiKeysPage.tsx'
import { scopeWords } from './scopeWords.ts'

export function ApiKeyCard({ apiKey }: { apiKey: ApiKey }) {
  const { timeZone } = usePartnership()
  const may = useMay()
  const revoking = useWriting(ApiKey, 'POST', `/api-keys/${apiKey.apiKeyId}/revoke`)
  const { name, agencyName, scopes, createdAt, expiresAt, lastUsedAt, revokedAt, renews } = apiKey
  const isOver = revokedAt !== null || Date.parse(expiresAt) < Date.now()
  return (
    <section className="vigil-card" aria-label={name}>
      <h2 className="govuk-heading-s">
        {name}, {agencyName} {isOver && <Tag colour="grey">{revokedAt ? 'Revoked' : 'Run out'}</Tag>}
      </h2>
      <p className="govuk-body-s">
        {scopes.map((scope) => say(scopeWords, scope)).join(', ')}. Made {instantInWords(createdAt, timeZone)}
        {renews && ', in place of an earlier key'}.{' '}
        {revokedAt
          ? `Revoked ${instantInWords(revokedAt, timeZone)}.`
          : `Works until ${instantInWords(expiresAt, timeZone)}.`}{' '}
        {lastUsedAt ? `Last used ${instantInWords(lastUsedAt, timeZone)}.` : 'Never used.'}
      </p>
      {revoking.error && <ProblemNotice failure={revoking.error} />}
      {may('api-key:write') && !isOver && (
        <div className="vigil-actions">
          <RenewForm apiKey={apiKey} />
          <ConfirmedButton
            label="Revoke"
            question="The other system can do nothing more with it, from now on."
            isWarning
            isSending={revoking.isPending}
            onConfirm={() => revoking.mutate({ body: {} })}
          />
        </div>
      )}
    </section>
  )
}

const overlaps = { '0': 'None: the old key stops now', '24': 'A day', '168': 'A week', '720': '30 days' }

/** A new key takes over; both work for a while, so that the other system never stands still. */
function RenewForm({ apiKey }: { apiKey: ApiKey }) {
  const { today } = usePartnership()
  const renewing = useWriting(ApiKeyMade, 'POST', `/api-keys/${apiKey.apiKeyId}/renew`, { holdsSecret: true })
  const [isOpen, setOpen] = useState(false)
  const [expiresOn, setExpiresOn] = useState(addDays(today, 180))
  const [overlap, setOverlap] = useState('24')
  const path = `renew-${apiKey.apiKeyId}`
  const body = { expiresOn: wholeDay(expiresOn), overlapHours: Number(overlap) }
  if (renewing.data) return <KeyShown made={renewing.data} />
  if (!isOpen) {
    return (
      <button type="button" className="govuk-button govuk-button--secondary vigil-flush" onClick={() => setOpen(true)}>
        Renew<span className="govuk-visually-hidden"> {apiKey.name}</span>
      </button>
    )
  }
  return (
    <div className="vigil-confirm">
      <SmallForm
        labels={{ [path]: 'Last day' }}
        check={() =>
          sayWrong(
            RenewApiKey,
            body,
            { expiresOn: 'Enter the last day on which the new key works' },
            { expiresOn: 'Last day' },
          ).map((error) => ({ ...error, path }))
        }
        send={() => renewing.mutate({ body })}
        failure={renewing.error}
        isSending={renewing.isPending}
        submitLabel="Make the new key"
        fields={(errorAt) => (
          <>
            <DayField
              path={path}
              label="Last day of the new key"
              value={expiresOn}
              error={errorAt(path)}
              onChange={setExpiresOn}
            />
            <Select
              path={`${path}-overlap`}
              label="How long the old key still works"
              value={overlap}
              words={overlaps}
              onChange={setOverlap}
            />
          </>
        )}
        onLeave={() => setOpen(false)}
      />
    </div>
  )
}
