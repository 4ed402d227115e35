import type { SameDeathPair } from '../../../server/contract/same-death.ts'
import { usePartnership } from '../../api/partnership.ts'
import { instantInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { decidedWords } from './sayPair.ts'

/** Who said what of a pair, latest first. */
export function PairDecisions({ decisions }: Pick<SameDeathPair, 'decisions'>) {
  const { timeZone } = usePartnership()
  if (decisions.length === 0) return null
  return (
    <ul className="govuk-list">
      {decisions.map(({ decided, decidedByName, decidedAt, reason }) => (
        <li key={`${decided} ${decidedAt}`} className="govuk-body-s">
          {say(decidedWords, decided)}
          {decidedByName && ` by ${decidedByName}`}, {instantInWords(decidedAt, timeZone)}
          {reason && `: ${reason}`}
        </li>
      ))}
    </ul>
  )
}
