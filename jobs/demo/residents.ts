import type { ClippedCell } from './hexagons.ts'
import { metresBetween, type Settlement } from './settlements.ts'

/** Census 2021, usual residents: ONS (Cornwall 570,300; Isles of Scilly 2,050; Torbay 139,300, rounded as published). */
export const CENSUS_DAY = '2021-03-21'
export const CENSUS_RESIDENTS = new Map([
  ['Cornwall', 570_300],
  ['Isles of Scilly', 2_050],
  ['Torbay', 139_300],
])

/** At most so much of an authority's total lives in its listed settlements; the rest is spread evenly over the land. */
const LARGEST_SETTLED_SHARE = 0.92

/**
 * Residents of each cell: a share around each settlement that thins out with distance, the rest evenly by land, scaled to the authority's
 * published total exactly. An illustration, not a census of small areas.
 */
export function spreadResidents(
  cells: readonly ClippedCell[],
  settlements: readonly Settlement[],
  total: number,
): Map<string, number> {
  const shares = new Map(cells.map(({ code }) => [code, 0]))
  const give = (weights: number[], residents: number) => {
    const all = weights.reduce((sum, weight) => sum + weight, 0)
    cells.forEach(({ code }, index) => {
      shares.set(code, (shares.get(code) ?? 0) + (residents * (weights[index] ?? 0)) / all)
    })
  }
  const settled = settlements.reduce((sum, { residents }) => sum + residents, 0)
  const scale = Math.min(1, (LARGEST_SETTLED_SHARE * total) / settled)
  for (const settlement of settlements.filter(({ residents }) => residents > 0)) {
    const reachMetres = 500 + 300 * Math.sqrt(settlement.residents / 1000)
    give(
      cells.map(
        ({ label, squareKilometres }) =>
          squareKilometres * Math.exp(-((metresBetween(settlement, label) / reachMetres) ** 2) / 2) + 1e-12,
      ),
      settlement.residents * scale,
    )
  }
  give(
    cells.map(({ squareKilometres }) => squareKilometres),
    total - settled * scale,
  )
  return roundToTotal(shares, total)
}

/** Whole numbers that add up: each is rounded down, and what is left goes to the largest remainders (Hamilton). */
function roundToTotal(shares: ReadonlyMap<string, number>, total: number): Map<string, number> {
  const whole = new Map([...shares].map(([code, share]) => [code, Math.floor(share)]))
  const left = total - [...whole.values()].reduce((sum, residents) => sum + residents, 0)
  const byRemainder = [...shares].toSorted(
    ([a, x], [b, y]) => (y % 1) - (x % 1) || (a < b ? -1 : 1), // codes decide ties
  )
  for (const [code] of byRemainder.slice(0, left)) whole.set(code, (whole.get(code) ?? 0) + 1)
  return whole
}
