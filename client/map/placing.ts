/** A box in pixels of the map, whatever part of it is seen. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}
export interface Point {
  x: number
  y: number
}
export interface Size {
  width: number
  height: number
}

/** What words about a place must leave free. */
export interface Ground {
  /** Never lain on, if there is any other place. */
  marks: readonly Box[]
  /** Lain on where nothing else is left, as little as can be. */
  rather?: readonly Box[]
  /** What is seen of the map: no word is cut at its edge. */
  view: Box
}

export function boxAt({ x, y }: Point, { width, height }: Size): Box {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 }
}

/** The same box as little aside as it takes to be within another that is large enough for it. */
export function moveInto({ left, top, right, bottom }: Box, view: Box): Box {
  const across = Math.max(0, view.left - left) + Math.min(0, view.right - right)
  const down = Math.max(0, view.top - top) + Math.min(0, view.bottom - bottom)
  return { left: left + across, top: top + down, right: right + across, bottom: bottom + down }
}

/** The point of a box that lies nearest to another point, pixels. */
export function nearestOf({ left, top, right, bottom }: Box, { x, y }: Point): Point {
  return { x: Math.min(right, Math.max(left, x)), y: Math.min(bottom, Math.max(top, y)) }
}

/** Surface that two boxes share, square pixels. */
export function sharedBy(one: Box, other: Box) {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left)
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
  return width > 0 && height > 0 ? width * height : 0
}

/** Boxes of a size about a point, `away` from it, the best to read first: above, below, right, left, then the corners. */
export function boxesAround({ x, y }: Point, size: Size, away: number): Box[] {
  const [across, down] = [away + size.width / 2, away + size.height / 2]
  const sides = [
    [0, -down],
    [0, down],
    [across, 0],
    [-across, 0],
    [across, -down],
    [-across, -down],
    [across, down],
    [-across, down],
  ] as const
  return sides.map(([right, below]) => boxAt({ x: x + right, y: y + below }, size))
}

/** The first box that lies on no mark and is not cut; undefined where each does. */
export function firstFree(boxes: readonly Box[], { marks, view }: Ground): Box | undefined {
  return boxes.find((box) => isWithin(box, view) && marks.every((mark) => sharedBy(box, mark) === 0))
}

/** How much worse a square pixel of a mark hidden, or cut off, is than one of what may be lain on. */
const COST_OF_MARK = 50
/** Square pixels that a place further down the list may cost less before it is taken. */
const COST_OF_RANK = 8

/** The box that hides least, the earlier ones preferred; there is always one. */
export function leastHiding(boxes: readonly [Box, ...Box[]], { marks, rather = [], view }: Ground): Box {
  const cost = (box: Box, rank: number) =>
    COST_OF_MARK * (hidden(box, marks) + surface(box) - sharedBy(box, view)) + hidden(box, rather) + COST_OF_RANK * rank
  return boxes.reduce<{ box: Box; least: number }>(
    (best, box, rank) => {
      const least = cost(box, rank)
      return least < best.least ? { box, least } : best
    },
    { box: boxes[0], least: Number.POSITIVE_INFINITY },
  ).box
}

function hidden(box: Box, others: readonly Box[]) {
  return others.reduce((sum, other) => sum + sharedBy(box, other), 0)
}

function surface({ left, top, right, bottom }: Box) {
  return (right - left) * (bottom - top)
}

function isWithin(box: Box, view: Box) {
  return sharedBy(box, view) >= surface(box) - 0.01
}
