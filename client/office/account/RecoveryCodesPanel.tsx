import { useState } from 'react'
import { RecoveryCodes } from '../../../server/contract/session.ts'
import { usePost } from '../../api/usePost.ts'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { KeepRecoveryCodes } from '../sign-in/KeepRecoveryCodes.tsx'

export function RecoveryCodesPanel() {
  const making = usePost(RecoveryCodes, '/account/recovery-codes')
  const [isKept, setKept] = useState(false)
  return (
    <section className="vigil-panel" aria-labelledby="recovery">
      <h2 className="govuk-heading-m" id="recovery">
        Recovery codes
      </h2>
      {making.data && !isKept ? (
        <KeepRecoveryCodes codes={making.data.recoveryCodes} onKept={() => setKept(true)} />
      ) : (
        <>
          <p className="govuk-body vigil-prose">
            If you have lost yours, or used most of them, make new ones. The old ones stop working at once.
          </p>
          {making.error && <ProblemNotice failure={making.error} />}
          <button
            type="button"
            className="govuk-button govuk-button--secondary"
            disabled={making.isPending}
            onClick={() => {
              setKept(false)
              making.mutate({})
            }}
          >
            Make new recovery codes
          </button>
        </>
      )}
    </section>
  )
}
