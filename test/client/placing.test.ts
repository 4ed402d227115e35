import { describe, expect, it } from 'vitest'
import { placeNames } from '../../client/map/placeNames.ts'
import { type Box, boxAt, sharedBy } from '../../client/map/placing.ts'
import { BADGE_RADIUS, LEAST_RING, placeSignals } from '../../client/surveillance/signals/placeSignals.ts'

const view: Box = { left: 0, top: 0, right: 800, bottom: 600 }
const within = (box: Box) =>
  box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom
const pairs = <T>(all: readonly T[]) =>
  all.flatMap((one, at) => all.slice(at + 1).map((other) => [one, other] as const))

describe('names of towns', () => {
  const name = (x: number, y: number, population = 20_000) => ({
    name: `${x} ${y}`,
    at: { x, y },
    size: { width: 70, height: 18 },
    population,
  })
  const symbol = (x: number, y: number, radius: number) => boxAt({ x, y }, { width: 2 * radius, height: 2 * radius })
  const place = (names: ReturnType<typeof name>[], marks: Box[] = [], zoom = 9) =>
    placeNames(names, { zoom, view, marks })

  it('stand on their place where nothing is, and beside what is counted there', () => {
    const [free] = place([name(400, 300)])
    expect(free?.box).toEqual({ left: 365, top: 291, right: 435, bottom: 309 })
    const mark = symbol(400, 300, 15)
    const [moved] = place([name(400, 300)], [mark])
    expect(moved?.box.bottom).toBeLessThanOrEqual(285)
    expect(sharedBy(moved?.box as Box, mark)).toBe(0)
  })

  it('move to another side where that one is taken, and are left out where all are', () => {
    const around = [symbol(400, 300, 15), symbol(400, 270, 20)]
    expect(place([name(400, 300)], around)[0]?.box.top).toBeGreaterThanOrEqual(315)
    expect(place([name(400, 300)], [symbol(400, 300, 120)])).toEqual([])
  })

  it('are whole: at the edge they move inwards, and one that is wholly outside is not drawn', () => {
    const drawn = place([name(10, 100), name(795, 300), name(400, 2), name(900, 300)])
    expect(drawn).toHaveLength(3)
    expect(drawn.every(({ box }) => within(box))).toBe(true)
  })

  it('never lie on each other or on a mark, larger places first, more of them nearer', () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      name((i * 7919) % 800, (i * 104729) % 600, 1000 + ((i * 631) % 40_000)),
    )
    const marks = Array.from({ length: 60 }, (_, i) => symbol((i * 4099) % 800, (i * 6007) % 600, 4 + (i % 20)))
    const near = place(many, marks, 12)
    const far = place(many, marks, 8)
    for (const [one, other] of pairs(near)) expect(sharedBy(one.box, other.box)).toBe(0)
    for (const { box } of near) {
      expect(marks.every((mark) => sharedBy(box, mark) === 0)).toBe(true)
      expect(within(box)).toBe(true)
    }
    expect(near.length).toBeGreaterThan(far.length)
    expect(far.every(({ population }) => population >= 18_000)).toBe(true)
    expect(near[0]?.population).toBe(Math.max(...many.map(({ population }) => population)))
  })
})

describe('signals on a map', () => {
  const label = { width: 130, height: 40 }
  const mark = (x: number, y: number, ringRadius = LEAST_RING) => ({ at: { x, y }, ringRadius, label })
  const place = (marks: ReturnType<typeof mark>[], symbols: Box[] = [], covered: Box[] = []) =>
    placeSignals(marks, { view, symbols, covered })
  const badgeBox = (at: { x: number; y: number }) => boxAt(at, { width: 2 * BADGE_RADIUS, height: 2 * BADGE_RADIUS })

  it.each([
    ['at one place', [mark(400, 300), mark(400, 300), mark(400, 300), mark(400, 300)]],
    ['near one another', [mark(400, 300), mark(430, 310), mark(455, 290), mark(380, 325)]],
    ['in a corner', [mark(20, 20), mark(30, 40), mark(50, 25)]],
    ['of a wide ring', [mark(400, 300, 260), mark(420, 330, 90)]],
  ])('lie on no other badge and no other words: %s', (_, marks) => {
    const placed = place(marks)
    for (const [one, other] of pairs(placed)) {
      expect(Math.hypot(one.badge.x - other.badge.x, one.badge.y - other.badge.y)).toBeGreaterThanOrEqual(
        2 * BADGE_RADIUS,
      )
      expect(sharedBy(one.label as Box, other.label as Box)).toBe(0)
    }
    for (const { label: words } of placed) {
      expect(within(words as Box)).toBe(true)
      for (const { badge } of placed) expect(sharedBy(words as Box, badgeBox(badge))).toBe(0)
    }
  })

  it('stand above their ring, and elsewhere where that would hide what is counted', () => {
    const [free] = place([mark(400, 300)])
    expect(free?.label?.bottom).toBe(300 - LEAST_RING - 4)
    expect(free?.isLed).toBe(false)
    const [moved] = place([mark(400, 300)], [boxAt({ x: 400, y: 250 }, { width: 60, height: 60 })])
    expect(moved?.label?.top).toBe(300 + LEAST_RING + 4)
  })

  it('have their words whole near the edge, where beside or in the middle of their place they would be cut', () => {
    const long = { width: 500, height: 40 }
    for (const x of [200, 400, 600]) {
      const [placed] = placeSignals([{ at: { x, y: 300 }, ringRadius: LEAST_RING, label: long }], {
        view: { ...view, left: 100, right: 700 },
        symbols: [],
        covered: [],
      })
      const { left = 0, right = 0 } = placed?.label ?? {}
      expect([left >= 100, right <= 700]).toEqual([true, true])
    }
  })

  it('stand where they are read: under no legend', () => {
    const legend = { left: 0, top: 0, right: 400, bottom: 290 }
    const [moved] = place([mark(400, 300)], [], [legend])
    expect(sharedBy(moved?.label as Box, legend)).toBe(0)
  })

  it('keep the badge of the first at its place, and lead a line to words that stand far off', () => {
    const placed = place(Array.from({ length: 8 }, () => mark(400, 300)))
    expect(placed[0]?.badge).toEqual({ x: 400, y: 300 })
    expect(placed.some(({ isLed }) => isLed)).toBe(true)
  })
})
