import type { ReactNode } from 'react'
import type { NowcastMonth } from '../../../server/contract/nowcast.ts'

/** What the parts of a month's bar are; only those that are drawn. */
export function MonthLegend({ months }: { months: readonly NowcastMonth[] }) {
  const hasBand = months.some(({ estimate, isSettled }) => estimate && !isSettled)
  const parts = [
    {
      words: 'Known',
      isShown: months.some(({ isComplete }) => isComplete),
      drawing: <rect x="1" y="1" width="16" height="10" className="vigil-bars__bar vigil-bars__bar--whole" />,
    },
    {
      words: 'Known so far, of a month still coming in',
      isShown: months.some(({ isComplete }) => !isComplete),
      drawing: <rect x="1" y="1" width="16" height="10" className="vigil-bars__bar vigil-bars__bar--incomplete" />,
    },
    {
      words: 'Expected in the end',
      isShown: hasBand,
      drawing: <path d="M1,6h16" className="vigil-bars__expected" />,
    },
    {
      words: 'As likely as not the final number lies within (50\u00a0% band)',
      isShown: hasBand,
      drawing: <rect x="1" y="1" width="16" height="10" className="vigil-bars__band vigil-bars__band--half" />,
    },
    {
      words: 'Very likely it lies within (95\u00a0% band)',
      isShown: hasBand,
      drawing: <rect x="1" y="1" width="16" height="10" className="vigil-bars__band" />,
    },
    {
      words: 'Too early to say',
      isShown: months.some(({ isComplete, estimate }) => !isComplete && !estimate),
      drawing: <rect x="1" y="1" width="16" height="10" className="vigil-bars__coming" />,
    },
  ].filter(({ isShown }) => isShown)
  return (
    <ul className="vigil-year-legend">
      {parts.map(({ words, drawing }) => (
        <li key={words}>
          <Key>{drawing}</Key>
          {words}
        </li>
      ))}
    </ul>
  )
}

function Key({ children }: { children: ReactNode }) {
  return (
    <svg className="vigil-bars__key" viewBox="0 0 18 12" width="18" height="12" aria-hidden="true">
      {children}
    </svg>
  )
}
