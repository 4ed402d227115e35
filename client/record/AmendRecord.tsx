import { useNavigate } from '@tanstack/react-router'
import type { Recorded } from '../../server/contract/record.ts'
import { useAnswer } from '../api/answers.ts'
import { usePartnership } from '../api/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { toAmendment } from './draft.ts'
import { RecordForm } from './RecordForm.tsx'
import { pagesOf, type RecordKind } from './recordKind.ts'

/** The page that amends one: the whole record as it stands, and why it changes. */
export function AmendRecord<Kept extends Recorded>({ kind, id }: { kind: RecordKind<Kept>; id: string }) {
  const { slug } = usePartnership()
  const navigate = useNavigate()
  const record = useAnswer(kind.answers, `${kind.api}/${id}`)
  const goBack = (done?: 'amended') => void navigate({ to: pagesOf(kind, slug).one(id), state: done ? { done } : {} })
  return (
    <>
      <PageTitle title={`Amend a ${kind.called}`}>A new revision is made; the earlier ones are kept.</PageTitle>
      <Answered answer={record} what={`the ${kind.called}`}>
        {(known) => (
          <RecordForm
            name={`${slug} ${kind.name} ${id} ${known.revision}`}
            sections={kind.amendForm}
            initial={toAmendment(known, kind.fields)}
            sends={kind.changes}
            judge={kind.judge}
            stands={known}
            answers={kind.answers}
            method="PUT"
            path={`${kind.api}/${id}`}
            revision={known.revision}
            submitLabel="Save this amendment"
            onSaved={() => goBack('amended')}
            onLeave={() => goBack()}
          />
        )}
      </Answered>
    </>
  )
}
