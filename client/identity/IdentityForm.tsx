import { type FormEvent, useState } from 'react'
import { IdentityChange, type IdentityField, IdentityHeld } from '../../server/contract/identity.ts'
import { useWriting } from '../api/answers.ts'
import { type Draft, fromDraft } from '../record/draft.ts'
import { FormContext } from '../record/FormContext.ts'
import { FormSections } from '../record/FormSections.tsx'
import { allFields } from '../record/fields.ts'
import { findErrors, labelled } from '../record/findErrors.ts'
import { noRegisters } from '../record/registers.ts'
import { Checkboxes } from '../ui/Checkboxes.tsx'
import { ErrorSummary, type FieldError } from '../ui/ErrorSummary.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { identityForm } from './identitySections.ts'
import { fieldWords } from './identityWords.ts'

interface IdentityFormProps {
  deathId: string
  /** the parts that are held: each may be taken away */
  held: readonly IdentityField[]
  onLeave: () => void
}

const formFields = allFields(identityForm)
const lists: readonly string[] = ['otherNames', 'addresses', 'nextOfKin']

/** Never kept as a draft: what says who somebody was must not stay in the browser. */
export function IdentityForm({ deathId, held, onLeave }: IdentityFormProps) {
  const [draft, setDraft] = useState<Draft>({})
  const [removed, setRemoved] = useState<string[]>([])
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const writing = useWriting(IdentityHeld, 'PUT', `/deaths/${deathId}/identity`, { holdsSecret: true })

  function save(event: FormEvent) {
    event.preventDefault()
    const emptied = Object.fromEntries(removed.map((field) => [field, lists.includes(field) ? [] : null]))
    const body = { ...fromDraft(draft, formFields), ...emptied }
    const found =
      Object.keys(body).length === 0
        ? [{ path: 'name.given', message: 'Fill in at least one part' }]
        : findErrors(IdentityChange, body, formFields)
    setErrors(found)
    if (found.length > 0) return
    writing.mutate(
      { body },
      {
        onSuccess: onLeave,
        onError: (failure) => setErrors((failure.problem.errors ?? []).map((error) => labelled(error, formFields))),
      },
    )
  }
  return (
    <FormContext value={{ draft, write: setDraft, errors, forgive: () => {}, registers: noRegisters }}>
      <form className="vigil-form" noValidate autoComplete="off" onSubmit={save}>
        <ErrorSummary errors={errors} />
        {writing.error && errors.length === 0 && <ProblemNotice failure={writing.error} />}
        {held.length > 0 && (
          <p className="govuk-inset-text">What is held is not shown here. A part that is left empty stays as it is.</p>
        )}
        <FormSections sections={identityForm} />
        {held.length > 0 && (
          <Checkboxes
            path="removed"
            label="Take away"
            hint="Parts that were recorded by mistake."
            chosen={removed}
            words={Object.fromEntries(
              Object.entries(fieldWords).filter(([field]) => held.some((part) => part === field)),
            )}
            onChange={setRemoved}
          />
        )}
        <div className="govuk-button-group">
          <button type="submit" className="govuk-button" disabled={writing.isPending}>
            {writing.isPending ? 'Saving…' : 'Save the identity'}
          </button>
          <button type="button" className="vigil-link-button" onClick={onLeave}>
            Cancel
          </button>
        </div>
      </form>
    </FormContext>
  )
}
