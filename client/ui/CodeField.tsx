import { describedBy, Field, type FieldFrame } from './Field.tsx'

interface CodeFieldProps extends FieldFrame {
  value: string
  onChange: (value: string) => void
  /** a PIN is hidden while it is typed, and no app fills it in */
  isPin?: boolean
}

/** A short code: six digits of an authenticator app, a recovery code, or a PIN. */
export function CodeField({ value, onChange, isPin, ...frame }: CodeFieldProps) {
  return (
    <Field {...frame}>
      <input
        className={`govuk-input govuk-input--width-10 govuk-input--extra-letter-spacing ${frame.error ? 'govuk-input--error' : ''}`}
        id={frame.path}
        name={frame.path}
        type={isPin ? 'password' : 'text'}
        inputMode={isPin ? 'numeric' : undefined}
        autoComplete={isPin ? 'off' : 'one-time-code'}
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        aria-describedby={describedBy(frame)}
        aria-invalid={frame.error ? true : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  )
}
