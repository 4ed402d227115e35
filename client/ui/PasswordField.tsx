import { type ReactNode, useState } from 'react'
import { describedBy, Field, type FieldFrame } from './Field.tsx'
import { PasswordStrength } from './PasswordStrength.tsx'

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

type NewPasswordFieldProps = Omit<PasswordFieldProps, 'autoComplete' | 'hint'> & { about: readonly string[] }

/** Long rather than complicated, as the NCSC advises: three random words do, and a password manager may write it. */
export function NewPasswordField({ about, ...asked }: NewPasswordFieldProps) {
  return (
    <PasswordField
      {...asked}
      hint="At least 12 characters. Three or four random words are good; your password manager may choose and paste one."
      autoComplete="new-password"
    >
      <PasswordStrength password={asked.value} about={about} />
    </PasswordField>
  )
}
