import type { NaloxoneReach } from '../../../server/contract/naloxone-reach.ts'
import { BarChart } from '../../charts/BarChart.tsx'
import { barScales } from '../../charts/barScales.ts'
import { monthInWords } from '../../words/day.ts'
import { whole } from './sayReach.ts'

const drawing = { width: 520, height: 170, base: 146 }

/** Live kits at the end of each of the last twelve months. */
export function LiveKitsBars({ months }: { months: NaloxoneReach['months'] }) {
  const { base } = drawing
  const { barWidth, middleOf, topOf } = barScales({
    ...drawing,
    keys: months.map(({ month }) => month),
    share: 0.7,
    highest: Math.max(...months.map(({ live }) => live)),
    top: 18,
  })
  return (
    <BarChart label="Bar chart of live kits at the end of each month" {...drawing}>
      {months.map(({ month, live }) => (
        <g key={month}>
          <title>{`${monthInWords(month)}: about ${whole(live)}`}</title>
          <rect
            x={middleOf(month) - barWidth / 2}
            width={barWidth}
            y={topOf(live)}
            height={base - topOf(live)}
            className="vigil-bars__bar vigil-bars__bar--whole"
          />
          <text x={middleOf(month)} y={topOf(live) - 4} className="vigil-bars__above">
            {whole(live)}
          </text>
          <text x={middleOf(month)} y={base + 16} className="vigil-bars__year">
            {monthInWords(month).slice(0, 3)}
          </text>
        </g>
      ))}
    </BarChart>
  )
}
