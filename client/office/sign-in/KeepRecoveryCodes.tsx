import { useState } from 'react'
import { Checkbox } from '../../ui/Checkboxes.tsx'

/** Shown once. The way on opens when the person says that they have kept them. */
export function KeepRecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const [isCopied, setCopied] = useState(false)
  const [isKept, setKept] = useState(false)
  const text = codes.join('\n')
  const file = `data:text/plain;charset=utf-8,${encodeURIComponent(`Vigil recovery codes. Each works once.\n${text}\n`)}`
  return (
    <>
      <p className="govuk-body vigil-prose">
        If you lose your phone, each of these lets you in once, in place of the code. Vigil shows them now and never
        again. Keep them where you keep other secrets, not with your password.
      </p>
      <ul className="vigil-recovery" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code} className="vigil-code">
            {code}
          </li>
        ))}
      </ul>
      <div className="govuk-button-group">
        <button
          type="button"
          className="govuk-button govuk-button--secondary"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          Copy
        </button>
        <a className="govuk-button govuk-button--secondary" href={file} download="vigil-recovery-codes.txt">
          Download
        </a>
        <button type="button" className="govuk-button govuk-button--secondary" onClick={() => window.print()}>
          Print
        </button>
        <span role="status">{isCopied ? 'Copied.' : ''}</span>
      </div>
      <div className="govuk-form-group">
        <div className="govuk-checkboxes govuk-checkboxes--small">
          <Checkbox path="kept" label="I have kept them" isChecked={isKept} onChange={setKept} />
        </div>
      </div>
      <button type="button" className="govuk-button" disabled={!isKept} onClick={onKept}>
        Continue
      </button>
    </>
  )
}
