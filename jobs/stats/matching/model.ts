import { FIELD_NAMES, GROUP_OF, NOT_KNOWN, type Pattern, STARTS, WORDS } from './levels.ts'

/**
 * Whether two reports are of one event, by Fellegi and Sunter: M = log2(λ/(1 − λ)) + Σ log2(m/u), P = 2^M/(1 + 2^M).
 * Fellegi IP, Sunter AB. A theory for record linkage. J Am Stat Assoc 1969;64:1183–1210.
 *
 * Two events soon after each other in one place are common, so that time and place do not vary by themselves among reports of two events: of
 * them u is told for each pair of levels of the two, and what that makes less of both weights stands as a weight of its own.
 */
export type Model = {
  version: string
  /** Of pairs that are compared, how many are of one event: by what is known of both (see `blockOf`). */
  priors: readonly number[]
  /** By field and level, each group adding up to one. */
  m: readonly (readonly number[])[]
  u: readonly (readonly number[])[]
  /** By level of time and of place: each pair of groups adds up to one. */
  uTogether: readonly (readonly number[])[]
  /** What is computed says this much more or less than what was true where the truth was known: of the bits, by factor and addition. */
  calibration: { slope: number; intercept: number }
}

/** How many kinds of pairs have a share of their own, because as many are compared as their time and place leave open. */
export const BLOCKS = 4

/** Which share of pairs applies: the time of day of both is known, and the place of both. */
export function blockOf(pattern: Pattern): number {
  const [time = 0, place = 0] = pattern
  const timeGroup = (GROUP_OF[0] as number[])[time] as number
  return (timeGroup <= 3 ? 0 : 1) + (place === NOT_KNOWN ? 2 : 0)
}

/** One bar of the waterfall. `bits`: the weight, after calibration; their sum is the log2 of the odds. */
export type Weight = { field: 'usual' | 'together' | (typeof FIELD_NAMES)[number]; says: string; bits: number }

const log2Odds = (share: number) => Math.log2(share / (1 - share))

/** The log2 of the odds that the two are of one event, before calibration. */
export function bitsOf(model: Model, pattern: Pattern): number {
  return log2Odds(model.priors[blockOf(pattern)] as number) + evidenceOf(model, pattern)
}

/** What the levels say, without how many pairs are of one event. */
export function evidenceOf({ m, u, uTogether }: Pick<Model, 'm' | 'u' | 'uTogether'>, pattern: Pattern): number {
  let bits = 0
  for (let field = 0; field < pattern.length; field++) {
    const level = pattern[field] as number
    if (level === NOT_KNOWN) continue
    bits += Math.log2(((m[field] as number[])[level] as number) / ((u[field] as number[])[level] as number))
  }
  return bits + togetherOf({ u, uTogether }, pattern)
}

function togetherOf({ u, uTogether }: Pick<Model, 'u' | 'uTogether'>, pattern: Pattern): number {
  const [time = 0, place = 0] = pattern
  if (place === NOT_KNOWN) return 0
  const apart = ((u[0] as number[])[time] as number) * ((u[1] as number[])[place] as number)
  return Math.log2(apart / ((uTogether[time] as number[])[place] as number))
}

/** The log2 of the odds, as they have proved true. */
export function calibratedBits(model: Model, pattern: Pattern): number {
  return model.calibration.intercept + model.calibration.slope * bitsOf(model, pattern)
}

export function probabilityOf(bits: number): number {
  return 1 / (1 + 2 ** -bits)
}

/** The weights of a pair, in the order of a waterfall. */
export function explain(model: Model, pattern: Pattern): Weight[] {
  const { slope, intercept } = model.calibration
  const usual = intercept + slope * log2Odds(model.priors[blockOf(pattern)] as number)
  const weights: Weight[] = [{ field: 'usual', says: 'how many of the pairs compared are of one event', bits: usual }]
  for (let field = 0; field < pattern.length; field++) {
    const level = pattern[field] as number
    const name = FIELD_NAMES[field] as (typeof FIELD_NAMES)[number]
    if (level === NOT_KNOWN) {
      weights.push({ field: name, says: 'not known of both', bits: 0 })
    } else {
      const bits = Math.log2(
        ((model.m[field] as number[])[level] as number) / ((model.u[field] as number[])[level] as number),
      )
      weights.push({ field: name, says: (WORDS[field] as string[])[level] as string, bits: slope * bits })
    }
    if (name === 'place' && level !== NOT_KNOWN)
      weights.push({
        field: 'together',
        says: 'two events that are near in time are often near in place too',
        bits: slope * togetherOf(model, pattern),
      })
  }
  return weights
}

/** A pattern as one number, and back. */
const RADICES = STARTS.map(({ levels }) => levels + 1)
export function toCode(pattern: Pattern): number {
  let code = 0
  for (let field = 0; field < pattern.length; field++)
    code = code * (RADICES[field] as number) + (pattern[field] as number) + 1
  return code
}
export function fromCode(code: number): number[] {
  const pattern: number[] = []
  let rest = code
  for (let field = RADICES.length - 1; field >= 0; field--) {
    const radix = RADICES[field] as number
    pattern[field] = (rest % radix) - 1
    rest = Math.floor(rest / radix)
  }
  return pattern
}
