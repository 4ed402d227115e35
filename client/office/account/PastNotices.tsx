import { instantInWords } from '../../words/day.ts'
import { sayNotice } from './noticeWords.ts'
import { useAccountNotices } from './SignInNotices.tsx'

const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** What was told of how one signs in, also once it has been read: whoever read it first may not have been the right person. */
export function PastNotices() {
  const notices = useAccountNotices().data ?? []
  if (notices.length === 0) return null
  return (
    <section aria-labelledby="past-notices">
      <h2 className="govuk-heading-m" id="past-notices">
        What changed in the last 90 days
      </h2>
      <ul className="govuk-list govuk-list--bullet vigil-prose">
        {notices.map((notice) => (
          <li key={notice.noticeId}>
            {sayNotice(notice)} <span className="vigil-quiet">{instantInWords(notice.noticedAt, ownTimeZone)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
