import type { WholeAudit } from '../../../server/contract/audit.ts'
import { usePartnership } from '../../api/partnership.ts'
import { instantInWords } from '../../words/day.ts'
import { plural } from '../../words/words.ts'

type AnchoredNoteProps = Pick<WholeAudit, 'anchored' | 'length'>

const DAY_MILLISECONDS = 86_400_000

/** How far the chain can no longer be cut off unseen, and what is wrong where that is long ago. */
export function AnchoredNote({ anchored: { length: anchored, at, problem }, length }: AnchoredNoteProps) {
  const { timeZone } = usePartnership()
  const waiting = length - anchored
  const isOld = waiting > 0 && at !== null && Date.now() - Date.parse(at) > 1.1 * DAY_MILLISECONDS
  const isFault = problem !== null || isOld
  return (
    <div className={isFault ? 'vigil-late' : 'govuk-inset-text'}>
      {problem !== null && (
        <p className="govuk-body">
          <strong>The end of the audit is not signed outside the database.</strong> {problem} Tell the people who run
          Vigil: what is written now could be cut off unseen.
        </p>
      )}
      {isOld && problem === null && (
        <p className="govuk-body">
          <strong>The end of the audit has not been signed for more than a day.</strong> Tell the people who run Vigil.
        </p>
      )}
      {at === null ? (
        <>Nothing of it is signed outside the database yet: that happens each night, and after each identity or file.</>
      ) : (
        <>
          Signed outside the database up to entry {anchored.toLocaleString('en-GB')}, {instantInWords(at, timeZone)}.{' '}
          {waiting > 0 && `${plural(waiting, 'entry', 'entries')} since.`}
        </>
      )}
    </div>
  )
}
