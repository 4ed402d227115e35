import type { Night } from '../../server/contract/signal.ts'
import { instantInWords } from '../day.ts'
import { usePartnership } from '../shell/partnership.ts'
import { streamWords } from '../signals/signalWords.ts'
import { DayText } from '../ui/DayText.tsx'
import { Table } from '../ui/Table.tsx'
import { Tag, type TagColour } from '../ui/Tag.tsx'
import { say, wordsFor } from '../words.ts'
import { FeedProblems } from './FeedProblems.tsx'

const stateWords = wordsFor<Night['state']>({ asked: 'Asked for', running: 'Running', done: 'Done', failed: 'Failed' })
const stateColours: Record<Night['state'], TagColour> = { asked: 'grey', running: 'blue', done: 'teal', failed: 'red' }
const detectorWords = wordsFor<Night['checks'][number]['detector']>({
  D1: 'Rises of the whole partnership (D1)',
  D2: 'Clusters in place and time (D2)',
  D3: 'Substances and combinations (D3)',
})

export function NightCard({ night }: { night: Night }) {
  const { timeZone } = usePartnership()
  return (
    <li className="vigil-panel">
      <h3 className="govuk-heading-s">
        Night of <DayText day={night.night} />{' '}
        <Tag colour={stateColours[night.state]}>{say(stateWords, night.state)}</Tag>
      </h3>
      <p className="govuk-body-s">
        {night.finishedAt ? `Finished ${instantInWords(night.finishedAt, timeZone)}` : 'Not finished'}, attempt{' '}
        {night.attempts}.{night.failure && ` ${night.failure}`}
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
            { heading: 'Records', isNumber: true, cell: ({ cases }) => cases },
            { heading: 'What it could say', cell: ({ outcome }) => outcome },
          ]}
        />
      )}
    </li>
  )
}
