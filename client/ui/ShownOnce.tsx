import { useState } from 'react'

interface ShownOnceProps {
  id: string
  label: string
  text: string
}

/** A link or a key that Vigil shows now and never again: selected at a press, copied at another. */
export function ShownOnce({ id, label, text }: ShownOnceProps) {
  const [isCopied, setCopied] = useState(false)
  return (
    <div className="govuk-form-group">
      <label className="govuk-label" htmlFor={id}>
        {label}
      </label>
      <div className="vigil-password">
        <input
          className="govuk-input vigil-code"
          id={id}
          readOnly
          value={text}
          onFocus={(event) => event.target.select()}
        />
        <button
          type="button"
          className="govuk-button govuk-button--secondary"
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          Copy
        </button>
      </div>
      <p className="govuk-body-s" role="status">
        {isCopied ? 'Copied.' : ''}
      </p>
    </div>
  )
}
