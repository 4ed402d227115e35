import { useEffect, useRef } from 'react'

export interface FieldError {
  path: string
  message: string
  /** a point that would fit */
  proposal?: { longitude: number; latitude: number }
}

/** GOV.UK error summary: takes the focus, and each line leads to its field. */
export function ErrorSummary({ errors }: { errors: readonly FieldError[] }) {
  const summary = useRef<HTMLDivElement>(null)
  useEffect(
    function takeFocus() {
      if (errors.length > 0) summary.current?.focus()
    },
    [errors],
  )
  if (errors.length === 0) return null
  return (
    <div className="govuk-error-summary" ref={summary} tabIndex={-1} role="alert">
      <h2 className="govuk-error-summary__title">There is a problem</h2>
      <div className="govuk-error-summary__body">
        <ul className="govuk-list govuk-error-summary__list">
          {errors.map((error) => (
            <li key={`${error.path} ${error.message}`}>
              <a href={`#${error.path}`} onClick={(press) => focusField(press, error.path)}>
                {error.message}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

export function focusField(press: React.MouseEvent, path: string) {
  press.preventDefault()
  const field = document.getElementById(path)
  // A folded section is opened first, or its field cannot take the focus.
  const folded = field?.closest('details')
  if (folded) folded.open = true
  const target = field?.matches('input, select, textarea') ? field : field?.querySelector<HTMLElement>('input, select')
  field?.scrollIntoView({ block: 'center' })
  target?.focus()
}
