import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ProblemError } from '../api.ts'
import { Loading } from './Loading.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'

interface AnsweredProps<T> {
  answer: UseQueryResult<T, ProblemError>
  what: string
  children: (value: T) => ReactNode
}

/** The three states of every question: still loading, refused, answered. */
export function Answered<T>({ answer, what, children }: AnsweredProps<T>) {
  if (answer.isError) return <ProblemNotice failure={answer.error} onRetry={() => void answer.refetch()} />
  if (answer.isPending) return <Loading what={what} />
  return (
    <div className={answer.isPlaceholderData ? 'vigil-stale' : undefined} aria-busy={answer.isPlaceholderData}>
      {children(answer.data)}
    </div>
  )
}
