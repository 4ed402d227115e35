import { useState } from 'react'
import { ApiKey, ApiKeyMade } from '../../../server/contract/person.ts'
import { useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { ConfirmedButton } from '../../ui/ConfirmedButton.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { addDays, instantInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { KeyShown } from './ApiKeysPage.tsx'
import { renewApiKey } from './keyForms.ts'
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

/** A new key takes over; both work for a while, so that the other system never stands still. */
function RenewForm({ apiKey }: { apiKey: ApiKey }) {
  const { today } = usePartnership()
  const renewing = useWriting(ApiKeyMade, 'POST', `/api-keys/${apiKey.apiKeyId}/renew`, { holdsSecret: true })
  const [isOpen, setOpen] = useState(false)
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
        form={renewApiKey}
        idSuffix={apiKey.apiKeyId}
        initial={{ expiresOn: addDays(today, 180) }}
        writing={renewing}
        send={(body) => renewing.mutate({ body })}
        submitLabel="Make the new key"
        onLeave={() => setOpen(false)}
      />
    </div>
  )
}
