/**
 * What figures are worth to the public beside what they give away: for simulated partnerships of several sizes, hidden figures recovered
 * by the joint attack, and the share of events that stand in shown figures, and which figures are hidden how often. `npm run prove -- worth`;
 * a number after it is how many partnerships of each size.
 */
import { jointAttack, loadSolver } from '../disclosure/joint-attack.ts'
import { measureWorth, type Worth } from '../disclosure/worth.ts'

const partnerships = Number(process.argv[2] ?? 100)
const ATTACKED = 3
const solver = await loadSolver()
let recovered = 0

function attackSome({ told }: Worth): { targets: number; found: number } {
  let [targets, found] = [0, 0]
  for (const release of told.slice(0, ATTACKED)) {
    const agencies = [...new Set(release.table.cells.flatMap(({ known = {} }) => Object.keys(known)))]
    for (const tiers of [['public'], ['partnership', 'public']] as const)
      for (const agency of [undefined, ...agencies]) {
        const result = jointAttack(solver, [release], { tiers, ...(agency === undefined ? {} : { agency }) })
        targets += result.targets
        found += result.findings.length
      }
  }
  recovered += found
  return { targets, found }
}

const share = (value: number) => (value > 0 && value < 0.005 ? '<.01' : value.toFixed(2).replace(/^0/, ''))
const often = ({ whole }: Worth, name: string) => {
  const { hidden, of } = whole.get(name) ?? { hidden: 0, of: 0 }
  return of ? share(hidden / of) : '–'
}
const goal = (isMet: boolean, what: string) => console.log(`  ${isMet ? 'met   ' : 'MISSED'} ${what}`)
const pad = (cells: readonly string[]) => cells.map((cell) => cell.padStart(11)).join('')

for (const isKnown of [false, true]) {
  console.log(
    isKnown
      ? '\nAgencies that see no others recorded a quarter of the deaths (police .12, drug service .10, prison .03) and half of the reversals (peers .25)'
      : '\nNobody who sees only their own records recorded any',
  )
  console.log(
    `Public tier, ${partnerships} partnerships of each size; six areas and thirteen towns of 570,000 residents`,
  )
  console.log(
    pad(['a year', 'recovered', 'areas', 'towns', 'year', 'opioids', 'poly-drug', 'half-years', 'quarters', 'ms']),
    '  (from "year" on: hidden how often)',
  )
  const deaths = new Map<number, Worth>()
  for (const perYear of [20, 30, 40, 50, 60, 80, 100, 150]) {
    const worth = measureWorth('deaths', perYear, { partnerships, isKnown })
    deaths.set(perYear, worth)
    const { targets, found } = attackSome(worth)
    const hidden = ['year', 'opioids', 'poly-drug', 'half-year', 'quarter'].map((name) => often(worth, name))
    const shares = [worth.inAreas, worth.inTowns].map(share)
    console.log(pad([`${perYear}`, `${found}/${targets}`, ...shares, ...hidden, worth.milliseconds.toFixed(0)]))
  }
  console.log(pad(['reversals', 'recovered', 'areas', 'towns', 'year', 'survivors', 'half-years', 'quarters', 'ms']))
  let reversals: Worth | undefined
  for (const perYear of [40, 100, 200, 300]) {
    reversals = measureWorth('reversals', perYear, { partnerships, isKnown })
    const { targets, found } = attackSome(reversals)
    const hidden = ['year', 'survivors-known', 'half-year', 'quarter'].map((name) => often(reversals as Worth, name))
    const shares = [reversals.inAreas, reversals.inTowns].map(share)
    console.log(pad([`${perYear}`, `${found}/${targets}`, ...shares, ...hidden, reversals.milliseconds.toFixed(0)]))
  }
  const at = (perYear: number) => deaths.get(perYear) as Worth
  for (const perYear of [50, 150]) {
    goal(at(perYear).inAreas >= 0.85, `${perYear} deaths, six areas, three years: ${share(at(perYear).inAreas)} of .85`)
    goal(at(perYear).inTowns >= 0.4, `${perYear} deaths, towns, three years: ${share(at(perYear).inTowns)} of .40`)
  }
  if (reversals) goal(reversals.inTowns >= 0.65, `300 reversals, towns, a year: ${share(reversals.inTowns)} of .65`)
  for (const [name, from] of [
    ['year', 20],
    ['opioids', 40],
    ['poly-drug', 40],
    ['half-year', 60],
    ['quarter', 80],
  ] as const) {
    const all = [...deaths].filter(([perYear]) => perYear >= from).map(([, { whole }]) => whole.get(name))
    const add = (what: 'hidden' | 'small' | 'of') => all.reduce((sum, some) => sum + (some?.[what] ?? 0), 0)
    goal(
      add('hidden') === 0,
      `${name} never hidden from ${from} a year: ${add('hidden')} of ${add('of')} hidden, ${add('small')} of them under ten`,
    )
  }
}
process.exitCode = recovered ? 1 : 0
