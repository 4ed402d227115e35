import { NoticeableSizes as Contract, type NoticeableSize } from '../../../server/contract/noticeable-size.ts'
import { useAnswer } from '../../api/answers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { Table } from '../../ui/Table.tsx'
import { streamWords } from './signalWords.ts'

/** What size of cluster the nightly checks would notice in this partnership, and so what they may miss; of one stream, or of all. */
export function NoticeableSizes({ stream }: { stream?: NoticeableSize['stream'] }) {
  const answer = useAnswer(Contract, '/signals/noticeable-sizes')
  return (
    <section aria-labelledby="noticeable">
      <h2 className="govuk-heading-m" id="noticeable">
        What size of cluster these checks would notice
      </h2>
      <Answered answer={answer} what="the size that would be noticed">
        {({ night, sizes }) => {
          const shown = sizes.filter((size) => stream === undefined || size.stream === stream)
          if (night === null || shown.length === 0)
            return <p className="govuk-body">Worked out after the first night, and once a month from then on.</p>
          return (
            <>
              {shown.map(({ stream, sentence }) => (
                <p key={stream} className="govuk-body">
                  {sentence}
                </p>
              ))}
              <details className="govuk-details">
                <summary className="govuk-details__summary">
                  <span className="govuk-details__summary-text">How this is worked out</span>
                </summary>
                <div className="govuk-details__text">
                  <p className="govuk-body-s">
                    Extra events are put at one place into the records of this partnership as they were known on past
                    nights, and the checks look at them as they would have come in. As of the night of{' '}
                    <DayText day={night} />.
                  </p>
                  <Table
                    caption="How often a cluster of each size was noticed"
                    isCaptionHidden
                    rows={shown.flatMap(({ stream, days, tier, tried }) =>
                      tried.map((one) => ({ ...one, stream, days, tier })),
                    )}
                    rowKey={({ stream, size }) => `${stream} ${size}`}
                    columns={[
                      {
                        heading: 'Extra events',
                        isRowHeading: true,
                        cell: ({ stream, size, days }) =>
                          `${size} ${streamWords[stream]?.toLowerCase()} in ${days} days`,
                      },
                      { heading: 'Tier', cell: ({ tier }) => (tier === 'watch' ? 'Watch or notify' : 'Notify') },
                      { heading: 'Noticed', isNumber: true, cell: ({ noticed, runs }) => `${noticed} of ${runs}` },
                    ]}
                  />
                  <CsvLink path="/signals/noticeable-sizes" what="these runs" needsSecondFactor={false} />
                </div>
              </details>
            </>
          )
        }}
      </Answered>
    </section>
  )
}
