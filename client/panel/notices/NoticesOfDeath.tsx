import { Link } from '@tanstack/react-router'
import { DeathNoticePage } from '../../../server/contract/death-notice.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { DayText } from '../../ui/DayText.tsx'
import { agencyKindWords } from '../../words/agencyKindWords.ts'
import { say } from '../../words/words.ts'

/** On the page of a death: the first notices it was made from, or that were merged into it. */
export function NoticesOfDeath({ deathId }: { deathId: string }) {
  const { slug: partnership } = usePartnership()
  const notices = useAnswer(DeathNoticePage, '/notices', { death: deathId }).data?.rows ?? []
  if (notices.length === 0) return null
  return (
    <section aria-labelledby="first-notices">
      <h2 className="govuk-heading-m" id="first-notices">
        First notices
      </h2>
      <ul className="govuk-list govuk-list--bullet">
        {notices.map(({ noticeId, receivedOn, agencyName, passedFrom, sentBy, state }) => (
          <li key={noticeId}>
            <Link to="/$partnership/first-notices/$noticeId" params={{ partnership, noticeId }} className="govuk-link">
              From {agencyName ?? passedFrom ?? say(agencyKindWords, sentBy)}, <DayText day={receivedOn} />
            </Link>
            {state === 'merged' && ' (merged into this death)'}
          </li>
        ))}
      </ul>
    </section>
  )
}
