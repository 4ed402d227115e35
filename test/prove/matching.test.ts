import { describe, expect, it } from 'vitest'
import { countPatterns, findCandidates } from '../../jobs/stats/matching/candidates.ts'
import { withOwnPriors } from '../../jobs/stats/matching/learn.ts'
import { calibratedBits, fromCode } from '../../jobs/stats/matching/model.ts'
import { SHIPPED_MODEL } from '../../jobs/stats/matching/shipped-model.ts'
import { ceilingOf } from './matching/ceiling.ts'
import { GIVEN, generate } from './matching/generator.ts'
import { learnShippedModel } from './matching/learn.ts'
import { bestByThreshold, brierOf, groupIntoEvents, scoreEvents, weigh } from './matching/score.ts'

const SEEDS = Array.from({ length: 10 }, (_, at) => `events that no model was learnt from ${at}`)

describe('matching of reports of one event', () => {
  const tried = SEEDS.map((seed) => {
    const generated = generate(seed)
    const { reports, eventOf } = generated
    const model = withOwnPriors(SHIPPED_MODEL, countPatterns(findCandidates(reports)))
    const said = weigh(generated, (_one, _other, code) => calibratedBits(model, fromCode(code)))
    const bitsOf = ceilingOf(generated, GIVEN.days)
    const best = weigh(generated, (one, other) =>
      bitsOf(reports[one] as (typeof reports)[number], reports[other] as (typeof reports)[number]),
    )
    const ofEvents = (pairs: typeof said) => scoreEvents(eventOf, groupIntoEvents(reports.length, pairs))
    const same = eventOf.reduce(
      (sum, event, at) => sum + eventOf.slice(at + 1).filter((other) => other === event).length,
      0,
    )
    return { said, best, same, of: ofEvents(said), atBest: Math.max(ofEvents(best).f, bestByThreshold(best, same)) }
  })
  const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length

  it('compares all but a few of the pairs that are of one event', () => {
    for (const { said, same } of tried) expect(said.filter(({ isSame }) => isSame).length / same).toBeGreaterThan(0.998)
  })

  it('finds the events of seeds that it was not learnt from, at least 98 in 100 as well as the true likelihoods do', () => {
    const [found, attainable] = [mean(tried.map(({ of }) => of.f)), mean(tried.map(({ atBest }) => atBest))]
    expect(found / attainable, `${found} of ${attainable}`).toBeGreaterThanOrEqual(0.98)
    for (const { of, atBest } of tried) expect(of.f / atBest).toBeGreaterThanOrEqual(0.96)
    // the best that anybody could do: neither nothing nor everything
    expect(attainable).toBeGreaterThan(0.85)
    expect(attainable).toBeLessThan(0.95)
  })

  it('states probabilities that prove true: Brier’s score beside that of the true likelihoods', () => {
    const [ours, theirs] = [mean(tried.map(({ said }) => brierOf(said))), mean(tried.map(({ best }) => brierOf(best)))]
    expect(ours).toBeLessThan(1.1 * theirs)
    const all = tried.flatMap(({ said }) => said)
    for (const [from, to] of [
      [0.05, 0.3],
      [0.3, 0.5],
      [0.5, 0.7],
      [0.7, 0.9],
      [0.9, 1],
    ] as const) {
      const chances = all
        .map(({ bits, isSame }) => ({ p: 1 / (1 + 2 ** -bits), isSame }))
        .filter(({ p }) => p >= from && p < to)
      expect(chances.length).toBeGreaterThan(100)
      const [stated, proved] = [mean(chances.map(({ p }) => p)), mean(chances.map(({ isSame }) => Number(isSame)))]
      expect(Math.abs(stated - proved), `${from} to ${to}: ${stated} stated, ${proved} true`).toBeLessThan(0.12)
    }
  })

  it('says the true likelihoods right: what the best says of pairs is true as often as it says', () => {
    const all = tried.flatMap(({ best }) => best)
    expect(mean(all.map(({ bits }) => 1 / (1 + 2 ** -bits)))).toBeCloseTo(
      mean(all.map(({ isSame }) => Number(isSame))),
      1.5,
    )
  })

  it('ships the model that learning gives again', () => {
    expect(learnShippedModel()).toEqual(SHIPPED_MODEL)
  })
})
