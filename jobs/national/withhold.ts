/** A figure that may be too small to be said beyond the partnership it comes from. */
export type Figure = number | 'fewer than 5'

const FEWEST = 5

export function withhold(figure: number): Figure {
  return figure < FEWEST ? 'fewer than 5' : Math.round(figure * 10) / 10
}

/** Of many partnerships, to the nearest five: less what is said of a part of them, no small number can be told. */
export function roundToFives(figure: number): Figure {
  return figure < FEWEST ? 'fewer than 5' : FEWEST * Math.round(figure / FEWEST)
}

/** Observed over expected; null where one of them is withheld, for it would give that away. */
export function ratioOf(observed: number, expected: number): number | null {
  return observed < FEWEST || expected < FEWEST ? null : Math.round((observed / expected) * 100) / 100
}
