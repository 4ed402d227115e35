import type { Night } from '../../server/contract/signal.ts'
import { instantInWords } from '../day.ts'
import { usePartnership } from '../shell/partnership.ts'
import { detectorWords, streamWords } from '../signals/signalWords.ts'
import { DayText } from '../ui/DayText.tsx'
import { Table } from '../ui/Table.tsx'
import { Tag, type TagColour } from '../ui/Tag.tsx'
import { plural, say, wordsFor } from '../words.ts'
import { FeedProblems } from './FeedProblems.tsx'

const stateWords = wordsFor<Night['state']>({ asked: 'Asked for', running: 'Running', done: 'Done', failed: 'Failed' })
const stateColours: Record<Night['state'], TagColour> = { asked: 'grey', running: 'blue', done: 'teal', failed: 'red' }

/** A night in one line, and its checks behind it: the line is enough while all is well. */
export function NightCard({ night, isOpen }: { night: Night; isOpen: boolean }) {
  const { timeZone } = usePartnership()
  return (
    <li>
      <details className="govuk-details vigil-night" open={isOpen || night.state === 'failed'}>
        <summary className="govuk-details__summary">
          <span className="govuk-details__summary-text">
            Night of <DayText day={night.night} />
          </span>{' '}
          {night.state !== 'done' && <Tag colour={stateColours[night.state]}>{say(stateWords, night.state)}</Tag>}{' '}
          <span className="vigil-night__found">{sayFound(night)}</span>
        </summary>
        <Checks night={night} finished={night.finishedAt && instantInWords(night.finishedAt, timeZone)} />
      </details>
    </li>
  )
}

function Checks({ night, finished }: { night: Night; finished: string | null }) {
  return (
    <div className="govuk-details__text">
      <p className="govuk-body-s">
        {finished ? `Finished ${finished}` : 'Not finished'}, attempt {night.attempts}.
        {night.failure && ` ${night.failure}`}
      </p>
      <FeedProblems problems={night.feeds} />
      {night.checks.length > 0 && (
        <Table
          caption={`Checks of the night of ${night.night}`}
          isCaptionHidden
          rows={night.checks}
          rowKey={({ detector, stream }) => `${night.night} ${detector} ${stream}`}
          columns={[
            { heading: 'Check', isRowHeading: true, cell: ({ detector }) => say(detectorWords, detector) },
            { heading: 'Of', cell: ({ stream }) => say(streamWords, stream) },
            { heading: 'What it could say', cell: ({ outcome }) => outcome },
            { heading: 'Records', isNumber: true, cell: ({ cases }) => cases },
          ]}
        />
      )}
    </div>
  )
}

/** "Reversals: a rise; Reversals: 1 cluster", as the checks say it; how many could not judge; or that nothing was unusual. */
function sayFound({ checks, feeds, state }: Night) {
  if (state !== 'done') return ''
  const found = checks.flatMap(({ stream, outcome }) => {
    const [, what] = /^judged: (?!nothing unusual)(.+)$/.exec(outcome) ?? []
    return what ? [`${say(streamWords, stream).toLowerCase()}: ${what}`] : []
  })
  const silent = checks.filter(({ outcome }) => outcome.startsWith('not enough data')).length
  return [
    found.length > 0 ? found.join('; ') : 'nothing unusual',
    silent > 0 && `${plural(silent, 'check')} had too little to judge`,
    feeds.length > 0 && `${plural(feeds.length, 'feed needs', 'feeds need')} a look`,
  ]
    .filter(Boolean)
    .join('; ')
}
