import { usePartnership } from '../api/partnership.ts'
import { SubstanceChooser } from '../substances/SubstanceChooser.tsx'
import { DayField } from '../ui/DayField.tsx'
import { Field as FieldBox, type FieldFrame, TextField } from '../ui/Field.tsx'
import { RadioGroup } from '../ui/RadioGroup.tsx'
import { Select } from '../ui/Select.tsx'
import type { Words } from '../words/words.ts'
import { AddToRegister } from './AddToRegister.tsx'
import { type Draft, dayOf, isSaid } from './draft.ts'
import { useForm } from './FormContext.ts'
import type { Field } from './fields.ts'
import { PlaceField } from './PlaceField.tsx'
import { batchesFor, type Registers } from './registers.ts'
import { SubstancesField } from './SubstancesField.tsx'

/** One field, asked for in the way of its kind. */
export function FormField({ field, path }: { field: Field; path: string }) {
  const { draft, write, errors, registers } = useForm()
  const { today } = usePartnership()
  const value = draft[path] ?? ''
  const hasError = errors.some((error) => error.path === path)
  if (field.isAsked && !isSaid(value) && !hasError && !field.isAsked(draft, registers, today)) return null
  const change = (next: string | undefined) => write((now) => ({ ...now, [path]: next ?? '' }))
  const frame = {
    path,
    label: field.label,
    hint: field.hint,
    error: errors.find((error) => error.path === path)?.message,
  }
  switch (field.kind) {
    case 'kept':
    case 'beside':
    case 'texts beside':
      return null
    case 'day':
    case 'partial day':
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
      return <SubstancesField {...frame} value={value} onChange={change} beside={field.beside} />
    case 'register':
      return field.register === 'substances' ? (
        <SubstanceField frame={frame} value={value} beside={field.beside} />
      ) : (
        <>
          <Select
            {...frame}
            value={value}
            words={wordsOf(field.register, registers, draft, today)}
            onChange={change}
            noneLabel={field.noneLabel ?? 'not recorded'}
          />
          <AddToRegister register={field.register} />
        </>
      )
  }
}

/** A substance of the tree, or a name that is not in it, which stands in the field beside. */
function SubstanceField({ frame, value, beside }: { frame: FieldFrame; value: string; beside: string | undefined }) {
  const { draft, write, errors } = useForm()
  const keptAt = beside && frame.path.replace(/[^.]+$/, beside)
  const error = frame.error ?? errors.find(({ path }) => path === keptAt)?.message
  return (
    <FieldBox {...frame} error={error}>
      <SubstanceChooser
        id={frame.path}
        value={value || undefined}
        placeholder="Type a name"
        onChoose={(code) => write((now) => ({ ...now, [frame.path]: code ?? '', ...(keptAt ? { [keptAt]: '' } : {}) }))}
        {...(keptAt && {
          notInTree: draft[keptAt] || undefined,
          onKeep: (written: string) => write((now) => ({ ...now, [frame.path]: '', [keptAt]: written })),
        })}
      />
    </FieldBox>
  )
}

/** What a register offers: of batches those of the product that was chosen, good ones first. */
function wordsOf(register: Field['register'], registers: Registers, draft: Draft, today: string): Words {
  if (!register) return {}
  if (register !== 'batches') return registers[register]
  return batchesFor(registers, draft.productCode, dayOf(draft.suppliedOn) ?? today)
}

function noneFor(field: Field, isSelect: boolean) {
  return isSelect && field.initial === undefined ? { noneLabel: 'not recorded' } : {}
}
