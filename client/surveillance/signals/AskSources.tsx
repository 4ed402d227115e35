import { useState } from 'react'
import type { SignalDetail } from '../../../server/contract/signal.ts'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { TextField } from '../../ui/Field.tsx'
import { plural } from '../../words/words.ts'
import { recordWords } from './signalWords.ts'

/** Who reported what a signal rests on, and a question to send them: it holds the address of this page and nothing of a case. */
export function AskSources({ signal: { stream, evidence } }: { signal: SignalDetail }) {
  const [question, setQuestion] = useState(questionTo)
  const [isCopied, setCopied] = useState(false)
  const { one, many } = recordWords[stream]
  const sources = evidence.reportedBy ?? []
  if (sources.length === 0) return null
  return (
    <DefinitionOnDemand
      term={sources.length === 1 ? 'Ask its source what it knows' : `Ask its ${sources.length} sources what they know`}
    >
      <ul className="govuk-list govuk-list--bullet">
        {sources.map(({ source, cases }) => (
          <li key={source}>
            {source}: {plural(cases, one, many)}
          </li>
        ))}
      </ul>
      <TextField
        path="question-to-sources"
        label="A question to send them, by your own mail"
        hint="It holds no case detail: the link asks for a sign-in"
        isLong
        value={question}
        onChange={(next) => {
          setQuestion(next)
          setCopied(false)
        }}
      />
      <button
        type="button"
        className="govuk-button govuk-button--secondary vigil-flush"
        onClick={() => void navigator.clipboard.writeText(question).then(() => setCopied(true))}
      >
        Copy the question
      </button>
      {isCopied && <p role="status">Copied.</p>}
    </DefinitionOnDemand>
  )
}

function questionTo(): string {
  const address = location.href.replace(/[?#].*$/, '')
  return [
    'Vigil’s nightly check has flagged something that rests on what your service reported.',
    `Please look at it here, after signing in: ${address}`,
    'Do your people know what lies behind it: the same place, group or supply, one event that was reported twice, or records that were entered late?',
  ].join('\n\n')
}
