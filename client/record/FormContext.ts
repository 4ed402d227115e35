import { createContext, useContext } from 'react'
import type { FieldError } from '../ui/ErrorSummary.tsx'
import type { Draft } from './draft.ts'
import type { Registers } from './registers.ts'

interface OpenForm {
  draft: Draft
  write: (change: (draft: Draft) => Draft) => void
  errors: readonly FieldError[]
  /** takes an error away that was put right at a press */
  forgive: (path: string) => void
  registers: Registers
}

export const FormContext = createContext<OpenForm | null>(null)

export function useForm(): OpenForm {
  const form = useContext(FormContext)
  if (!form) throw new Error('a field stands outside its form')
  return form
}
