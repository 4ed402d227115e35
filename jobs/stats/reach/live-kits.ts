/**
 * How many kits that were supplied can still be used. A kit is live until its expiry, unless it was lost or used before. Nobody knows which
 * kit was used, since none has an owner's name: a use comes off the kits that it may have been, each as likely as another.
 */
export type SuppliedKits = {
  /** Days since any fixed day. */
  day: number
  kits: number
  /** Kits of one batch expire together and are used as one; of an unknown batch those of a product. */
  batch: string | null
  product: string
  /** The last day on which it is good; null: not known, and taken as good. */
  expires: number | null
}

export type UsedKit = {
  day: number
  batch: string | null
  product: string | null
}

export type LiveKits = {
  /** Of each supply, in the order given. */
  live: number[]
  /** Kits that have left, by why: in all as many as were supplied less those that live. */
  used: number
  expired: number
  lost: number
  /** Uses for which there was no live kit to come off: of a supply that was never recorded. */
  usesWithoutKit: number
  /** Uses of which the batch was known. */
  usesOfKnownBatch: number
}

/** Kits that expire and are used as one, with what of each has not been used so far. */
type Pool = {
  batch: string | null
  product: string
  expires: number
  unused: number
  stored: number
  supplied: number[]
}

const DAYS_A_YEAR = 365.25

/**
 * Live at the end of a day, with a hazard of loss a year. Each pool keeps one factor for its uses, so that a use costs as many steps as there
 * are pools and not as there are supplies: of a supply is left kits · exp(−hazard · time) · factor now / factor then.
 */
export function liveKits(
  supplies: readonly SuppliedKits[],
  uses: readonly UsedKit[],
  { on, lossPerYear }: { on: number; lossPerYear: number },
): LiveKits {
  const hazard = lossPerYear / DAYS_A_YEAR
  const pools = new Map<string, Pool>()
  // of each supply: its pool, and the pool's factor as it came in
  const place: { pool: Pool; factorThen: number }[] = new Array(supplies.length)
  const bySupply = [...supplies.keys()]
    .filter((index) => (supplies[index]?.day ?? 0) <= on)
    .toSorted((a, b) => (supplies[a]?.day ?? 0) - (supplies[b]?.day ?? 0))
  // of one day those of which more is known come first, so that the answer does not hang on the order they were read in
  const inOrder = uses.filter(({ day }) => day <= on).toSorted((a, b) => a.day - b.day || knows(b) - knows(a))
  const totals = { used: 0, usesWithoutKit: 0, usesOfKnownBatch: 0 }
  let next = 0

  const takeIn = (until: number) => {
    for (; next < bySupply.length; next++) {
      const index = bySupply[next] as number
      const { day, kits, batch, product, expires } = supplies[index] as SuppliedKits
      if (day > until) return
      const key = `${product} ${batch ?? ''} ${expires ?? ''}`
      let pool = pools.get(key)
      if (!pool) {
        pool = { batch, product, expires: expires ?? Number.POSITIVE_INFINITY, unused: 1, stored: 0, supplied: [] }
        pools.set(key, pool)
      }
      place[index] = { pool, factorThen: pool.unused }
      // kept as it would be on day 0 at the factor of 1, so that all of a pool move together
      pool.stored += (kits * Math.exp(hazard * day)) / pool.unused
      pool.supplied.push(index)
    }
  }
  const liveOf = (pool: Pool, day: number) =>
    day <= pool.expires ? pool.stored * pool.unused * Math.exp(-hazard * day) : 0

  for (const use of inOrder) {
    takeIn(use.day)
    const all = [...pools.values()].filter((pool) => use.day <= pool.expires)
    const known = use.batch === null ? [] : all.filter((pool) => pool.batch === use.batch)
    if (known.length > 0) totals.usesOfKnownBatch++
    const candidates =
      known.length > 0 ? known : use.product === null ? all : all.filter(({ product }) => product === use.product)
    const live = candidates.reduce((sum, pool) => sum + liveOf(pool, use.day), 0)
    const taken = Math.min(1, live)
    totals.used += taken
    totals.usesWithoutKit += 1 - taken
    // a pool whose last kit is taken stays at nothing, and what comes later begins anew
    if (live > 0) for (const pool of candidates) empty(pool, taken / live)
  }
  takeIn(on)

  const live = supplies.map(({ kits, day }, index) => {
    const at = place[index]
    if (!at || on > at.pool.expires) return 0
    return (kits * Math.exp(-hazard * (on - day)) * at.pool.unused) / at.factorThen
  })
  const supplied = bySupply.reduce((sum, index) => sum + (supplies[index]?.kits ?? 0), 0)
  const living = live.reduce((sum, one) => sum + one, 0)
  const expired = [...pools.values()]
    .filter(({ expires }) => expires < on)
    .reduce((sum, pool) => sum + pool.stored * pool.unused * Math.exp(-hazard * pool.expires), 0)
  return { live, expired, lost: Math.max(0, supplied - living - totals.used - expired), ...totals }
}

const knows = ({ batch, product }: UsedKit) => (batch === null ? 0 : 2) + (product === null ? 0 : 1)

/** A thousandth of a millionth is left where all is taken: nothing to count, and something to divide by. */
const LEAST_LEFT = 1e-9

function empty(pool: Pool, share: number): void {
  pool.unused *= Math.max(LEAST_LEFT, 1 - share)
}

/** The chance that at least one of a person's kits is live: of each of its supplies how many there were, and how many live. */
export function chanceOfOneLive(supplies: readonly { kits: number; live: number }[]): number {
  return 1 - supplies.reduce((none, { kits, live }) => none * (1 - Math.min(1, live / kits)) ** kits, 1)
}
