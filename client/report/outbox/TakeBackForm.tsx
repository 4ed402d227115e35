import { type FormEvent, useState } from 'react'
import { useWords } from '../words/words.ts'
import { takeBack } from './takeBack.ts'

const SIGNS_OF_A_CODE = 16

/** With a code from a receipt, on any phone. */
export function TakeBackForm({ slug }: { slug: string }) {
  const words = useWords().takeBack
  const [said, setSaid] = useState<{ isWrong: boolean; words: string } | null>(null)
  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const code = String(new FormData(event.currentTarget).get('code') ?? '')
    if (code.replace(/[^0-9a-z]/gi, '').length !== SIGNS_OF_A_CODE)
      return setSaid({ isWrong: true, words: words.codeMissing })
    const answer = await takeBack(slug, code, words)
    setSaid({ isWrong: !answer.isDone, words: answer.said })
  }
  return (
    <details className="report-details">
      <summary>{words.title}</summary>
      <p>{words.body}</p>
      <form method="post" onSubmit={(event) => void send(event)} noValidate>
        <input type="hidden" name="asks" value="take back" />
        <label className="report-field">
          <span>{words.code}</span>
          <input
            name="code"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={60}
            aria-invalid={said?.isWrong ? true : undefined}
            aria-describedby="take-back-said"
          />
        </label>
        <p id="take-back-said" role="status" className={said?.isWrong ? 'report-error' : undefined}>
          {said?.words}
        </p>
        <button type="submit" className="report-button report-button--quiet">
          {words.send}
        </button>
      </form>
    </details>
  )
}
