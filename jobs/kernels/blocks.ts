import type { Circles } from '../stats/scan-circles.ts'

const LONGEST_BLOCK = 32
/**
 * Blocks of neighbours, which are compared at their end with what their first circle asks for, and end where their measure
 * has grown by `room`. Those of centre i are blockStart[i] …; `blockMeasure` is the measure of the block's first circle.
 */
export function cutBlocks({ start, neighbour, measureAt }: Circles, roomAt: (measure: number) => number) {
  const blockStart = new Int32Array(start.length)
  let blockEnd = new Int32Array(start.length)
  let blockMeasure = new Float64Array(start.length)
  let blocks = 0
  for (let centre = 0; centre + 1 < start.length; centre++) {
    const end = start[centre + 1] as number
    let measure = 0
    let first = start[centre] as number
    while (first < end) {
      measure += measureAt[neighbour[first] as number] as number
      const firstMeasure = measure
      const most = measure + Math.max(0, roomAt(measure))
      let last = first + 1
      for (; last < end && last - first < LONGEST_BLOCK; last++) {
        const next = measure + (measureAt[neighbour[last] as number] as number)
        if (next > most) break
        measure = next
      }
      if (blocks === blockEnd.length) {
        const [ends, measures] = [new Int32Array(2 * blocks), new Float64Array(2 * blocks)]
        ends.set(blockEnd)
        measures.set(blockMeasure)
        blockEnd = ends
        blockMeasure = measures
      }
      blockEnd[blocks] = last
      blockMeasure[blocks] = firstMeasure
      blocks++
      first = last
    }
    blockStart[centre + 1] = blocks
  }
  return { blockStart, blockEnd: blockEnd.slice(0, blocks), blockMeasure: blockMeasure.slice(0, blocks) }
}
