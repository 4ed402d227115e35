import type { ReactNode } from 'react'

export interface FieldFrame {
  path: string
  label: string
  hint?: string | undefined
  error?: string | undefined
}

/** Which texts describe the control, for `aria-describedby`. */
export function describedBy({ path, hint, error }: FieldFrame) {
  return [hint && `${path}-hint`, error && `${path}-error`].filter(Boolean).join(' ') || undefined
}

/** Label, hint and error around one control whose id is the path. */
export function Field({ children, ...frame }: FieldFrame & { children: ReactNode }) {
  return (
    <div className={`govuk-form-group ${frame.error ? 'govuk-form-group--error' : ''}`}>
      <label className="govuk-label" htmlFor={frame.path}>
        {frame.label}
      </label>
      <HintAndError {...frame} />
      {children}
    </div>
  )
}

/** The same around several controls. */
export function FieldGroup({ children, ...frame }: FieldFrame & { children: ReactNode }) {
  return (
    <div className={`govuk-form-group ${frame.error ? 'govuk-form-group--error' : ''}`} id={frame.path}>
      <fieldset className="govuk-fieldset" aria-describedby={describedBy(frame)}>
        <legend className="govuk-fieldset__legend">{frame.label}</legend>
        <HintAndError {...frame} />
        {children}
      </fieldset>
    </div>
  )
}

function HintAndError({ path, hint, error }: FieldFrame) {
  return (
    <>
      {hint && (
        <div className="govuk-hint" id={`${path}-hint`}>
          {hint}
        </div>
      )}
      {error && (
        <p className="govuk-error-message" id={`${path}-error`}>
          <span className="govuk-visually-hidden">Error:</span> {error}
        </p>
      )}
    </>
  )
}

interface TextFieldProps extends FieldFrame {
  value: string
  onChange: (value: string) => void
  width?: 'number' | 'short' | 'wide' | 'full'
  isLong?: boolean
  inputMode?: 'numeric' | 'decimal'
  type?: 'email'
  /** what the browser may fill in, for the fields of signing in; nothing elsewhere */
  autoComplete?: string
}

const widths = {
  number: 'govuk-input--width-5',
  short: 'govuk-input--width-20',
  wide: 'govuk-input--width-30',
  full: '',
}

export function TextField({ value, onChange, width = 'full', isLong, ...props }: TextFieldProps) {
  const { inputMode, type, autoComplete = 'off', ...frame } = props
  const shared = {
    id: frame.path,
    name: frame.path,
    value,
    autoComplete,
    'aria-describedby': describedBy(frame),
    'aria-invalid': frame.error ? true : undefined,
  }
  return (
    <Field {...frame}>
      {isLong ? (
        <textarea {...shared} className="govuk-textarea" rows={4} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input
          {...shared}
          className={`govuk-input ${widths[width]} ${frame.error ? 'govuk-input--error' : ''}`}
          inputMode={inputMode}
          type={type}
          spellCheck={type === 'email' ? false : undefined}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
