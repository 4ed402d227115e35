import type { FieldFrame } from '../../ui/Field.tsx'
import { PasswordField } from '../../ui/PasswordField.tsx'
import { PasswordStrength } from './PasswordStrength.tsx'

interface NewPasswordFieldProps extends FieldFrame {
  value: string
  about: readonly string[]
  onChange: (value: string) => void
}

/** Long rather than complicated, as the NCSC advises: three random words do, and a password manager may write it. */
export function NewPasswordField({ value, about, onChange, ...frame }: NewPasswordFieldProps) {
  return (
    <PasswordField
      {...frame}
      hint="At least 12 characters. Three or four random words are good; your password manager may choose and paste one."
      autoComplete="new-password"
      value={value}
      onChange={onChange}
    >
      <PasswordStrength password={value} about={about} />
    </PasswordField>
  )
}
