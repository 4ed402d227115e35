import { readFileSync } from 'node:fs'

/** What JavaScript computes for the kernels: see assembly/imports.ts. */
export type Imports = {
  leastFor: (chunk: number, bar: number) => number
  prospectiveStatistic: (count: number, window: number, measure: number, centre: number, entry: number) => number
  leastColumnFor: (bar: number) => number
  spatialStatistic: (count: number, measure: number) => number
  leastInCircle: (bar: number) => number
  circleStatistic: (count: number, measure: number, centre: number, entry: number) => number
  retrospectiveStatistic: (count: number, centre: number, entry: number, first: number, last: number) => number
  leastByStep: (bar: number) => number
  windowStatistic: (count: number, measure: number) => number
}

export type Exports = {
  setUpNeighbours: (layout: number, furthest: number, mostMeasure: number, areTiesSplit: 0 | 1) => void
  growCircles: (x: number, y: number, z: number, bound: number) => number
  measureWithin: { readonly value: number }
  reach: { readonly value: number }
  setUpBlocks: (layout: number, share: number, shareOfExcess: number, steps: number) => void
  cutCentre: (centre: number, to: number) => number
  setUpUnions: (layout: number) => void
  joinCircles: (centres: number) => number
  unionLength: { readonly value: number }
  unionBlockCount: { readonly value: number }
  setUpCircles: (layout: number) => void
  searchCircles: (centre: number, bar: number) => void
  setUpWalk: (layout: number, steps: number, lanesAreReplicates: 0 | 1) => void
  setUpProspective: (layout: number, chunks: number) => void
  fillLeast: (chunk: number, windows: number, levels: number, to: number) => void
  permute: (cases: number, a: number, b: number, c: number, d: number) => void
  prospectiveMaximum: (cases: number, startingBar: number) => number
  startSearch: (cases: number, chunk: number) => void
  searchCentre: (centre: number, from: number, bar: number) => void
  setUpSpatial: (layout: number) => void
  clearReplicates: () => void
  drawOverLocations: (firstLane: number, cases: number, words: number) => void
  drawIndividuals: (lane: number, cases: number, a: number, b: number, c: number, d: number) => void
  spatialMaxima: (size: number, bar: number) => void
  setUpRetrospective: (layout: number, units: number, longestWindow: number, rowBytes: number) => void
  retrospectiveMaximum: (startingBar: number) => number
  setUpWindows: (
    layout: number,
    span: number,
    longestWindow: number,
    shortestWindow: number,
    isProspective: 0 | 1,
    isWide: 0 | 1,
    isLowLooked: 0 | 1,
    entries: number,
  ) => void
  clearCases: () => void
  addUpCases: () => void
  keepLanes: (mask: number) => void
  walkWindows: (startingBar: number) => void
}

/** Undefined until they are first asked for; null where there are none to use. */
let kernels: WebAssembly.Module | null | undefined

/** The kernels; null where this processor lacks what they ask for (vectors of 128 bits), or they were set aside. */
export function findKernels(): WebAssembly.Module | null {
  if (kernels === undefined)
    kernels = compileKernels(new Uint8Array(readFileSync(new URL('./kernels.wasm', import.meta.url))))
  return kernels
}

export function compileKernels(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module | null {
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null
}

/** From now on these and no others: those of the thread that started this one, or null to set them aside. */
export function useKernels(given: WebAssembly.Module | null | undefined): void {
  kernels = given
}

const notUsed = () => {
  throw new Error('the kernels asked for what this kernel does not give')
}

export function instantiate(memory: WebAssembly.Memory, imports: Partial<Imports> = {}): Exports {
  const module = findKernels()
  if (!module) throw new Error('there are no kernels to run')
  const instance = new WebAssembly.Instance(module, {
    env: { memory, abort: failAssert },
    imports: {
      leastFor: notUsed,
      prospectiveStatistic: notUsed,
      leastColumnFor: notUsed,
      spatialStatistic: notUsed,
      leastInCircle: notUsed,
      circleStatistic: notUsed,
      retrospectiveStatistic: notUsed,
      leastByStep: notUsed,
      windowStatistic: notUsed,
      ...imports,
    },
  })
  return instance.exports as unknown as Exports
}

/** Only kernels built with asserts call it. */
function failAssert(_message: number, _file: number, line: number, column: number): never {
  throw new RangeError(`an access out of bounds, line ${line}, column ${column}`)
}
