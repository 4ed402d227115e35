import { useState } from 'react'
import { tellChange } from './kept/changes.ts'
import { dropAll } from './kept/store.ts'
import { forgetTold } from './kept/told.ts'
import { SureButton } from './outbox/SureButton.tsx'
import { useWords } from './words/words.ts'

/** Names all that is stored, here and there. */
export function Privacy({ isLive }: { isLive: boolean }) {
  const words = useWords().privacy
  const [isForgotten, setForgotten] = useState(false)
  async function forget() {
    await dropAll()
    await forgetTold()
    setForgotten(true)
    tellChange()
  }
  return (
    <details className="report-details">
      <summary>{words.title}</summary>
      {words.body.map((line) => (
        <p key={line}>{line}</p>
      ))}
      {isLive && (
        <>
          <h2>{words.phoneTitle}</h2>
          <ul className="report-bullets">
            {words.phone.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <p>{words.phoneNone}</p>
          <SureButton words={words.forget} sure={words.forgetSure} onSure={forget} />
          <p role="status">{isForgotten && words.forgotten}</p>
        </>
      )}
    </details>
  )
}
