import { useWords } from './words/words.ts'

/** Above everything and in the way of nothing: the help that is needed comes from 999. */
export function CallFirst() {
  const { call } = useWords()
  return (
    <header className="report-call">
      <strong>{call.question}</strong>{' '}
      <a className="report-button report-button--call" href="tel:999">
        {call.now}
      </a>
    </header>
  )
}
