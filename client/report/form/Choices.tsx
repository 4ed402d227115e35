import type { ReactNode } from 'react'
import { type Answers, answerTo } from '../kept/draft.ts'

interface ChoicesProps {
  name: string
  legend: string
  hint?: string | undefined
  /** What each answer is called, in the order in which they stand. */
  words: Readonly<Record<string, string>>
  answers: Answers
  /** The answer that stands where none was given. */
  none?: string
  /** Side by side where they are short: how many in a row. */
  inARow?: 2 | 3 | 5
  className?: string
  children?: ReactNode
}

/** One question with radios. They are the browser's own and hold the answer themselves, with a script and without. */
export function Choices({
  name,
  legend,
  hint,
  words,
  answers,
  none = 'unknown',
  inARow,
  className = '',
  children,
}: ChoicesProps) {
  const chosen = answerTo(answers, name) ?? none
  return (
    <fieldset className={`report-ask ${className}`}>
      <legend>{legend}</legend>
      {hint && <p className="report-hint">{hint}</p>}
      <div className={`report-choices ${inARow ? `report-choices--${inARow}` : ''}`}>
        {Object.entries(words).map(([code, word]) => (
          <Choice key={code} name={name} code={code} word={word} isChosen={code === chosen} />
        ))}
      </div>
      {children}
    </fieldset>
  )
}

interface ChoiceProps {
  name: string
  code: string
  word: string
  isChosen: boolean
  isOneOfMany?: boolean
}

export function Choice({ name, code, word, isChosen, isOneOfMany }: ChoiceProps) {
  return (
    <label className="report-choice">
      <input type={isOneOfMany ? 'checkbox' : 'radio'} name={name} value={code} defaultChecked={isChosen} />
      <span>{word}</span>
    </label>
  )
}
