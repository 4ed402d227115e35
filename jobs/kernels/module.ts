import { readFileSync } from 'node:fs'

/** What JavaScript computes for the kernels: see assembly/imports.ts. */
export type Imports = {
  leastFor?: (chunk: number, bar: number) => number
  prospectiveStatistic?: (count: number, window: number, measure: number, centre: number, entry: number) => number
  leastColumnFor?: (bar: number) => number
  spatialStatistic?: (count: number, measure: number) => number
  retrospectiveStatistic?: (count: number, centre: number, entry: number, first: number, last: number) => number
}

export type Exports = {
  setUpWalk: (layout: number, steps: number, lanesAreReplicates: 0 | 1) => void
  setUpProspective: (layout: number, chunks: number) => void
  permute: (cases: number, a: number, b: number, c: number, d: number) => void
  prospectiveMaximum: (cases: number, startingBar: number) => number
  setUpSpatial: (layout: number) => void
  clearReplicates: () => void
  drawOverLocations: (firstLane: number, cases: number, words: number) => void
  drawIndividuals: (lane: number, cases: number, a: number, b: number, c: number, d: number) => void
  spatialMaxima: (size: number, bar: number) => void
  setUpRetrospective: (layout: number, units: number, longestWindow: number, rowBytes: number) => void
  retrospectiveMaximum: (startingBar: number) => number
}

let bytes: Uint8Array<ArrayBuffer> | undefined
let isValid: boolean | undefined
let compiled: WebAssembly.Module | undefined

function read(): Uint8Array<ArrayBuffer> {
  bytes ??= new Uint8Array(readFileSync(new URL('./kernels.wasm', import.meta.url)))
  return bytes
}

/** Whether this processor has what the kernels ask for: vectors of 128 bits. */
export function canRunKernels(): boolean {
  isValid ??= WebAssembly.validate(read())
  return isValid
}

/** Takes other kernels from now on: tests try those that assert their bounds. */
export function replaceKernels(other: Uint8Array<ArrayBuffer> | undefined): void {
  bytes = other
  isValid = undefined
  compiled = undefined
}

const notUsed = () => {
  throw new Error('the kernels asked for what this kernel does not give')
}

export function instantiate(memory: WebAssembly.Memory, imports: Imports): Exports {
  compiled ??= new WebAssembly.Module(read())
  const instance = new WebAssembly.Instance(compiled, {
    env: { memory, abort: failAssert },
    imports: {
      leastFor: notUsed,
      prospectiveStatistic: notUsed,
      leastColumnFor: notUsed,
      spatialStatistic: notUsed,
      retrospectiveStatistic: notUsed,
      ...imports,
    },
  })
  return instance.exports as unknown as Exports
}

/** Only kernels built with asserts call it. */
function failAssert(_message: number, _file: number, line: number, column: number): never {
  throw new RangeError(`an access out of bounds, line ${line}, column ${column}`)
}
