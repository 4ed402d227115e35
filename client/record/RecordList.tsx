import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Recorded } from '../../server/contract/record.ts'
import type { ProblemError } from '../api/ask.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { Pagination } from '../ui/Pagination.tsx'
import { sayPeriod } from '../ui/sayPeriod.ts'
import { OwnAgencyNote } from './OwnAgencyNote.tsx'
import { pagesOf, type RecordKind } from './recordKind.ts'
import { WaysToAdd } from './WaysToAdd.tsx'

interface Page {
  rows: unknown[]
  total: number
  nextCursor: string | null
}

interface ListSearch {
  from?: string | undefined
  to?: string | undefined
  cursor?: string | undefined
}

interface RecordListProps<Kept extends Recorded, Answer extends Page> {
  kind: RecordKind<Kept>
  title: string
  lede?: ReactNode
  /** between the title and the filters */
  above?: ReactNode
  filters: ReactNode
  answer: UseQueryResult<Answer, ProblemError>
  /** what is asked for, as it stands in the address */
  search: ListSearch
  onPage: (cursor: string | undefined) => void
  /** what is waited for; what there is none of; what the file has */
  words: { rows: string; none: string; these: string }
  /** "3 deaths", with what is listed beside and not counted */
  sayTotal: (page: Answer) => ReactNode
  /** under the total */
  note?: (page: Answer) => ReactNode
  /** how many stand on all pages, where that is more than the total */
  listed?: (page: Answer) => number
  table: (rows: Answer['rows']) => ReactNode
  /** under the table */
  children?: ReactNode
}

/** The page that lists a kind: filters in the address, what was found, a page of it, its file, and the ways to add one. */
export function RecordList<Kept extends Recorded, Answer extends Page>(props: RecordListProps<Kept, Answer>) {
  const { kind, words, search, sayTotal, note, table } = props
  const { slug } = usePartnership()
  const may = useMay()
  const { cursor, ...filters } = search
  const listed = props.listed ?? (({ total }: Answer) => total)
  return (
    <>
      <PageTitle
        title={props.title}
        actions={
          may(kind.write) && (
            <Link to={pagesOf(kind, slug).add} className="govuk-button">
              {kind.addLabel}
            </Link>
          )
        }
      >
        {props.lede}
      </PageTitle>
      <OwnAgencyNote />
      {props.above}
      {props.filters}
      <Answered answer={props.answer} what={words.rows}>
        {(page) =>
          page.rows.length === 0 ? (
            <EmptyState sentence={`${words.none}${sayPeriod(search)} match these filters.`}>
              <WaysToAdd kind={kind} />
            </EmptyState>
          ) : (
            <>
              <p className="vigil-total">
                {sayTotal(page)}
                {sayPeriod(search)}
              </p>
              {note?.(page)}
              {table(page.rows)}
              <Pagination
                shown={page.rows.length}
                total={listed(page)}
                nextCursor={page.nextCursor}
                isFirstPage={!cursor}
                onPage={props.onPage}
              />
              <CsvLink path={kind.api} query={filters} what={words.these} />
              {props.children && <p className="govuk-body vigil-panel--apart">{props.children}</p>}
            </>
          )
        }
      </Answered>
    </>
  )
}
