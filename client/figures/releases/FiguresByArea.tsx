import type { ReactNode } from 'react'
import type { ReleasedArea, ReleasedCell, ReleasedFigures, ReleasedSlice } from '../../../server/contract/release.ts'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import type { FiguresSearch } from './figuresSearch.ts'
import { ReleasedCount } from './ReleasedCount.tsx'

interface FiguresByAreaProps {
  figures: ReleasedFigures
  slice: string
  /** What is counted by area. */
  slices: readonly ReleasedSlice[]
  level: FiguresSearch['level']
  onChange: (change: FiguresSearch) => void
  /** The same rows, drawn. */
  map: (level: 'area' | 'small') => ReactNode
}

type Row = ReleasedArea & { cell: ReleasedCell }

/** One slice in every area: the whole first, then those with most, then what is hidden, then those with none. */
export function FiguresByArea({ figures, slice, slices, level: asked, onChange, map }: FiguresByAreaProps) {
  const { areas, cells, rule, release } = figures
  const hasAreas = areas.some(({ level }) => level === 'area')
  const shownLevel = hasAreas ? (asked ?? 'area') : 'small'
  const isShown = ({ level }: ReleasedArea) => level !== (shownLevel === 'area' ? 'small' : 'area')
  const cellOf = new Map(cells.filter((cell) => cell.slice === slice).map((cell) => [cell.area, cell]))
  const rows = areas
    .filter(isShown)
    .flatMap((area) => {
      const cell = cellOf.get(area.area)
      return cell ? [{ ...area, cell }] : []
    })
    .sort(
      (one, other) => rankOf(one) - rankOf(other) || sizeOf(other) - sizeOf(one) || (one.name < other.name ? -1 : 1),
    )
  const hasRates = rows.some(({ level, cell }) => level !== 'partnership' && cell.ratePer100k !== null)
  const columns: Column<Row>[] = [
    { heading: 'Area', isRowHeading: true, cell: (row) => <AreaName area={row} /> },
    { heading: 'Count', isNumber: true, cell: ({ cell }) => <ReleasedCount count={cell.count} rule={rule} /> },
    ...(hasRates
      ? [
          {
            heading: 'Per 100,000 residents a year (95% interval)',
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
      {(hasAreas || slices.length > 1) && (
        <div className="vigil-filters">
          {hasAreas && slices.length > 0 && (
            <SelectFilter
              path="level"
              label="Shown by"
              value={shownLevel}
              words={{ area: 'Areas', small: 'Towns' }}
              onChange={(next) => onChange({ level: next === 'small' ? 'small' : undefined })}
            />
          )}
          {slices.length > 1 && (
            <SelectFilter
              path="slice"
              label="Counted in each area"
              value={slice}
              words={Object.fromEntries(slices.map(({ slice: code, name }) => [code, name]))}
              onChange={(next) => onChange({ slice: next })}
            />
          )}
        </div>
      )}
      {slices.length === 0 ? (
        <p className="govuk-body">
          {release.kind === 'deaths'
            ? 'Deaths are counted by area over three years together, when the last of them has ended: choose a year with areas.'
            : 'Nothing is counted by area in this release.'}
        </p>
      ) : (
        map(shownLevel)
      )}
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

const levels = ['partnership', 'authority', 'area', 'small', 'remainder']

function rankOf({ level, cell: { count } }: Row) {
  if (level !== 'small' && level !== 'area') return levels.indexOf(level) * 10
  return 30 + (count === 'hidden' ? 2 : count === null ? 3 : count === 0 ? 4 : 1)
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
