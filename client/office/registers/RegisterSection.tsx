import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { z } from 'zod'
import type { Action } from '../../../server/contract/access.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import type { Section } from '../../record/fields.ts'
import { firstAnswers } from '../../record/firstAnswers.ts'
import type { Judge } from '../../record/judgeDraft.ts'
import { RecordForm } from '../../record/RecordForm.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'

interface RegisterSectionProps<Schema extends z.ZodType> {
  register: 'agencies' | 'batches' | 'panels'
  title: string
  path: string
  form: readonly Section[]
  sends: z.ZodType
  judge?: Judge
  answers: Schema
  /** what a role needs to add one */
  action: Action
  isAdding: boolean
  nameOf: (added: z.infer<Schema>) => string
  children: ReactNode
}

/** One register: its table, and a small form for one more. Only one form is open on the page. */
export function RegisterSection<Schema extends z.ZodType>(props: RegisterSectionProps<Schema>) {
  const { register, title, path, form, sends, answers, action, nameOf, children } = props
  const { slug: partnership } = usePartnership()
  const mayAdd = useMay()(action)
  const isAdding = props.isAdding && mayAdd
  const navigate = useNavigate({ from: '/$partnership/registers' })
  const [added, setAdded] = useState<string>()
  const close = () => void navigate({ search: {}, resetScroll: false, replace: true })
  const addWords = form[0]?.title ?? 'Add'
  return (
    <section className="vigil-panel" aria-labelledby={register}>
      <div className="vigil-title">
        <h2 className="govuk-heading-m" id={register}>
          {title}
        </h2>
        {mayAdd && !isAdding && (
          <Link
            to="/$partnership/registers"
            params={{ partnership }}
            search={{ add: register }}
            resetScroll={false}
            className="govuk-button govuk-button--secondary"
          >
            {addWords}
          </Link>
        )}
      </div>
      {added && (
        <p className="govuk-inset-text" role="status">
          Added: {added}. The forms that choose from this list offer it now.
        </p>
      )}
      {isAdding && (
        <div className="vigil-small-form" ref={show}>
          <RecordForm
            name={`${partnership} new ${register}`}
            sections={form}
            initial={firstAnswers(form)}
            sends={sends}
            {...(props.judge ? { judge: props.judge } : {})}
            answers={answers}
            method="POST"
            path={path}
            submitLabel={addWords}
            onSaved={(saved) => {
              setAdded(nameOf(saved))
              close()
            }}
            onLeave={close}
          />
        </div>
      )}
      {children}
      <p className="govuk-body-s">
        <CsvLink path={path} what={title.toLowerCase()} needsSecondFactor={false} />
      </p>
    </section>
  )
}

/** Whoever comes from another form is led to the fields, however long the lists above them are. */
function show(form: HTMLDivElement | null) {
  form?.scrollIntoView({ block: 'center' })
  form?.querySelector<HTMLElement>('input, select')?.focus({ preventScroll: true })
}
