import type { ReactNode } from 'react'
import type { ReleasedArea, ReleasedCell, ReleasedFigures } from '../../server/contract/release.ts'
import { SelectFilter } from '../ui/SelectFilter.tsx'
import { type Column, Table } from '../ui/Table.tsx'
import { ReleasedCount } from './ReleasedCount.tsx'

interface FiguresByAreaProps {
  figures: ReleasedFigures
  slice: string
  onSlice: (slice: string | undefined) => void
  /** The same rows, drawn. */
  map: ReactNode
}

type Row = ReleasedArea & { cell: ReleasedCell }

/** One slice in every area: the whole first, then those with most, then what is hidden, then those with none. */
export function FiguresByArea({ figures, slice, onSlice, map }: FiguresByAreaProps) {
  const { areas, cells, slices, rule } = figures
  const cellOf = new Map(cells.filter((cell) => cell.slice === slice).map((cell) => [cell.area, cell]))
  const isInSmallAreas = new Set(
    cells
      .filter(({ area }) => areas.some((some) => some.area === area && some.level === 'small'))
      .map((cell) => cell.slice),
  )
  const rows = areas
    .flatMap((area) => {
      const cell = cellOf.get(area.area)
      return cell ? [{ ...area, cell }] : []
    })
    .sort(
      (one, other) => rankOf(one) - rankOf(other) || sizeOf(other) - sizeOf(one) || (one.name < other.name ? -1 : 1),
    )
  const hasRates = rows.some(({ cell }) => cell.ratePer100k !== null)
  const columns: Column<Row>[] = [
    { heading: 'Area', isRowHeading: true, cell: (row) => <AreaName area={row} /> },
    { heading: 'Count', isNumber: true, cell: ({ cell }) => <ReleasedCount count={cell.count} rule={rule} /> },
    ...(hasRates
      ? [
          {
            heading: 'Per 100,000 residents (95% interval)',
            isNumber: true,
            cell: ({ cell }: Row) => (
              <>
                <span className="vigil-quiet">{sayRate(cell)}</span>
                {isUnreliable(cell) && <span className="vigil-cell-note">unreliable: fewer than 20 events</span>}
              </>
            ),
          },
        ]
      : []),
  ]
  const { shown, folded } = foldAlike(rows)
  return (
    <>
      <div className="vigil-filters">
        <SelectFilter
          path="slice"
          label="Counted in each area"
          value={slice}
          words={Object.fromEntries(
            slices.map(({ slice: code, name }) => [
              code,
              isInSmallAreas.has(code) ? name : `${name} (not by small area)`,
            ]),
          )}
          onChange={onSlice}
        />
      </div>
      {map}
      <AreaTable caption="By area" rows={shown} columns={columns} />
      {folded.map(({ summary, rows: alike }) => (
        <details key={summary} className="govuk-details">
          <summary className="govuk-details__summary">
            <span className="govuk-details__summary-text">{summary}</span>
          </summary>
          <AreaTable caption={summary} rows={alike} columns={columns} />
        </details>
      ))}
    </>
  )
}

/** A list of a hundred towns that all say the same is no help: those are folded, and still there for whoever looks one up. */
const FOLDED_FROM = 10

function foldAlike(rows: Row[]) {
  const alike = (count: 'hidden' | 0) => rows.filter(({ level, cell }) => level === 'small' && cell.count === count)
  const folded = [
    { summary: (many: number) => `${many} areas where the count is hidden`, rows: alike('hidden') },
    { summary: (many: number) => `${many} areas where none was recorded`, rows: alike(0) },
  ]
    .filter((group) => group.rows.length >= FOLDED_FROM)
    .map((group) => ({ summary: group.summary(group.rows.length), rows: group.rows }))
  const hidden = new Set(folded.flatMap((group) => group.rows))
  return { shown: rows.filter((row) => !hidden.has(row)), folded }
}

function AreaTable({ caption, rows, columns }: { caption: string; rows: Row[]; columns: Column<Row>[] }) {
  return <Table caption={caption} isCaptionHidden rows={rows} rowKey={({ area }) => area} columns={columns} />
}

function AreaName({ area: { name, members } }: { area: ReleasedArea }) {
  if (members.length <= 3) return name
  return (
    <details className="vigil-together">
      <summary>{name}</summary>
      Shown together: {members.join(', ')}.
    </details>
  )
}

const levels = ['partnership', 'authority', 'small', 'remainder']

function rankOf({ level, cell: { count } }: Row) {
  if (level !== 'small') return levels.indexOf(level) * 10
  return 20 + (count === 'hidden' ? 2 : count === null ? 3 : count === 0 ? 4 : 1)
}

const sizeOf = ({ cell: { count } }: Row) => (typeof count === 'number' ? count : 0)

/** ONS marks rates from fewer than 20 events as unreliable. */
function isUnreliable({ ratePer100k, count }: ReleasedCell) {
  return ratePer100k !== null && typeof count === 'number' && count < 20
}

function sayRate({ ratePer100k, rateInterval }: ReleasedCell) {
  if (ratePer100k === null || !rateInterval) return 'no rate'
  const digits = ratePer100k < 10 ? 1 : 0
  const [rate, low, high] = [ratePer100k, rateInterval.low, rateInterval.high].map((value) => value.toFixed(digits))
  return `${rate} (${low} to ${high})`
}
