import type { EventWeight } from '../../../../server/contract/same-event.ts'
import { Table } from '../../../ui/Table.tsx'
import { sayField } from './sayEvent.ts'

const WIDTH = 160
const HEIGHT = 14

/** What speaks for one event and what against, as a waterfall: each bar begins where the one before it ended. */
export function Waterfall({ weights, about }: { weights: readonly EventWeight[]; about: string }) {
  if (weights.length === 0) return null
  let sum = 0
  const steps = weights.map((weight) => {
    const from = sum
    sum += weight.bits
    return { ...weight, from, until: sum }
  })
  const ends = [0, ...steps.map(({ until }) => until)]
  const [least, most] = [Math.min(...ends), Math.max(...ends)]
  const at = (bits: number) => ((bits - least) / (most - least || 1)) * WIDTH
  const told = steps.filter(({ field, bits }) => bits !== 0 || field === 'usual')
  const silent = steps.filter((step) => !told.includes(step)).map(({ field }) => sayField(field).toLowerCase())
  const total = { field: 'all', says: 'all together', bits: sum, from: 0, until: sum }
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">
          What speaks for it<span className="govuk-visually-hidden">: {about}</span>
        </span>
      </summary>
      <div className="govuk-details__text">
        <Table
          caption={`What speaks for one event: ${about}`}
          isCaptionHidden
          rows={[...told, total]}
          rowKey={({ field }) => field}
          columns={[
            {
              heading: 'Fact',
              isRowHeading: true,
              cell: ({ field }) => (field === 'all' ? 'All together' : sayField(field)),
            },
            { heading: 'What the two say', cell: ({ says }) => says },
            {
              heading: 'Weight in bits',
              isNumber: true,
              cell: ({ bits }) => `${bits > 0 ? '+' : bits < 0 ? '−' : ''}${Math.abs(bits).toFixed(1)}`,
            },
            {
              heading: 'Against, for',
              cell: ({ from, until, bits }) => (
                <svg
                  className="vigil-waterfall"
                  viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
                  role="img"
                  aria-label={bits < 0 ? 'against one event' : bits > 0 ? 'for one event' : 'neither'}
                >
                  <line x1={at(0)} x2={at(0)} y1="0" y2={HEIGHT} className="vigil-waterfall__nought" />
                  <rect
                    x={Math.min(at(from), at(until))}
                    width={Math.max(1, Math.abs(at(until) - at(from)))}
                    y="2"
                    height={HEIGHT - 4}
                    className={bits < 0 ? 'vigil-waterfall__against' : 'vigil-waterfall__for'}
                  />
                </svg>
              ),
            },
          ]}
        />
        <p className="govuk-body-s">
          One bit more is twice as likely to be one event.
          {silent.length > 0 && ` Nothing is weighed where one of the two does not say: ${silent.join(', ')}.`}
        </p>
      </div>
    </details>
  )
}
