import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Recorded } from '../../server/contract/record.ts'
import { useAnswer } from '../api/answers.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { History } from './History.tsx'
import { pagesOf, type RecordKind } from './recordKind.ts'
import { type Registers, useRegisters } from './registers.ts'
import { SavedNotice } from './SavedNotice.tsx'
import { useUndo } from './useUndo.ts'

interface OneRecordProps<Kept extends Recorded> {
  kind: RecordKind<Kept>
  id: string
  title: (record: Kept) => string
  /** under the title: which one it is and how it stands */
  lede: (record: Kept) => ReactNode
  /** what it says, above its history */
  children: (record: Kept, registers: Registers) => ReactNode
  /** what else is to be known of it, below its history */
  after: (record: Kept) => ReactNode
}

/** The page of one record: what it says, every revision of it, and the way back from what was just saved. */
export function OneRecord<Kept extends Recorded>({ kind, id, ...parts }: OneRecordProps<Kept>) {
  const { slug } = usePartnership()
  const record = useAnswer(kind.answers, `${kind.api}/${id}`)
  return (
    <>
      <Link to={pagesOf(kind, slug).list} className="govuk-back-link">
        {kind.allLabel}
      </Link>
      <Answered answer={record} what={`the ${kind.called}`} isPage>
        {(known) => <Known kind={kind} record={known} {...parts} />}
      </Answered>
    </>
  )
}

type KnownProps<Kept extends Recorded> = Omit<OneRecordProps<Kept>, 'id'> & { record: Kept }

function Known<Kept extends Recorded>({ kind, record, title, lede, children, after }: KnownProps<Kept>) {
  const { slug } = usePartnership()
  const may = useMay()
  const registers = useRegisters(kind.fields)
  const path = `${kind.api}/${kind.idOf(record)}`
  const history = useAnswer(kind.history, `${path}/history`)
  const undoing = useUndo({
    answers: kind.answers,
    path,
    record,
    history: history.data,
    fields: kind.fields,
    withdrawn: kind.withdrawn,
  })
  return (
    <>
      <SavedNotice what={capitalised(kind.called)} reference={record.reference} undoing={undoing} />
      <PageTitle
        title={title(record)}
        actions={
          may(kind.write) && (
            <Link to={pagesOf(kind, slug).amend(kind.idOf(record))} className="govuk-button">
              Amend
            </Link>
          )
        }
      >
        {lede(record)}
      </PageTitle>
      {children(record, registers)}
      <h2 className="govuk-heading-m">History</h2>
      <Answered answer={history} what="its history">
        {(revisions) => <History revisions={revisions} fields={kind.compared} registers={registers} />}
      </Answered>
      {after(record)}
    </>
  )
}

function capitalised(word: string) {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`
}
