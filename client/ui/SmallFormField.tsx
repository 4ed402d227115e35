import { Checkboxes } from './Checkboxes.tsx'
import { CodeField } from './CodeField.tsx'
import { DayField } from './DayField.tsx'
import { TextField } from './Field.tsx'
import type { Answers } from './fields.ts'
import { NewPasswordField, PasswordField } from './PasswordField.tsx'
import { RadioGroup } from './RadioGroup.tsx'
import { Select } from './Select.tsx'
import { chosenIn, type SmallField } from './smallForms.ts'

interface SmallFormFieldProps {
  field: SmallField
  id: string
  answers: Answers
  error: string | undefined
  onChange: (answer: string) => void
}

/** One field of a small form, asked for in the way of its kind. */
export function SmallFormField({ field, id, answers, error, onChange }: SmallFormFieldProps) {
  const { kind, label, hint, hintFor, words = {}, noneLabel, width, autoComplete, about = [], control: Own } = field
  const value = answers[field.path] ?? ''
  const asked = { path: id, label, hint: hintFor?.(answers) ?? hint, error, value, onChange }
  if (Own) return <Own {...asked} noneLabel={noneLabel} />
  switch (kind) {
    case 'text':
    case 'email':
      return (
        <TextField {...asked} width={width} autoComplete={autoComplete} type={kind === 'email' ? kind : undefined} />
      )
    case 'long text':
      return <TextField {...asked} isLong />
    case 'day':
      return <DayField {...asked} />
    case 'select':
      return <Select {...asked} words={words} noneLabel={noneLabel} />
    case 'radios':
      return <RadioGroup {...asked} words={words} />
    case 'checkboxes': {
      const { value: _codes, onChange: _change, ...frame } = asked
      const choose = (chosen: string[]) => onChange(chosen.join(','))
      return <Checkboxes {...frame} chosen={chosenIn(value)} words={words} onChange={choose} />
    }
    case 'password':
      return <PasswordField {...asked} autoComplete="current-password" />
    case 'new password':
      return <NewPasswordField {...asked} about={about} />
    case 'code':
    case 'pin':
      return <CodeField {...asked} isPin={kind === 'pin'} />
  }
}
