import type { Judged } from '../../../server/contract/death-definition.ts'
import { Tag } from '../../ui/Tag.tsx'
import { say } from '../../words/words.ts'
import { verdictColour, verdictWords } from './definitionWords.ts'

/** What a definition says of a death, and the facts that decided it. */
export function Because({ judged: { verdict, reasons } }: { judged: Judged }) {
  return (
    <>
      <Tag colour={verdictColour[verdict]}>{say(verdictWords, verdict)}</Tag>
      <ul className="vigil-reasons">
        {reasons.map(({ question, answer, fact }) => (
          <li key={question}>
            {question}: <strong>{answer}</strong>
            {fact && answer !== 'not known' && <> ({say({}, fact)})</>}
          </li>
        ))}
      </ul>
    </>
  )
}
