/** Arrays in one memory that kernels of several threads share: laid out once, sized once, never grown. */
export type Memory = {
  memory: WebAssembly.Memory
  /** Where JavaScript has written the begin and the end of each array, in their order. */
  layout: number
}

export type Array = Uint8Array | Uint16Array | Int32Array | Float64Array

/** A row of 64 bytes begins at a multiple of it: then no load crosses a line of the cache. */
const ALIGNMENT = 64
const PAGE = 65_536
/** The texts of asserts lie before it, where kernels are built with them. */
const FIRST_ADDRESS = 8192

/** The room an array needs, or the array whose content it is to have. */
export type Room = { bytes: number } | Array

export function layOut(rooms: readonly Room[]): Memory & { begins: number[] } {
  const layout = FIRST_ADDRESS
  let end = align(layout + 8 * rooms.length)
  const bounds = rooms.map((room) => {
    const begin = end
    end = align(begin + sizeOf(room))
    return [begin, begin + sizeOf(room)] as const
  })
  const pages = Math.ceil(end / PAGE)
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const words = new Int32Array(memory.buffer)
  const bytes = new Uint8Array(memory.buffer)
  bounds.forEach(([begin, past], i) => {
    words[(layout >> 2) + 2 * i] = begin
    words[(layout >> 2) + 2 * i + 1] = past
    const room = rooms[i] as Room
    if (!('bytes' in room)) bytes.set(new Uint8Array(room.buffer, room.byteOffset, room.byteLength), begin)
  })
  return { memory, layout, begins: bounds.map(([begin]) => begin) }
}

function sizeOf(room: Room): number {
  return 'bytes' in room ? room.bytes : room.byteLength
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT
}
