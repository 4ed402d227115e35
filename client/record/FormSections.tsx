import { useForm } from './FormContext.ts'
import { FormField } from './FormField.tsx'
import { pathAt, type Section } from './fields.ts'
import { Repeater } from './Repeater.tsx'

/** The sections of a form, at the positions of whatever they are repeated in. */
export function FormSections({ sections, positions = [] }: { sections: readonly Section[]; positions?: number[] }) {
  return sections.map((section) =>
    section.contentNote ? (
      <FoldedSection key={section.title} section={section} positions={positions} />
    ) : (
      <section className="vigil-section" key={section.title}>
        <h2 className={positions.length > 0 ? 'govuk-heading-s' : 'govuk-heading-m'}>{section.title}</h2>
        {section.hint && <p className="govuk-body">{section.hint}</p>}
        <SectionBody section={section} positions={positions} />
      </section>
    ),
  )
}

/** Detail that may distress, or that few need, stays closed, with a note of what is inside, unless something in it must be put right. */
function FoldedSection({ section, positions }: { section: Section; positions: number[] }) {
  const { errors } = useForm()
  const hasErrors = errors.some((error) => section.fields.some(({ path }) => error.path.startsWith(path)))
  return (
    <details className="govuk-details vigil-section--folded" open={hasErrors || undefined}>
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">{section.title}</span>
      </summary>
      <p className="govuk-hint">{section.contentNote}</p>
      <SectionBody section={section} positions={positions} />
    </details>
  )
}

function SectionBody({ section, positions }: { section: Section; positions: number[] }) {
  if (section.many) return <Repeater section={section} many={section.many} positions={positions} />
  return section.fields.map((field) => (
    <FormField key={field.path} field={field} path={pathAt(field.path, positions)} />
  ))
}
