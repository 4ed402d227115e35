import {
  type Box,
  boxAt,
  boxesAround,
  type Ground,
  leastHiding,
  moveInto,
  nearestOf,
  type Point,
  type Size,
  sharedBy,
} from '../../map/placing.ts'

/** Radius of the badge with a signal's number of cases, pixels. */
export const BADGE_RADIUS = 15
/** A ring is never smaller than this, however far away one looks, pixels. */
export const LEAST_RING = 24
/** Words so near to a mark are seen to be of it, pixels. */
const ADJACENT = 8
/** A ring wider than this is ground on which words may stand, pixels. */
const WIDE_RING = 70

interface SignalMark {
  at: Point
  ringRadius: number
  /** Undefined where the page says beside the map what it is. */
  label: Size | undefined
}
export interface PlacedSignal {
  badge: Point
  label: Box | undefined
  /** Whether its words stand so far from the badge that a line leads to it. */
  isLed: boolean
}

/**
 * Where badges and words of signals stand, those named first having the first choice: no badge lies on another, no words on a badge,
 * on a ring or on other words, and on as few other marks as can be.
 */
export function placeSignals(
  signals: readonly SignalMark[],
  { view, symbols, covered }: { view: Box; symbols: readonly Box[]; covered: readonly Box[] },
): PlacedSignal[] {
  const badges: Point[] = []
  for (const { at } of signals) badges.push(freeBadge(at, badges))
  const rings = signals.flatMap(({ at, ringRadius }) => (ringRadius <= WIDE_RING ? [circleBox(at, ringRadius)] : []))
  const marks = [...badges.map((badge) => circleBox(badge, BADGE_RADIUS)), ...rings, ...covered]
  return signals.map(({ at, ringRadius, label: size }, position) => {
    const badge = badges[position] as Point
    if (!size) return { badge, label: undefined, isLed: false }
    const label = placeLabel({ at, ringRadius, badge, size }, { marks, view, rather: symbols })
    marks.push(label)
    const nearest = nearestOf(label, badge)
    const reach = ringRadius <= WIDE_RING ? ringRadius : BADGE_RADIUS
    return { badge, label, isLed: Math.hypot(nearest.x - badge.x, nearest.y - badge.y) > reach + ADJACENT }
  })
}

function placeLabel(
  { at, ringRadius, badge, size }: { at: Point; ringRadius: number; badge: Point; size: Size },
  ground: Ground,
): Box {
  const near =
    ringRadius <= WIDE_RING ? boxesAround(at, size, ringRadius + 4) : boxesAround(badge, size, BADGE_RADIUS + 4)
  // what is seen has its words whole: near the edge they move inwards
  const whole = (box: Box) =>
    sharedBy(boxAt(badge, { width: 1, height: 1 }), ground.view) > 0 ? moveInto(box, ground.view) : box
  const [first = boxAt(at, size)] = near
  const stacked = [1, 2, 3, 4].flatMap((storeys) =>
    boxesAround(at, size, Math.min(ringRadius, WIDE_RING) + 4 + storeys * (size.height + 4)),
  )
  return leastHiding([whole(first), ...near.slice(1).map(whole), ...stacked.map(whole)], ground)
}

/** At its place, or as near to it as no other badge is. */
function freeBadge(at: Point, badges: readonly Point[]): Point {
  const apart = 2 * BADGE_RADIUS + 2
  for (let ring = 0; ; ring++) {
    const around = ring === 0 ? 1 : 6 * ring
    for (let step = 0; step < around; step++) {
      const turn = (2 * Math.PI * step) / around
      const badge = { x: at.x + ring * apart * Math.cos(turn), y: at.y + ring * apart * Math.sin(turn) }
      if (badges.every(({ x, y }) => Math.hypot(x - badge.x, y - badge.y) >= apart - 0.01)) return badge
    }
  }
}

function circleBox(at: Point, radius: number): Box {
  return boxAt(at, { width: 2 * radius, height: 2 * radius })
}
