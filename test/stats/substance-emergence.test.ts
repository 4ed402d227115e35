import { describe, expect, it } from 'vitest'
import { randomFor } from '../../jobs/stats/draws/random.ts'
import {
  coverage,
  type EmergenceInput,
  prepareEmergence,
  type ToxicologyDeath,
} from '../../jobs/stats/emergence/emergence-problem.ts'
import { listFirstDetections, listNovelFamilies } from '../../jobs/stats/emergence/first-detections.ts'
import { noveltyPForList } from '../../jobs/stats/emergence/novelty.ts'
import {
  emergenceMaxima,
  largestEmergence,
  listEmergences,
  scanEmergence,
} from '../../jobs/stats/emergence/substance-emergence.ts'
import { decideP } from '../../jobs/stats/scan/monte-carlo.ts'
import { ancestorsOf } from '../../jobs/stats/scan/tree-scan.ts'

// a small tree: class → drug
const names = [
  'opioids',
  'heroin',
  'methadone',
  'nitazenes',
  'metonitazene',
  'protonitazene',
  'stimulants',
  'cocaine',
  'gabapentinoids',
  'pregabalin',
  'gabapentin',
  'benzodiazepines',
  'diazepam',
  'bromazolam',
  'alcohol',
] as const
type Name = (typeof names)[number]
const at = (name: Name) => names.indexOf(name)
const parentOf: Partial<Record<Name, Name>> = {
  heroin: 'opioids',
  methadone: 'opioids',
  nitazenes: 'opioids',
  metonitazene: 'nitazenes',
  protonitazene: 'nitazenes',
  cocaine: 'stimulants',
  pregabalin: 'gabapentinoids',
  gabapentin: 'gabapentinoids',
  diazepam: 'benzodiazepines',
  bromazolam: 'benzodiazepines',
}
const tree = names.map((name) => (parentOf[name] ? at(parentOf[name]) : -1))
const usual: [Name, number][] = [
  ['heroin', 0.55],
  ['methadone', 0.25],
  ['cocaine', 0.35],
  ['pregabalin', 0.3],
  ['gabapentin', 0.1],
  ['diazepam', 0.3],
  ['bromazolam', 0.1],
  ['alcohol', 0.3],
]
const drugs = names.filter((name) => parentOf[name] !== undefined || name === 'alcohol')

function death(
  id: string,
  toxicologyDay: number,
  found: Name[],
  tested: Name[] | 'standard' = 'standard',
): ToxicologyDeath {
  return {
    id,
    toxicologyDay,
    nodes: [...new Set(found.flatMap((name) => [at(name), ...ancestorsOf(tree, at(name))]))],
    testedNodes: tested === 'standard' ? tested : tested.map(at),
  }
}

/** A death a week with the usual drugs; `also` adds to some of them. */
function usualDeaths(count: number, seed: number, also: (death: number) => Name[] = () => []): ToxicologyDeath[] {
  return Array.from({ length: count }, (_, i) => {
    const random = randomFor(`deaths ${seed}`, i)
    const found = usual.filter(([, share]) => random() < share).map(([name]) => name)
    return death(`d${i}`, i * 7, [...found, ...also(i)])
  })
}

const inputOf = (deaths: ToxicologyDeath[]): EmergenceInput => ({ tree, deaths, watchListSize: 50 })
const nameOf = (nodes: number[]) => nodes.map((node) => names[node]).join(' + ')

describe('a new drug', () => {
  const withNitazene = (...results: number[]) =>
    usualDeaths(110, 1, (i) => (results.includes(i) ? ['metonitazene'] : []))

  it('is found at its third toxicology result, with its deaths and what came before', () => {
    const { emergences } = scanEmergence(inputOf(withNitazene(105, 107, 109)), { seed: 1, replicates: 1999 })
    expect(emergences.map(({ nodes }) => nameOf(nodes))).toEqual(['metonitazene'])
    expect(emergences[0]).toMatchObject({
      m: 5,
      recentCount: 3,
      recentDenominator: 5,
      earlierCount: 0,
      earlierDenominator: 105,
      caseIds: ['d105', 'd107', 'd109'],
    })
    // all three also had pregabalin, by chance: it is said, and does not change the name
    expect(emergences[0]?.foundInTheSameDeaths.map((node) => names[node])).toEqual([
      'nitazenes',
      'metonitazene',
      'gabapentinoids',
      'pregabalin',
    ])
    expect(emergences[0]?.p).toBeLessThan(0.005)
    expect(emergences[0]?.expected).toBeCloseTo(3 * (5 / 110), 12)
    // below that of 3 of 10 after none of 100, .00018 × 50
    expect(emergences[0]?.noveltyP).toBeLessThan(0.0089)
  })

  it('is not yet judged at its second, but is a first detection with its novelty', () => {
    const deaths = withNitazene(102, 105)
    const { emergences } = scanEmergence(inputOf(deaths), { seed: 1, replicates: 499 })
    expect(emergences.filter(({ nodes }) => nameOf(nodes).includes('nitazene'))).toEqual([])
    const [first, ...others] = listFirstDetections(inputOf(deaths))
    expect(others).toEqual([])
    expect(first).toMatchObject({ node: at('metonitazene'), caseIds: ['d102', 'd105'], deathsBefore: 102, m: 10 })
    expect(first?.noveltyP).toBeCloseTo(0.144, 3)
  })

  it('is judged by its family, of which few are watched: 3 of 20 after 100 without is p .008, and not .11', () => {
    const deaths = usualDeaths(120, 3, (i) =>
      i === 102 || i === 109 ? ['metonitazene'] : i === 115 ? ['protonitazene'] : [],
    )
    // of six watched families only one is new; the others have been found before
    const families = [at('nitazenes'), at('opioids'), at('stimulants'), at('gabapentinoids'), at('benzodiazepines')]
    const input = { ...inputOf(deaths), watchedFamilies: [...families, at('alcohol')] }
    const [novel, ...others] = listNovelFamilies(input)
    expect(others).toEqual([])
    expect(novel).toMatchObject({
      node: at('nitazenes'),
      members: [at('metonitazene'), at('protonitazene')],
      caseIds: ['d102', 'd109', 'd115'],
      ...{ deathsBefore: 102, m: 20, testedRecently: 20, testedBefore: 100 },
    })
    expect(novel?.noveltyP).toBeCloseTo(0.0081, 4)
    expect(noveltyPForList(3, 20, 100, 80)).toBeCloseTo(0.11, 2)
  })

  it('is a notice at its first, without a p', () => {
    const [first] = listFirstDetections(inputOf(withNitazene(102)))
    expect(first).toMatchObject({ caseIds: ['d102'], toxicologyDay: 714, noveltyP: null })
  })

  it('shows as its class where no single drug of it would', () => {
    const deaths = usualDeaths(110, 2, (i) =>
      i === 101 || i === 104 ? ['metonitazene'] : i === 106 || i === 108 ? ['protonitazene'] : [],
    )
    const { emergences } = scanEmergence(inputOf(deaths), { seed: 1, replicates: 999 })
    expect(nameOf(emergences[0]?.nodes ?? [])).toBe('nitazenes')
    expect(emergences[0]?.caseIds).toEqual(['d101', 'd104', 'd106', 'd108'])
  })

  it('explains its combination with a usual drug, which is not listed beside it', () => {
    const deaths = usualDeaths(110, 3, (i) =>
      [100, 102, 103, 105, 107, 109].includes(i) ? ['metonitazene', ...(i < 107 ? (['cocaine'] as const) : [])] : [],
    )
    const { emergences } = scanEmergence(inputOf(deaths), { seed: 1, replicates: 999 })
    expect(emergences.map(({ nodes }) => nameOf(nodes))).toEqual(['metonitazene'])
  })
})

describe('a new combination', () => {
  it('of usual drugs is found as such', () => {
    const deaths = usualDeaths(120, 4).map((one, i) => {
      const isNew = i >= 106 && i % 2 === 0
      const others = one.nodes.filter((node) => !['cocaine', 'stimulants', 'bromazolam'].includes(names[node] as Name))
      // cocaine and bromazolam are each as common as before, and never together until now
      if (isNew)
        return {
          ...one,
          nodes: [...new Set([...others, at('cocaine'), at('stimulants'), at('bromazolam'), at('benzodiazepines')])],
        }
      return i % 4 === 0
        ? { ...one, nodes: [...others, at('cocaine'), at('stimulants')] }
        : i % 4 === 2
          ? { ...one, nodes: [...new Set([...others, at('bromazolam'), at('benzodiazepines')])] }
          : { ...one, nodes: others }
    })
    const { emergences } = scanEmergence(inputOf(deaths), { seed: 1, replicates: 999 })
    expect(nameOf(emergences[0]?.nodes ?? [])).toMatch(/cocaine \+ bromazolam|stimulants \+ bromazolam/)
    expect(emergences[0]).toMatchObject({ recentCount: 7, earlierCount: 0 })
    expect(emergences[0]?.p).toBeLessThan(0.005)
  })

  it('never joins a node with its own class', () => {
    const { candidates } = prepareEmergence(inputOf(usualDeaths(150, 5)))
    const joined = candidates.filter(({ nodes }) =>
      nodes.some((node) => ancestorsOf(tree, node).some((ancestor) => nodes.includes(ancestor))),
    )
    expect(candidates.length).toBeGreaterThan(100)
    expect(joined).toEqual([])
  })
})

describe('what the panels looked for', () => {
  const before = drugs.filter((name) => name !== 'pregabalin')
  const pregabalinFrom = (march: number, count: number, seed: number) =>
    usualDeaths(count, seed).map((one, i) => ({
      ...one,
      nodes:
        i >= march
          ? one.nodes
          : one.nodes.filter(
              (node) =>
                node !== at('pregabalin') && (node !== at('gabapentinoids') || one.nodes.includes(at('gabapentin'))),
            ),
      testedNodes: (i >= march ? drugs : before).map(at),
    }))

  it('makes no false rise of pregabalin, or of its class, tested only from March', () => {
    for (let seed = 0; seed < 12; seed++)
      for (const march of [90, 100, 110]) {
        const deaths = pregabalinFrom(march, 120, seed)
        const { emergences } = scanEmergence(inputOf(deaths), { seed, replicates: 199 })
        const rises = emergences.filter(
          ({ nodes, p }) => p <= 0.02 && (nodes.includes(at('pregabalin')) || nodes.includes(at('gabapentinoids'))),
        )
        expect(rises).toEqual([])
      }
  })

  it('would make one if it were not asked, so that the check above is a check', () => {
    const deaths = pregabalinFrom(100, 120, 1).map((one) => ({ ...one, testedNodes: 'standard' as const }))
    const { emergences } = scanEmergence(inputOf(deaths), { seed: 1, replicates: 499 })
    expect(nameOf(emergences[0]?.nodes ?? [])).toContain('pregabalin')
    expect(emergences[0]?.p).toBeLessThan(0.02)
  })

  it('counts only the deaths that were tested for every part of a combination', () => {
    const deaths = usualDeaths(100, 6, (i) => (i >= 94 ? ['metonitazene'] : [])).map((one, i) =>
      i % 2 === 0
        ? { ...one, testedNodes: before.filter((name) => name !== 'metonitazene' && name !== 'nitazenes').map(at) }
        : one,
    )
    const { emergences } = scanEmergence(inputOf(deaths), { seed: 1, replicates: 499 })
    const found = emergences.find(({ nodes }) => nameOf(nodes) === 'metonitazene')
    // of the six, d95, d97 and d99 had the panel for it
    expect(found).toMatchObject({ caseIds: ['d95', 'd97', 'd99'], earlierCount: 0 })
    expect((found?.recentDenominator ?? 0) + (found?.earlierDenominator ?? 0)).toBe(50)
  })

  it('cover a class when all its members are looked for, and all members when the class is', () => {
    expect(coverage(tree, [at('pregabalin')]).has(at('gabapentinoids'))).toBe(false)
    expect(coverage(tree, [at('pregabalin'), at('gabapentin')]).has(at('gabapentinoids'))).toBe(true)
    expect(coverage(tree, [at('nitazenes')]).has(at('protonitazene'))).toBe(true)
    expect(coverage(tree, [at('nitazenes')]).has(at('opioids'))).toBe(false)
  })
})

describe('replicates of the emergence scan', () => {
  const problem = prepareEmergence(inputOf(usualDeaths(130, 7)))

  it('depend on the seed and their number only, so threads can share them out', () => {
    const whole = emergenceMaxima(problem, 's', 0, 50)
    const parts = [...emergenceMaxima(problem, 's', 0, 20), ...emergenceMaxima(structuredClone(problem), 's', 20, 50)]
    expect(parts).toEqual([...whole])
    const largest = largestEmergence(problem)
    const scanned = scanEmergence(inputOf(usualDeaths(130, 7)), { seed: 's', replicates: 50 })
    expect(scanned.emergences).toEqual(listEmergences(problem, whole))
    expect(scanned.overall).toEqual(decideP(largest, whole))
  })

  it('stop at the tenth exceedance on a quiet day', () => {
    const quiet = scanEmergence(inputOf(usualDeaths(130, 7)), { seed: 's', replicates: 999, stopAfterExceedances: 10 })
    expect(quiet.maxima.length).toBeLessThan(999)
    expect(quiet.overall.p).toBe(10 / quiet.maxima.length)
  })

  it('make p ≤ .05 about one time in twenty where nothing has changed', () => {
    let flagged = 0
    for (let seed = 100; seed < 200; seed++) {
      const { overall } = scanEmergence(inputOf(usualDeaths(100, seed)), { seed, replicates: 99 })
      if (overall.p <= 0.05) flagged++
    }
    expect(flagged).toBeLessThanOrEqual(12) // 99.8% quantile of a binomial with 100 trials at .05
  })
})

it('refuses deaths that are not in the order of their toxicology', () => {
  const deaths = [death('late', 20, ['heroin']), death('early', 10, ['heroin'])]
  expect(() => prepareEmergence(inputOf(deaths))).toThrow('death early comes after one')
})

it('has nothing to say about no deaths', () => {
  expect(scanEmergence(inputOf([]), { seed: 1, replicates: 99 })).toMatchObject({ emergences: [], overall: { p: 1 } })
  expect(listFirstDetections(inputOf([]))).toEqual([])
})
