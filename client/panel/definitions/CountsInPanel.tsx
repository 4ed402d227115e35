import { Link } from '@tanstack/react-router'
import { JudgedDeathAnswer } from '../../../server/contract/death-definition.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Table } from '../../ui/Table.tsx'
import { Because } from './Because.tsx'

/** On the page of a death: by which definitions it counts, and the fact that decided each. */
export function CountsInPanel({ deathId }: { deathId: string }) {
  const { slug: partnership } = usePartnership()
  const answer = useAnswer(JudgedDeathAnswer, `/deaths/${deathId}/definitions`).data
  if (!answer) return null
  const counts = answer.definitions.filter(({ verdict }) => verdict === 'in')
  return (
    <section className="vigil-panel" aria-labelledby="counts-in">
      <h2 className="govuk-heading-m" id="counts-in">
        Counts by {counts.length} of {answer.definitions.length} definitions
      </h2>
      <p className="govuk-body">{counts.map(({ title }) => title).join(' · ') || 'None of them.'}</p>
      <details className="govuk-details vigil-flush">
        <summary className="govuk-details__summary">
          <span className="govuk-details__summary-text">Why, by each definition</span>
        </summary>
        <div className="govuk-details__text">
          <Table
            caption="What each definition says of this death"
            isCaptionHidden
            rows={answer.definitions}
            rowKey={({ code }) => code}
            columns={[
              {
                heading: 'Definition',
                isRowHeading: true,
                cell: ({ code, title }) => (
                  <Link to="/$partnership/definitions/$code" params={{ partnership, code }} className="govuk-link">
                    {title}
                  </Link>
                ),
              },
              { heading: 'What it says, and why', cell: (judged) => <Because judged={judged} /> },
            ]}
          />
        </div>
      </details>
    </section>
  )
}
