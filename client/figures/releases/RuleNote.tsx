import type { DisclosureRule } from '../../../server/contract/release.ts'

/** What is hidden and rounded, and why. */
export function RuleNote({ rule }: { rule: DisclosureRule }) {
  return (
    <section className="govuk-inset-text vigil-rule" aria-labelledby="rule">
      <h2 className="govuk-heading-s" id="rule">
        What is hidden, and why
      </h2>
      {rule.sentences.map((sentence) => (
        <p className="govuk-body" key={sentence}>
          {sentence}
        </p>
      ))}
    </section>
  )
}
