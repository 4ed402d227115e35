/** |A ∩ B| / min(|A|, |B|): 1 where one set lies within the other; 0 where either is empty. */
export function overlapCoefficient(a: readonly string[], b: readonly string[]): number {
  const smaller = Math.min(new Set(a).size, new Set(b).size)
  return smaller === 0 ? 0 : countShared(a, b) / smaller
}

/** |A ∩ B| / |A ∪ B|. */
export function jaccard(a: readonly string[], b: readonly string[]): number {
  const all = new Set([...a, ...b]).size
  return all === 0 ? 0 : countShared(a, b) / all
}

/** How many different ids are in both. */
export function countShared(a: readonly string[], b: readonly string[]): number {
  const inB = new Set(b)
  return [...new Set(a)].filter((id) => inB.has(id)).length
}
