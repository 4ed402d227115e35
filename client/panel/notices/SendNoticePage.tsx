import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { DeathNotice, NoticesAdded, PastedNotices } from '../../../server/contract/death-notice.ts'
import { SavedMappings } from '../../../server/contract/import.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { TextField } from '../../ui/Field.tsx'
import type { Answers } from '../../ui/fields.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Select } from '../../ui/Select.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { agencyKindWords } from '../../words/agencyKindWords.ts'
import { plural } from '../../words/words.ts'
import { firstNotice } from './noticeForms.ts'
import { splitPaste } from './splitPaste.ts'

type Read = { answers: Answers; pasted: string; unread: PastedNotices['unread']; rows: PastedNotices['rows'] }

/** A first notice in under two minutes: a few fields, or a text that is read into them and confirmed. */
export function SendNoticePage() {
  const { slug: partnership } = usePartnership()
  const navigate = useNavigate()
  const sending = useWriting(DeathNotice, 'POST', '/notices', { holdsSecret: true })
  const [read, setRead] = useState<Read>()
  const [times, setTimes] = useState(0)
  return (
    <>
      <Link to="/$partnership/first-notices" params={{ partnership }} className="govuk-back-link">
        First notices
      </Link>
      <PageTitle>
        Only who tells and the day are needed. Send it with what you know now: it waits in the inbox, and more can be
        told later.
      </PageTitle>
      <Paste
        onRead={(next) => {
          setRead(next)
          setTimes((now) => now + 1)
        }}
      />
      {read && <Unread unread={read.unread} />}
      {read && read.rows.length > 1 ? (
        <Several key={times} rows={read.rows} />
      ) : (
        <SmallForm
          form={firstNotice}
          key={times}
          initial={read?.answers ?? {}}
          writing={sending}
          send={(body) =>
            sending.mutate(
              { body: { ...body, pasted: read?.pasted ?? null } },
              {
                onSuccess: ({ noticeId }) =>
                  void navigate({ to: '/$partnership/first-notices/$noticeId', params: { partnership, noticeId } }),
              },
            )
          }
          submitLabel="Send the notice"
        />
      )}
    </>
  )
}

function Paste({ onRead }: { onRead: (read: Read) => void }) {
  const reading = useWriting(PastedNotices, 'POST', '/notices/read', { isQuestion: true })
  const [text, setText] = useState('')
  const [mapping, setMapping] = useState('')
  const [isCut, setCut] = useState(false)
  function readIt() {
    const { identity, rest } = splitPaste(text)
    setCut(text.length > 20_000)
    reading.mutate(
      { body: { text: rest.trim() || ' ', mapping: mapping || null } },
      {
        onSuccess: ({ rows, unread }) => {
          const [first] = rows
          const { believedTaken = [], ...told } = first?.notice ?? {}
          const answers = Object.fromEntries(
            Object.entries(told).flatMap(([path, value]) => (value === null ? [] : [[path, String(value)]])),
          )
          onRead({
            answers: { ...answers, believedTaken: believedTaken.join(', '), ...identity },
            pasted: text.slice(0, 20_000),
            unread,
            rows,
          })
        },
      },
    )
  }
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Paste an e-mail or rows of a spreadsheet</span>
      </summary>
      <div className="govuk-details__text">
        <TextField
          path="pasted"
          label="The text"
          hint="An e-mail with a label before each answer, like “Age: 41”; or rows with their headings. It is read into the fields below for you to confirm, and kept whole, sealed."
          value={text}
          onChange={setText}
          isLong
        />
        {useMay()('death-import:write') && <MappingSelect value={mapping} onChange={setMapping} />}
        {reading.error && <ProblemNotice failure={reading.error} />}
        {isCut && <p className="govuk-body">It is longer than 20,000 signs: only so much of it is kept.</p>}
        <button
          type="button"
          className="govuk-button govuk-button--secondary"
          disabled={text.trim() === '' || reading.isPending}
          onClick={readIt}
        >
          {reading.isPending ? 'Reading…' : 'Read it'}
        </button>
      </div>
    </details>
  )
}

function MappingSelect({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const saved = useAnswer(SavedMappings, '/imports/mappings', { subject: 'deaths' }).data ?? []
  if (saved.length === 0) return null
  return (
    <Select
      path="mapping"
      label="Saved mapping of deaths"
      value={value}
      words={Object.fromEntries(saved.map(({ name }) => [name, name]))}
      noneLabel="by the headings"
      onChange={onChange}
    />
  )
}

/** What was not read: nothing is dropped in silence. */
function Unread({ unread }: { unread: PastedNotices['unread'] }) {
  if (unread.length === 0)
    return (
      <p className="govuk-inset-text" role="status">
        All of it was read. Check the fields below.
      </p>
    )
  return (
    <section className="vigil-card" aria-label="What was not read">
      <p className="govuk-body" role="status">
        {plural(unread.length, 'part')} could not be read for sure. They are kept with the notice, sealed: look whether
        a field below wants them.
      </p>
      <Table
        caption="What was not read, or is in doubt"
        isCaptionHidden
        rows={unread}
        rowKey={(one) => JSON.stringify(one)}
        columns={[
          { heading: 'Where', isRowHeading: true, cell: ({ rowNumber, where }) => where ?? `Line ${rowNumber}` },
          { heading: 'What stands there', cell: ({ text }) => text ?? 'not repeated' },
          { heading: 'Why', cell: ({ why }) => why },
        ]}
      />
    </section>
  )
}

/** Several rows at once: looked at, and sent together. */
function Several({ rows }: { rows: PastedNotices['rows'] }) {
  const { slug: partnership } = usePartnership()
  const sending = useWriting(NoticesAdded, 'POST', '/notices/many', { holdsSecret: true })
  const [sentBy, setSentBy] = useState('')
  const sent = sending.data
  if (sent)
    return (
      <p className="govuk-inset-text" role="status">
        {plural(sent.added.length, 'notice')} sent.
        {sent.alreadyThere.length > 0 && ` Sent before, and left as they are: ${sent.alreadyThere.join(', ')}.`}{' '}
        <Link to="/$partnership/first-notices" params={{ partnership }} className="govuk-link">
          See them in the inbox
        </Link>
      </p>
    )
  return (
    <section className="vigil-card" aria-label="Several notices">
      <Table
        caption={`${plural(rows.length, 'notice')} read from the rows`}
        rows={rows}
        rowKey={({ rowNumber }) => String(rowNumber)}
        columns={[
          { heading: 'Row', isRowHeading: true, cell: ({ rowNumber }) => rowNumber },
          { heading: 'Their number', cell: ({ notice }) => notice.reference ?? 'none' },
          { heading: 'Day', cell: ({ notice }) => notice.eventDay },
          { heading: 'Age', cell: ({ notice }) => notice.ageYears ?? 'not known' },
          { heading: 'Found in', cell: ({ notice }) => notice.foundTown ?? 'not known' },
          { heading: 'Believed taken', cell: ({ notice }) => notice.believedTaken.join(', ') },
        ]}
      />
      {sending.error && <ProblemNotice failure={sending.error} />}
      <Select
        path="sentBy"
        label="Who tells"
        value={sentBy}
        words={agencyKindWords}
        noneLabel="choose"
        onChange={setSentBy}
      />
      <button
        type="button"
        className="govuk-button"
        disabled={sentBy === '' || sending.isPending}
        onClick={() => sending.mutate({ body: { notices: rows.map(({ notice }) => ({ ...notice, sentBy })) } })}
      >
        Send these {rows.length} notices
      </button>
    </section>
  )
}
