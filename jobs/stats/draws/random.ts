/** A stream of numbers uniform on [0, 1), in steps of 2⁻³². */
export type Random = () => number

/**
 * The random numbers of one replicate. They depend on the seed and the replicate's number only, so that replicates
 * can be spread over any number of threads and still give the same p value.
 *
 * The seed and the number are hashed to 128 bits, which start an sfc32 generator (Doty-Humphrey C. PractRand, 2010;
 * 32-bit counter variant, period at least 2³²).
 */
export function randomFor(seed: string | number, replicate: number): Random {
  let [a, b, c, d] = randomWordsFor(seed, replicate)
  function random(): number {
    const sum = (((a + b) | 0) + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + sum) | 0
    return (sum >>> 0) / 4294967296
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) random()
  return random
}

/** The words that start the generator of a replicate, for one that is written in another language. */
export function randomWordsFor(seed: string | number, replicate: number): [number, number, number, number] {
  return hash128(`${seed}/${replicate}`)
}

/** Four 32-bit words of a text: FNV-1a with four starting points, each finished by MurmurHash3's mixer (Appleby 2011). */
function hash128(text: string): [number, number, number, number] {
  return [word(0x811c9dc5), word(0x9e3779b9), word(0x85ebca6b), word(0xc2b2ae35)]
  function word(start: number): number {
    let h = start | 0
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return h ^ (h >>> 16)
  }
}

/** A whole number from 0 to `limit` − 1, each equally likely (to within limit/2³²). */
export function randomBelow(random: Random, limit: number): number {
  return Math.floor(random() * limit)
}

/**
 * Shuffles the first `count` places of `values` in place (all of them by default): each place gets any of the values
 * not yet drawn, so the first `count` are a random sample in random order, and the rest are what was left.
 * Durstenfeld R. Algorithm 235: random permutation. CACM 1964;7:420 (Fisher–Yates).
 */
export function shuffle<T extends number[] | Int32Array | Uint8Array>(
  values: T,
  random: Random,
  count = values.length,
): T {
  for (let place = 0; place < count; place++) {
    const other = place + randomBelow(random, values.length - place)
    const drawn = values[other] as number
    values[other] = values[place] as number
    values[place] = drawn
  }
  return values
}

/** A Poisson count by inversion; for means up to a few hundred. */
export function randomPoisson(random: Random, mean: number): number {
  let count = 0
  let probability = Math.exp(-mean)
  let below = probability
  const u = random()
  while (u > below && probability > 0) {
    count++
    probability *= mean / count
    below += probability
  }
  return count
}
