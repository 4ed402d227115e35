import { useEffect, useRef } from 'react'
import { type FieldError, focusField } from '../ui/ErrorSummary.tsx'

interface DoubtsProps {
  doubts: readonly FieldError[]
  onKeep: () => void
}

/** What may be right and is worth a look, asked once before saving: each leads to its field, and may be kept as it is. */
export function Doubts({ doubts, onKeep }: DoubtsProps) {
  const notice = useRef<HTMLDivElement>(null)
  useEffect(
    function takeFocus() {
      if (doubts.length > 0) notice.current?.focus()
    },
    [doubts],
  )
  return (
    <div className="govuk-notification-banner" ref={notice} tabIndex={-1} role="alert" aria-labelledby="doubts">
      <div className="govuk-notification-banner__header">
        <h2 className="govuk-notification-banner__title" id="doubts">
          Check this before it is saved
        </h2>
      </div>
      <div className="govuk-notification-banner__content">
        <ul className="govuk-list">
          {doubts.map(({ path, message }) => (
            <li key={`${path} ${message}`}>
              <a className="govuk-link" href={`#${path}`} onClick={(press) => focusField(press, path)}>
                {message}
              </a>
            </li>
          ))}
        </ul>
        <button type="button" className="govuk-button govuk-button--secondary" onClick={onKeep}>
          Keep it as it is, and save
        </button>
      </div>
    </div>
  )
}
