import type { Circles } from '../stats/scan-circles.ts'

export const LONGEST_BLOCK = 32
/** Numbers of 8 bytes to a block: its end as an entry and the level of its first circle share one, its measure is the other. */
const NUMBERS = 2

/**
 * Blocks of neighbours, which are compared at their end with what their first circle asks for, and end where their measure
 * has grown by `room`. Those of centre i are blockStart[i] …; a block is laid out as the kernels read it (assembly/walk.ts).
 */
export function cutBlocks(
  { start, neighbour, measureAt }: Circles,
  { roomAt, levelOf }: { roomAt: (measure: number) => number; levelOf: (measure: number) => number },
): { blockStart: Int32Array; blocks: Uint8Array } {
  const blockStart = new Int32Array(start.length)
  // memory is taken when it is first written: room for more than is likely costs nothing, growing leaves the outgrown behind
  let numbers = new Float64Array(NUMBERS * Math.max(start.length, neighbour.length >> 2))
  let words = new Int32Array(numbers.buffer)
  let blocks = 0
  for (let centre = 0; centre + 1 < start.length; centre++) {
    const length = (start[centre + 1] as number) - (start[centre] as number)
    if (NUMBERS * (blocks + length) > numbers.length) {
      const longer = new Float64Array(NUMBERS * Math.max(blocks + length, Math.ceil(1.3 * blocks)))
      longer.set(numbers.subarray(0, NUMBERS * blocks))
      numbers = longer
      words = new Int32Array(longer.buffer)
    }
    blocks = cutCentre(centre, blocks)
    blockStart[centre + 1] = blocks
  }
  return { blockStart, blocks: new Uint8Array(numbers.buffer, 0, 8 * NUMBERS * blocks) }

  function cutCentre(centre: number, firstBlock: number): number {
    const end = start[centre + 1] as number
    let block = firstBlock
    let measure = 0
    for (let entry = start[centre] as number; entry < end; block++) {
      const longest = Math.min(end, entry + LONGEST_BLOCK)
      measure += measureAt[neighbour[entry++] as number] as number
      numbers[NUMBERS * block + 1] = measure
      words[4 * block + 1] = levelOf(measure)
      const most = measure + Math.max(0, roomAt(measure))
      if (entry < longest) measure += measureAt[neighbour[entry++] as number] as number
      // two at a time: of fewer different lengths, walks are better foreseen by the processor
      for (; entry + 1 < longest; entry += 2) {
        const pair =
          (measureAt[neighbour[entry] as number] as number) + (measureAt[neighbour[entry + 1] as number] as number)
        const next = measure + pair
        if (next > most) break
        measure = next
      }
      words[4 * block] = entry
    }
    return block
  }
}
