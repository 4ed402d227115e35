import { AddToRegister } from '../registers/AddToRegister.tsx'
import { SubstanceChooser } from '../substances/SubstanceChooser.tsx'
import { DayField } from '../ui/DayField.tsx'
import { Field as FieldBox, TextField } from '../ui/Field.tsx'
import { RadioGroup } from '../ui/RadioGroup.tsx'
import { Select } from '../ui/Select.tsx'
import { useForm } from './FormContext.ts'
import type { Field } from './fields.ts'
import { PlaceField } from './PlaceField.tsx'
import { SubstancesField } from './SubstancesField.tsx'

/** One field, asked for in the way of its kind. */
export function FormField({ field, path }: { field: Field; path: string }) {
  const { draft, write, errors, registers } = useForm()
  const value = draft[path] ?? ''
  const change = (next: string | undefined) => write((now) => ({ ...now, [path]: next ?? '' }))
  const frame = {
    path,
    label: field.label,
    hint: field.hint,
    error: errors.find((error) => error.path === path)?.message,
  }
  switch (field.kind) {
    case 'kept':
      return null
    case 'day':
      return <DayField {...frame} value={value} onChange={change} />
    case 'number':
      return <TextField {...frame} value={value} onChange={change} width="number" inputMode="decimal" />
    case 'time':
      return <TextField {...frame} value={value} onChange={change} width="number" />
    case 'text':
      return <TextField {...frame} value={value} onChange={change} width="short" />
    case 'long text':
      return <TextField {...frame} value={value} onChange={change} isLong />
    case 'yes':
      return <RadioGroup {...frame} value={value || 'false'} words={{ false: 'No', true: 'Yes' }} onChange={change} />
    case 'choice': {
      const words = field.words ?? {}
      const Choice = Object.keys(words).length <= 4 && field.initial !== undefined ? RadioGroup : Select
      return <Choice {...frame} value={value} words={words} onChange={change} {...noneFor(field, Choice === Select)} />
    }
    case 'place':
      return <PlaceField {...frame} />
    case 'registers':
      return <SubstancesField {...frame} value={value} onChange={change} />
    case 'register':
      return field.register === 'substances' ? (
        <FieldBox {...frame}>
          <SubstanceChooser id={path} value={value || undefined} onChoose={change} placeholder="Type a name" />
        </FieldBox>
      ) : (
        <>
          <Select
            {...frame}
            value={value}
            words={field.register ? registers[field.register] : {}}
            onChange={change}
            noneLabel={field.noneLabel ?? 'not recorded'}
          />
          <AddToRegister register={field.register} />
        </>
      )
  }
}

function noneFor(field: Field, isSelect: boolean) {
  return isSelect && field.initial === undefined ? { noneLabel: 'not recorded' } : {}
}
