import type { UseQueryResult } from '@tanstack/react-query'
import type { MapPoints } from '../../../../server/contract/map-points.ts'
import type { ProblemError } from '../../../api/ask.ts'
import { Answered } from '../../../ui/Answered.tsx'
import { CountText } from '../../../ui/CountText.tsx'

/** What the points show and what they leave out; why there are none, for who may not see places. The rows below are the same events by area. */
export function PointsNote({ answer }: { answer: UseQueryResult<MapPoints, ProblemError> }) {
  return (
    <Answered answer={answer} what="the points">
      {({ leftOut, northwards }) => (
        <p className="govuk-body-s">
          {northwards.length === 0
            ? 'No event of this period has a place that is known closely.'
            : 'Points to about 100 m, those near one another as one circle with their number.'}{' '}
          <strong>
            <CountText count={leftOut} /> left out
          </strong>
          : without a place, or known only by a town or a small area. The same events by area stand in the rows.
        </p>
      )}
    </Answered>
  )
}
