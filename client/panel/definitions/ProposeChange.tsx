import { useState } from 'react'
import {
  type DeathDefinition,
  DefinitionChange,
  NewDefinitionChange,
} from '../../../server/contract/death-definition.ts'
import { useWriting } from '../../api/answers.ts'
import { ErrorSummary, type FieldError } from '../../ui/ErrorSummary.tsx'
import { TextField } from '../../ui/Field.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { QuestionsForm } from './QuestionsForm.tsx'
import { changedRule, questionAnswers } from './questionAnswers.ts'

const TEXTS = [
  { path: 'words', label: 'The definition in words', isLong: true },
  { path: 'source', label: 'Where it stands', isLong: false },
  { path: 'reason', label: 'Why it is changed', isLong: true },
] as const

/** Each question of the rule with what it asks for; how the questions are joined stays as it is. */
export function ProposeChange({ definition, onLeave }: { definition: DeathDefinition; onLeave: () => void }) {
  const proposing = useWriting(DefinitionChange, 'POST', '/definition-changes')
  const [texts, setTexts] = useState({ words: definition.words, source: definition.source, reason: '' })
  const [answers, setAnswers] = useState(() => questionAnswers(definition.rule))
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const refused = proposing.error?.problem.errors ?? []

  function propose() {
    const rule = changedRule(definition.rule, answers)
    const read = NewDefinitionChange.safeParse({ code: definition.code, ...texts, rule: rule.rule })
    const found = [
      ...rule.errors,
      ...(read.success
        ? []
        : read.error.issues.flatMap(({ path, message }) => {
            const field = TEXTS.find((text) => text.path === path[0])
            return field ? [{ path: field.path, message: `${field.label}: ${message}` }] : []
          })),
    ]
    setErrors(found)
    if (found.length === 0 && read.success && !proposing.isPending)
      proposing.mutate({ body: read.data }, { onSuccess: onLeave })
  }
  const shown = errors.length ? errors : refused.map(({ path, message }) => ({ path, message: `${path} ${message}` }))
  return (
    <form
      className="vigil-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        propose()
      }}
    >
      <ErrorSummary errors={shown} />
      {proposing.error && shown.length === 0 && <ProblemNotice failure={proposing.error} />}
      {TEXTS.map(({ path, label, isLong }) => (
        <TextField
          key={path}
          path={path}
          label={label}
          isLong={isLong}
          error={errors.find((error) => error.path === path)?.message}
          value={texts[path]}
          onChange={(text) => setTexts({ ...texts, [path]: text })}
        />
      ))}
      <QuestionsForm rule={definition.rule} answers={answers} errors={errors} onChange={setAnswers} />
      <div className="govuk-button-group">
        <button type="submit" className="govuk-button">
          {proposing.isPending ? 'Sending…' : 'Propose it to a second person'}
        </button>
        <button type="button" className="vigil-link-button" onClick={onLeave}>
          Leave it as it is
        </button>
      </div>
    </form>
  )
}
