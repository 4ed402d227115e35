import type { StockCover } from '../../../server/contract/stock.ts'
import { Tag } from '../../ui/Tag.tsx'
import { dayInShort } from '../../words/day.ts'

/** How long it lasts, in months, or why that cannot be said. */
export function MonthsText({ cover }: { cover: StockCover }) {
  const { months, usable, isBelowMinimum } = cover
  return (
    <>
      {months === null ? (usable === 0 ? 'none to give out' : 'none left lately') : months.toFixed(1)}{' '}
      {isBelowMinimum && <Tag colour="orange">below minimum</Tag>}
    </>
  )
}

/** The day it runs out, with the interval of the rate. */
export function RunsOutText({ cover: { runsOutOn, runsOutEarliest, runsOutLatest, usable } }: { cover: StockCover }) {
  if (usable === 0) return <>–</>
  if (!runsOutOn || !runsOutEarliest || !runsOutLatest) return <>cannot be said</>
  return (
    <>
      <time dateTime={runsOutOn}>{dayInShort(runsOutOn)}</time>{' '}
      <span className="vigil-phrase">
        ({dayInShort(runsOutEarliest)} to {dayInShort(runsOutLatest)})
      </span>
    </>
  )
}
