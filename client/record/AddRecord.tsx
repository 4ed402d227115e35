import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Recorded } from '../../server/contract/record.ts'
import { usePartnership } from '../api/partnership.ts'
import { PageTitle } from '../ui/PageTitle.tsx'
import type { Draft } from './draft.ts'
import { firstAnswers } from './firstAnswers.ts'
import { RecordForm } from './RecordForm.tsx'
import { pagesOf, type RecordKind } from './recordKind.ts'

interface AddRecordProps<Kept extends Recorded> {
  kind: RecordKind<Kept>
  title: string
  lede: string
  submitLabel: string
  /** what stands there at first beside the first answers of the form */
  initial?: Draft
  /** between the title and the form */
  children?: ReactNode
  /** what is asked of what is written so far, before the button */
  asks?: ReactNode
  /** what comes of its answers, once there is a record */
  afterSaving?: (record: Kept) => Promise<void>
}

/** The page that records a new one. */
export function AddRecord<Kept extends Recorded>(props: AddRecordProps<Kept>) {
  const { kind, title, lede, submitLabel, initial, children, asks, afterSaving } = props
  const { slug } = usePartnership()
  const navigate = useNavigate()
  const pages = pagesOf(kind, slug)
  async function leave(record: Kept) {
    // the record is there whatever comes of it, and its page asks again
    await afterSaving?.(record).catch(() => undefined)
    await navigate({ to: pages.one(kind.idOf(record)), state: { done: 'recorded' } })
  }
  return (
    <>
      <PageTitle title={title}>{lede}</PageTitle>
      {children}
      <RecordForm
        name={`${slug} new ${kind.name}`}
        sections={kind.form}
        initial={{ ...firstAnswers(kind.form), ...initial }}
        judge={kind.judge}
        sends={kind.adds}
        answers={kind.answers}
        method="POST"
        path={kind.api}
        submitLabel={submitLabel}
        asks={asks}
        onSaved={(record) => void leave(record)}
        onLeave={() => void navigate({ to: pages.list })}
      />
    </>
  )
}
