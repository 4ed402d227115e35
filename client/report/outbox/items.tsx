import { type ReactNode, useContext } from 'react'
import { personsIn, toReport } from '../form/toReport.ts'
import { tellChange } from '../kept/changes.ts'
import { answerTo, type Draft } from '../kept/draft.ts'
import { drop, move, type Sent, type Waiting } from '../kept/store.ts'
import { fill, useSayDay, useWords, WordsContext } from '../words/words.ts'
import { daysOld, minutesOld } from './age.ts'
import { SureButton } from './SureButton.tsx'
import { dayAfter } from './send.ts'
import { TakeBackButton } from './TakeBackButton.tsx'
import { useNow } from './useNow.ts'

interface ItemProps {
  state: 'draft' | 'waits' | 'sent' | 'refused'
  children: ReactNode
}

/** A report that is kept here, or was sent: its state in a word, a sign, a line and a colour. */
export function Item({ state, children }: ItemProps) {
  const words = useWords().kept
  return (
    <div className={`report-item report-item--${state}`}>
      <strong className="report-state">{words[state]}</strong>
      {children}
    </div>
  )
}

export function DraftItem({ draft, onGoOn }: { draft: Draft; onGoOn?: ((draft: Draft) => void) | undefined }) {
  const words = useWords().kept
  return (
    <Item state="draft">
      <AboutReport draft={draft} at={draft.begunAt} />
      <div className="report-buttons">
        {onGoOn && (
          <button type="button" className="report-button report-button--quiet" onClick={() => onGoOn(draft)}>
            {words.goOn}
          </button>
        )}
        <DeleteButton shelf="drafts" code={draft.code} />
      </div>
    </Item>
  )
}

interface WaitingItemProps {
  waiting: Waiting
  onChange?: ((draft: Draft) => void) | undefined
}

export function WaitingItem({ waiting, onChange }: WaitingItemProps) {
  const words = useWords().kept
  const { code, draft, madeAt, refused } = waiting
  async function change(goOn: (draft: Draft) => void) {
    await move('waiting', 'drafts', draft)
    tellChange()
    goOn(draft)
  }
  return (
    <Item state={refused ? 'refused' : 'waits'}>
      <AboutReport draft={draft} at={madeAt} />
      {refused ? <Refusal why={refused} /> : <NextTry waiting={waiting} />}
      <div className="report-buttons">
        {onChange && (
          <button type="button" className="report-button report-button--quiet" onClick={() => void change(onChange)}>
            {words.change}
          </button>
        )}
        <DeleteButton shelf="waiting" code={code} />
      </div>
    </Item>
  )
}

export function SentItem({ sent: { code, slug, receivedOn } }: { sent: Sent }) {
  const words = useWords()
  const sayDay = useSayDay()
  return (
    <Item state="sent">
      <p>{fill(words.kept.sentOn, { day: sayDay(receivedOn) })}</p>
      <Code code={code}>{fill(words.receipt.codeUntil, { day: sayDay(dayAfter(receivedOn)) })}</Code>
      <div className="report-buttons">
        <TakeBackButton slug={slug} code={code} />
      </div>
    </Item>
  )
}

/** The code of a report that was sent, and what it is good for. */
export function Code({ code, children }: { code: string; children: ReactNode }) {
  const words = useWords().receipt
  return (
    <>
      <p className="report-code">
        <span>{words.code}</span> <strong>{code}</strong>
      </p>
      <p>{children}</p>
    </>
  )
}

function DeleteButton({ shelf, code }: { shelf: 'drafts' | 'waiting'; code: string }) {
  const words = useWords().kept
  return (
    <SureButton
      words={words.remove}
      sure={words.removeSure}
      onSure={async () => {
        await drop(shelf, code)
        tellChange()
      }}
    />
  )
}

function Refusal({ why }: { why: readonly string[] }) {
  const words = useWords().kept
  return (
    <>
      <p>{words.why}</p>
      <ul className="report-bullets">
        {why.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </>
  )
}

/** Enough to tell one from another. */
function AboutReport({ draft, at }: { draft: Draft; at: number }) {
  const words = useWords()
  const sayDay = useSayDay()
  const sayAge = useSayAge()
  const { day, persons } = toReport(draft)
  const outcome = answerTo(draft.answers, 'outcome') ? words.outcome[persons[0]?.outcome ?? 'unknown'] : null
  const hasPlace = draft.cell !== null || answerTo(draft.answers, 'setting') !== undefined
  const people = personsIn(draft.answers)
  return (
    <p>
      {[
        outcome && (people > 1 ? `${outcome} (+ ${people - 1})` : outcome),
        sayDay(day),
        !hasPlace && words.kept.noPlace,
        sayAge(at),
      ]
        .filter(Boolean)
        .join(' · ')}
    </p>
  )
}

/** When it is tried next: with a signal at a time, else when there is one. */
function NextTry({ waiting: { tries, nextTryAt } }: { waiting: Waiting }) {
  const { language, words } = useContext(WordsContext)
  const now = useNow()
  const time = new Date(nextTryAt).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' })
  if (!navigator.onLine) return <p>{words.kept.noSignal}</p>
  if (tries === 0) return <p>{words.kept.sending}</p>
  return <p>{nextTryAt <= now ? words.kept.nextSoon : fill(words.kept.nextAt, { time })}</p>
}

function useSayAge(): (at: number) => string {
  const words = useWords().kept
  const now = useNow()
  return (at) => {
    const minutes = minutesOld(at, now)
    if (minutes < 1) return words.madeNow
    if (minutes < 60) return fill(words.madeMinutes, { n: minutes })
    if (minutes < 24 * 60) return fill(words.madeHours, { n: Math.floor(minutes / 60) })
    const days = daysOld(at, now)
    return days === 1 ? words.madeDay : fill(words.madeDays, { n: days })
  }
}
