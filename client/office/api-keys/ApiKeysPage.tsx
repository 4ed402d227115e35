import { useState } from 'react'
import { type ApiKey, ApiKeyMade, ApiKeys } from '../../../server/contract/person.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ShownOnce } from '../../ui/ShownOnce.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { addDays, instantInWords } from '../../words/day.ts'
import { ApiKeyCard } from './ApiKeyCard.tsx'
import { newApiKey } from './keyForms.ts'

/** How an agency's own system reports: a key of its own, for as long as it is needed. */
export function ApiKeysPage() {
  const may = useMay()
  const { today } = usePartnership()
  const keys = useAnswer(ApiKeys, '/api-keys')
  const making = useWriting(ApiKeyMade, 'POST', '/api-keys', { holdsSecret: true })
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <PageTitle
        actions={
          may('api-key:write') &&
          !isOpen && (
            <button type="button" className="govuk-button" onClick={() => setOpen(true)}>
              Make a key
            </button>
          )
        }
      >
        With a key, an agency’s own system reads or records what that agency may.
      </PageTitle>
      {making.data && <KeyShown made={making.data} />}
      {isOpen && (
        <div className="vigil-small-form vigil-panel">
          <h2 className="govuk-heading-m">Make a key</h2>
          <SmallForm
            form={newApiKey}
            initial={{ expiresOn: addDays(today, 180) }}
            writing={making}
            send={(body) => making.mutate({ body }, { onSuccess: () => setOpen(false) })}
            submitLabel="Make this key"
            onLeave={() => {
              making.reset()
              setOpen(false)
            }}
          />
        </div>
      )}
      <Answered answer={keys} what="API keys">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="There is no API key.">
              {may('api-key:write')
                ? 'Make one for an agency’s own system with the button above.'
                : 'An administrator makes them.'}
            </EmptyState>
          ) : (
            <>
              {inOrder(rows).map((key) => (
                <ApiKeyCard key={key.apiKeyId} apiKey={key} />
              ))}
              <CsvLink path="/api-keys" what="these keys, without their secrets" needsSecondFactor={false} />
            </>
          )
        }
      </Answered>
    </>
  )
}

export function KeyShown({ made }: { made: ApiKeyMade }) {
  const { timeZone } = usePartnership()
  return (
    <div className="govuk-inset-text" role="status">
      <p>
        Copy this key into the other system now: Vigil keeps only a fingerprint of it, and cannot show it again. It
        works until {instantInWords(made.expiresAt, timeZone)}.
      </p>
      <ShownOnce id={`key-${made.apiKeyId}`} label="Key" text={made.key} />
    </div>
  )
}

/** Keys that work first; within them the newest. */
function inOrder(keys: readonly ApiKey[]) {
  return keys.toSorted(
    (a, b) => Number(a.revokedAt !== null) - Number(b.revokedAt !== null) || b.createdAt.localeCompare(a.createdAt),
  )
}
