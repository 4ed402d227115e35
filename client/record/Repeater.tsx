import { countOf, without } from './draft.ts'
import { useForm } from './FormContext.ts'
import { FormField } from './FormField.tsx'
import { FormSections } from './FormSections.tsx'
import { pathAt, type Section } from './fields.ts'
import { blank } from './firstAnswers.ts'

interface RepeaterProps {
  section: Section
  many: NonNullable<Section['many']>
  positions: number[]
}

/** The same questions once for each person, substance or dose; one more or one fewer at a press. */
export function Repeater({ section, many, positions }: RepeaterProps) {
  const { draft, write } = useForm()
  const path = pathAt(many.path, positions)
  const count = Math.max(countOf(draft, path), many.atLeast)
  const add = () => write((now) => ({ ...now, ...blank(section, [...positions, count]) }))
  return (
    <>
      {Array.from({ length: count }, (_, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the position is the identity: paths of errors count by it
        <fieldset className="govuk-fieldset vigil-repeated" key={position}>
          <legend className="govuk-fieldset__legend govuk-fieldset__legend--s">
            {many.one} {position + 1}
          </legend>
          {section.fields.map((field) => (
            <FormField key={field.path} field={field} path={pathAt(field.path, [...positions, position])} />
          ))}
          <FormSections sections={section.sections ?? []} positions={[...positions, position]} />
          {count > many.atLeast && (
            <button
              type="button"
              className="govuk-button govuk-button--secondary"
              onClick={() => write((now) => without(now, path, position))}
            >
              Remove {many.one.toLowerCase()} {position + 1}
            </button>
          )}
        </fieldset>
      ))}
      <button type="button" className="govuk-button govuk-button--secondary" onClick={add}>
        Add {count > 0 ? 'another' : /^[AEIOU]/.test(many.one) ? 'an' : 'a'} {many.one.toLowerCase()}
      </button>
    </>
  )
}
