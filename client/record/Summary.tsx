import { type Draft, isSaid } from './draft.ts'
import type { Section } from './fields.ts'
import type { Registers } from './registers.ts'
import { sayValue } from './sayValue.ts'

interface SummaryProps {
  section: Section
  draft: Draft
  registers: Registers
}

/** The answers of one section. What nobody recorded is said to be so. */
export function Summary({ section, draft, registers }: SummaryProps) {
  return (
    <dl className="govuk-summary-list">
      {section.fields
        .filter(({ kind, isQuiet, path }) => kind !== 'kept' && !(isQuiet && !isSaid(draft[path])))
        .map((field) => (
          <div className="govuk-summary-list__row" key={field.path}>
            <dt className="govuk-summary-list__key">{field.label}</dt>
            <dd className="govuk-summary-list__value">
              {field.kind === 'place' ? sayPlace(draft, field.path) : sayValue(field, draft[field.path], registers)}
            </dd>
          </div>
        ))}
    </dl>
  )
}

function sayPlace(draft: Draft, path: string) {
  const precision = draft[`${path}.precision`]
  if (!precision) return 'not known'
  return `${Number(draft[`${path}.latitude`]).toFixed(4)}, ${Number(draft[`${path}.longitude`]).toFixed(4)}, known to: ${precision}`
}
