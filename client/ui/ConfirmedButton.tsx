import { useState } from 'react'

interface ConfirmedButtonProps {
  label: string
  /** what follows from it, said before it happens */
  question: string
  isSending: boolean
  isWarning?: boolean
  onConfirm: () => void
}

/** Asks once more, in the same place, before something that others will notice. */
export function ConfirmedButton({ label, question, isSending, isWarning, onConfirm }: ConfirmedButtonProps) {
  const [isAsking, setAsking] = useState(false)
  if (!isAsking) {
    return (
      <button
        type="button"
        className="govuk-button govuk-button--secondary vigil-flush"
        disabled={isSending}
        onClick={() => setAsking(true)}
      >
        {isSending ? 'Sending…' : label}
      </button>
    )
  }
  return (
    <div className="vigil-confirm">
      <p className="govuk-body">{question}</p>
      <div className="govuk-button-group">
        <button
          type="button"
          className={`govuk-button ${isWarning ? 'govuk-button--warning' : ''}`}
          ref={takeFocus}
          onClick={() => {
            setAsking(false)
            onConfirm()
          }}
        >
          {label}
        </button>
        <button type="button" className="vigil-link-button" onClick={() => setAsking(false)}>
          Cancel
        </button>
      </div>
    </div>
  )
}

function takeFocus(button: HTMLButtonElement | null) {
  button?.focus()
}
