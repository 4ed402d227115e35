import { type Box, boxAt, boxesAround, firstFree, type Ground, type Point, type Size, sharedBy } from './placing.ts'

interface Named {
  at: Point
  size: Size
  population: number
}
export type Placed<Name> = Name & { size: Size; box: Box }

/** Pixels kept free about a name, so that two are not read as one. */
const APART = 3
const DOT: Size = { width: 1, height: 1 }
/** How far from its place a name may stand, pixels: beyond what is counted there, and not so far that it names another place. */
const DISTANCES = [APART, 10, 18, 26]

/**
 * Larger places first. A name stands on its place where that is free, else beside it; one that finds no room, or would be cut at the edge
 * of what is seen, waits for a nearer zoom.
 */
export function placeNames<Name extends Named>(
  names: readonly Name[],
  { zoom, view, marks }: Omit<Ground, 'rather'> & { zoom: number },
): Placed<Name>[] {
  const taken = [...marks]
  return names
    .filter(({ population, at }) => population >= smallestShown(zoom) && sharedBy(boxAt(at, DOT), view) > 0)
    .toSorted((a, b) => b.population - a.population)
    .flatMap((name) => {
      const box = firstFree(
        [boxAt(name.at, name.size), ...DISTANCES.flatMap((away) => boxesAround(name.at, name.size, away))],
        {
          marks: taken,
          view,
        },
      )
      if (!box) return []
      taken.push(boxAt({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, wide(name.size)))
      return [{ ...name, box }]
    })
}

/** How many people a place has before its name is shown, by zoom. */
function smallestShown(zoom: number) {
  if (zoom < 8.5) return 18_000
  if (zoom < 9.5) return 9_000
  if (zoom < 10.5) return 4_000
  return zoom < 11.5 ? 1_500 : 0
}

function wide({ width, height }: Size): Size {
  return { width: width + 2 * APART, height: height + 2 }
}
