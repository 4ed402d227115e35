import { useQuery } from '@tanstack/react-query'
import { type AccountNotice, AccountNotices, Nothing } from '../../../server/contract/session.ts'
import { answers } from '../../api/answers.ts'
import { ask, type ProblemError } from '../../api/ask.ts'
import { usePost } from '../../api/usePost.ts'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { instantInWords } from '../../words/day.ts'
import { sayNotice } from './noticeWords.ts'

const key = ['account notices']
const minute = 60_000

export function useAccountNotices() {
  return useQuery<AccountNotice[], ProblemError>({
    queryKey: key,
    queryFn: () => ask(AccountNotices, '/account/notices'),
    staleTime: minute,
  })
}

/** What somebody has not been told yet of how they, or others, sign in: on the first page, until they say that they have read it. */
export function SignInNotices({ timeZone }: { timeZone: string }) {
  const news = useAccountNotices().data?.filter(({ seenAt }) => seenAt === null) ?? []
  const seeing = usePost(Nothing, '/account/notices/seen')
  if (news.length === 0) return null
  return (
    <section className="vigil-late" aria-labelledby="sign-in-notices">
      <h2 className="govuk-heading-s" id="sign-in-notices">
        Since you last signed in
      </h2>
      <ul className="govuk-list govuk-list--bullet">
        {news.map((notice) => (
          <li key={notice.noticeId}>
            {sayNotice(notice)} <span className="vigil-quiet">{instantInWords(notice.noticedAt, timeZone)}</span>
          </li>
        ))}
      </ul>
      <p className="govuk-body-s">
        {news.some(({ aboutName }) => aboutName !== null)
          ? 'If you did not expect this, ask whoever it is about, and an administrator, by a way you trust.'
          : 'If you did not expect this, tell your information governance lead or another administrator by a way you trust.'}
      </p>
      {seeing.error && <ProblemNotice failure={seeing.error} />}
      <button
        type="button"
        className="govuk-button govuk-button--secondary vigil-flush"
        disabled={seeing.isPending}
        onClick={() => seeing.mutate(undefined, { onSuccess: () => void answers.invalidateQueries({ queryKey: key }) })}
      >
        I have read this
      </button>
    </section>
  )
}
