import type { Rule } from '../../../server/contract/death-definition.ts'
import { sayQuestion } from '../../../server/contract/rules/death-definition.ts'
import type { FieldError } from '../../ui/ErrorSummary.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { partsOf, pathOf, type QuestionAnswers, questionsInOrder } from './questionAnswers.ts'

interface QuestionsFormProps {
  rule: Rule
  answers: QuestionAnswers
  errors: readonly FieldError[]
  onChange: (answers: QuestionAnswers) => void
}

/** The questions of a rule, each with what of it can be changed. */
export function QuestionsForm({ rule, answers, errors, onChange }: QuestionsFormProps) {
  const write = (at: number, name: string, text: string) =>
    onChange(answers.map((answer, place) => (place === at ? { ...answer, [name]: text } : answer)))
  return questionsInOrder(rule).map((question, at) => {
    const parts = partsOf(question)
    if (parts.length === 0) return null
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a question is known by its place in the rule
      <fieldset className="govuk-fieldset vigil-card" key={at}>
        <legend className="govuk-fieldset__legend govuk-fieldset__legend--s">
          Question {at + 1}: {sayQuestion(question)}
        </legend>
        {parts.map(({ name, label, hint, choices }) => {
          const shared = {
            path: pathOf(at, name),
            label,
            hint,
            error: errors.find(({ path }) => path === pathOf(at, name))?.message,
            value: answers[at]?.[name] ?? '',
            onChange: (text: string) => write(at, name, text),
          }
          return choices ? <Select key={name} {...shared} words={choices} /> : <TextField key={name} {...shared} />
        })}
      </fieldset>
    )
  })
}
