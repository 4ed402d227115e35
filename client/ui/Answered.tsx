import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ProblemError } from '../api/ask.ts'
import { Loading } from './Loading.tsx'
import { PageTitle } from './PageTitle.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'

interface AnsweredProps<T> {
  answer: UseQueryResult<T, ProblemError>
  what: string
  /** The answer is the page: refused, the refusal is its title. */
  isPage?: boolean
  children: (value: T) => ReactNode
}

/** The three states of every question: still loading, refused, answered. */
export function Answered<T>({ answer, what, isPage, children }: AnsweredProps<T>) {
  if (answer.isError) {
    return (
      <>
        {isPage && <PageTitle title={answer.error.problem.title} />}
        <ProblemNotice failure={answer.error} isTitled={!isPage} onRetry={() => void answer.refetch()} />
      </>
    )
  }
  if (answer.isPending) return <Loading what={what} />
  return (
    <div className={answer.isPlaceholderData ? 'vigil-stale' : undefined} aria-busy={answer.isPlaceholderData}>
      {children(answer.data)}
    </div>
  )
}
