import { Link } from '@tanstack/react-router'
import type { OverdoseRow } from '../../../server/contract/overdose.ts'
import { usePartnership } from '../../api/partnership.ts'
import { settingWords } from '../../record/placeWords.ts'
import { DayText } from '../../ui/DayText.tsx'
import { Table } from '../../ui/Table.tsx'
import { say } from '../../words/words.ts'
import { outcomeWords, reporterWords } from './overdoseWords.ts'

export function OverdosesTable({ overdoses }: { overdoses: readonly OverdoseRow[] }) {
  const { slug: partnership } = usePartnership()
  return (
    <Table
      caption="Overdose events"
      isCaptionHidden
      rows={overdoses}
      rowKey={({ overdoseId }) => overdoseId}
      columns={[
        {
          heading: 'Day',
          isRowHeading: true,
          cell: ({ overdoseId, eventDay, eventTime, isWithdrawn }) => (
            <>
              <Link
                to="/$partnership/reversals/$overdoseId"
                params={{ partnership, overdoseId }}
                className="govuk-link"
              >
                <DayText day={eventDay} />
              </Link>
              {eventTime && `, ${eventTime}`}
              {isWithdrawn && ' (withdrawn)'}
            </>
          ),
        },
        { heading: 'Town', cell: ({ town }) => town ?? 'not known' },
        { heading: 'Kind of place', cell: ({ setting }) => say(settingWords, setting) },
        { heading: 'Reported by', cell: ({ reporterKind }) => say(reporterWords, reporterKind) },
        { heading: 'People', isNumber: true, cell: ({ persons }) => persons },
        { heading: 'Reversals', isNumber: true, cell: ({ reversals }) => reversals },
        { heading: 'Doses', isNumber: true, cell: ({ doses }) => doses ?? 'not known' },
        {
          heading: 'Outcomes',
          cell: ({ outcomes }) => outcomes.map((outcome) => say(outcomeWords, outcome)).join('; '),
        },
      ]}
    />
  )
}
