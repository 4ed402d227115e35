import { type ReactNode, useState } from 'react'
import { describedBy, Field, type FieldFrame } from './Field.tsx'

interface PasswordFieldProps extends FieldFrame {
  value: string
  onChange: (value: string) => void
  autoComplete: 'current-password' | 'new-password'
  children?: ReactNode
}

/** GOV.UK password input: may be pasted, and may be looked at. */
export function PasswordField({ value, onChange, autoComplete, children, ...frame }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false)
  return (
    <Field {...frame}>
      <div className="vigil-password">
        <input
          className={`govuk-input ${frame.error ? 'govuk-input--error' : ''}`}
          id={frame.path}
          name={frame.path}
          type={isShown ? 'text' : 'password'}
          value={value}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          aria-describedby={describedBy(frame)}
          aria-invalid={frame.error ? true : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        <button
          type="button"
          className="govuk-button govuk-button--secondary"
          aria-controls={frame.path}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? 'Hide' : 'Show'}
          <span className="govuk-visually-hidden"> password</span>
        </button>
      </div>
      {children}
    </Field>
  )
}
