import { usePartnership } from '../../api/partnership.ts'
import { instantInWords } from '../../words/day.ts'
import { say, type Words } from '../../words/words.ts'

interface PairDecisionsProps {
  decisions: readonly { decided: string; decidedByName: string | null; decidedAt: string; reason: string | null }[]
  words: Words
}

/** Who said what of a pair, latest first. */
export function PairDecisions({ decisions, words }: PairDecisionsProps) {
  const { timeZone } = usePartnership()
  if (decisions.length === 0) return null
  return (
    <ul className="govuk-list">
      {decisions.map(({ decided, decidedByName, decidedAt, reason }) => (
        <li key={`${decided} ${decidedAt}`} className="govuk-body-s">
          {say(words, decided)}
          {decidedByName && ` by ${decidedByName}`}, {instantInWords(decidedAt, timeZone)}
          {reason && `: ${reason}`}
        </li>
      ))}
    </ul>
  )
}
