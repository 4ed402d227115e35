import type { GridMaxima } from './grid-maxima.ts'

/** Maxima that any number of threads fill in together: each takes the next block until there is none left. */
export type SharedMaxima = {
  maxima: Float64Array
  /** One number: the replicates taken so far, not more than one block a thread beyond the last. */
  taken: Int32Array
  block: number
}

export function shareMaxima(replicas: number, block: number): SharedMaxima {
  return {
    maxima: new Float64Array(new SharedArrayBuffer(8 * replicas)),
    taken: new Int32Array(new SharedArrayBuffer(4)),
    block,
  }
}

/** Fills in blocks until none is left; gives way after each, for whoever has something else to do. */
export function* fillMaxima(maximaOf: GridMaxima, seed: string, { maxima, taken, block }: SharedMaxima) {
  for (;;) {
    const from = Atomics.add(taken, 0, block)
    if (from >= maxima.length) return
    maxima.set(maximaOf(seed, from, Math.min(maxima.length, from + block)), from)
    yield
  }
}
