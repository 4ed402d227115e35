/* The generator of random.ts, sfc32: the same numbers from the same four words. */

let a: u32 = 0
let b: u32 = 0
let c: u32 = 0
let d: u32 = 0

export function startRandom(first: u32, second: u32, third: u32, fourth: u32): void {
  a = first
  b = second
  c = third
  d = fourth
  for (let warmUp = 0; warmUp < 12; warmUp++) next()
}

function next(): u32 {
  const sum = a + b + d
  d = d + 1
  a = b ^ (b >>> 9)
  b = c + (c << 3)
  c = rotl<u32>(c, 21) + sum
  return sum
}

/** A whole number from 0 to `limit` − 1: the floor of the product is the same as that of random.ts. */
export function randomBelow(limit: u32): u32 {
  return <u32>((<u64>next() * <u64>limit) >> 32)
}
