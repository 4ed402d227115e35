import { countPatterns, findCandidates } from '../../../jobs/stats/matching/candidates.ts'
import { calibrate, chanceOf, learnModel, withOwnPriors } from '../../../jobs/stats/matching/learn.ts'
import { bitsOf, fromCode, type Model } from '../../../jobs/stats/matching/model.ts'
import { generate } from './generator.ts'

export const VERSION = '2026-11-30'

/** The model that ships: learnt from partnerships that are made up, of which only its calibration is told the truth. Tests use other seeds. */
export function learnShippedModel(partnerships = 45): Model {
  const generated = Array.from({ length: partnerships }, (_, at) =>
    generate(`learn the matching of reports ${at}`, { manner: at % 3 ? 'mixed' : 'cells' }),
  )
  const candidates = generated.map(({ reports }) => findCandidates(reports))
  const counts = new Map<number, number>()
  for (const one of candidates)
    for (const [code, count] of countPatterns(one)) counts.set(code, (counts.get(code) ?? 0) + count)
  const model = learnModel(counts, chanceOf(generated.map(({ reports }) => reports)), { version: VERSION })
  const known = generated.flatMap(({ eventOf }, at) => {
    const { length, one, other, code } = candidates[at] as (typeof candidates)[number]
    const own = withOwnPriors(model, countPatterns(candidates[at] as (typeof candidates)[number]))
    return Array.from({ length }, (_, pair) => ({
      bits: bitsOf(own, fromCode(code[pair] as number)),
      isSame: eventOf[one[pair] as number] === eventOf[other[pair] as number],
    }))
  })
  return rounded({ ...model, calibration: calibrate(known) })
}

function rounded(model: Model): Model {
  const digits = (value: number) => Number(value.toPrecision(5))
  return {
    ...model,
    priors: model.priors.map(digits),
    m: model.m.map((levels) => levels.map(digits)),
    u: model.u.map((levels) => levels.map(digits)),
    uTogether: model.uTogether.map((levels) => levels.map(digits)),
    calibration: { slope: digits(model.calibration.slope), intercept: digits(model.calibration.intercept) },
  }
}
