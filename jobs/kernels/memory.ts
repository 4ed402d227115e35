/** One memory that kernels of several threads share; arrays are put into it one after the other. */
export type OpenMemory = {
  memory: WebAssembly.Memory
  /** Puts an array into it, or keeps room for one. */
  place: (room: Room) => Bounds
  /** Lets a kernel write an array of up to so many bytes more, after what was last written; it gives the address after them. */
  append: (bytes: number, write: (address: number) => number) => void
  /** Writes down where arrays begin and end, in this order, as kernels read it; gives the address of that list. */
  list: (arrays: readonly Bounds[]) => number
}

export type Bounds = { begin: number; end: number }

/** The room an array needs, or the array whose content it is to have. */
export type Room = { bytes: number } | Uint8Array | Uint16Array | Int32Array | Float64Array

/** A row of 64 bytes begins at a multiple of it: then no load crosses a line of the cache. */
const ALIGNMENT = 64
const PAGE = 65_536
const MOST_PAGES = 65_536
/** The texts of asserts lie before it, where kernels are built with them. */
const FIRST_ADDRESS = 8192

/** It grows while it is set up: what it has no room for is a RangeError. */
export function openMemory(): OpenMemory {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true })
  let pages = 1
  let end = FIRST_ADDRESS

  function makeRoom(upTo: number): void {
    const needed = Math.ceil(upTo / PAGE)
    if (needed <= pages) return
    // pages that are never written take no memory
    const more = Math.min(MOST_PAGES, Math.max(needed, Math.ceil(1.5 * pages))) - pages
    memory.grow(Math.max(more, needed - pages))
    pages += more
  }

  function place(room: Room): Bounds {
    const begin = Math.ceil(end / ALIGNMENT) * ALIGNMENT
    const bytes = 'bytes' in room ? room.bytes : room.byteLength
    makeRoom(begin + bytes)
    end = begin + bytes
    if (!('bytes' in room))
      new Uint8Array(memory.buffer).set(new Uint8Array(room.buffer, room.byteOffset, room.byteLength), begin)
    return { begin, end }
  }

  return {
    memory,
    place,
    append(bytes, write) {
      makeRoom(end + bytes)
      end = write(end)
    },
    list: (arrays) => place(Int32Array.from(arrays.flatMap(({ begin, end }) => [begin, end]))).begin,
  }
}
