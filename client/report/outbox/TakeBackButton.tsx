import { useState } from 'react'
import { tellChange } from '../kept/changes.ts'
import { drop } from '../kept/store.ts'
import { useWords } from '../words/words.ts'
import { SureButton } from './SureButton.tsx'
import { takeBack } from './takeBack.ts'

/** Of a report that was sent from here, whose code is still known. */
export function TakeBackButton({ slug, code }: { slug: string; code: string }) {
  const words = useWords().takeBack
  const [said, setSaid] = useState('')
  async function ask() {
    const answer = await takeBack(slug, code, words)
    setSaid(answer.said)
    if (!answer.isDone) return
    await drop('sent', code)
    tellChange()
  }
  return (
    <>
      <SureButton words={words.send} sure={words.sure} onSure={ask} />
      <p role="status">{said}</p>
    </>
  )
}
