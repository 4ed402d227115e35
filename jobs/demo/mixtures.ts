import type { Random } from '../stats/draws/random.ts'
import { evenShares, pickAt } from './draw.ts'

/** What somebody had taken, as the laboratory finds it: the code and what is usual for it. */
export type Substance = {
  code: string
  /** Chance that the pathologist counts it among the causes once it is found. */
  implicated: number
  /** Chance that it was prescribed to the person. */
  prescribed: number
  /** Chance that people at the scene named it. */
  believed: number
  /** Usual concentration in femoral blood; left out where the demo gives none. */
  usual?: { concentration: number; unit: 'mg/L' | 'ug/L' | 'mg/100mL' }
  /** Found beside it, with the chance of that. */
  metabolite?: readonly [string, number]
}

const opioid = { implicated: 0.96, believed: 0.6 }
const medicine = { implicated: 0.12, prescribed: 0.9, believed: 0.15 }
const street = { implicated: 0.85, prescribed: 0, believed: 0.25 }

const LIST: readonly Substance[] = [
  { ...opioid, code: 'heroin', prescribed: 0, usual: { concentration: 0.25, unit: 'mg/L' }, metabolite: ['6-mam', 1] },
  // morphine without 6-monoacetylmorphine: heroin is likely and not shown
  { ...opioid, code: 'heroin-morphine', prescribed: 0, usual: { concentration: 0.2, unit: 'mg/L' } },
  {
    ...opioid,
    code: 'methadone',
    prescribed: 0.53,
    usual: { concentration: 0.6, unit: 'mg/L' },
    metabolite: ['eddp', 0.9],
  },
  { ...opioid, code: 'codeine', implicated: 0.6, prescribed: 0.6, usual: { concentration: 0.5, unit: 'mg/L' } },
  { ...opioid, code: 'dihydrocodeine', implicated: 0.8, prescribed: 0.5, usual: { concentration: 0.8, unit: 'mg/L' } },
  { ...opioid, code: 'tramadol', implicated: 0.8, prescribed: 0.6, metabolite: ['desmethyltramadol', 0.9] },
  { ...opioid, code: 'oxycodone', prescribed: 0.6, usual: { concentration: 0.3, unit: 'mg/L' } },
  { ...opioid, code: 'buprenorphine', implicated: 0.6, prescribed: 0.7, metabolite: ['norbuprenorphine', 0.9] },
  { ...opioid, code: 'metonitazene', prescribed: 0, believed: 0, usual: { concentration: 2, unit: 'ug/L' } },
  { ...opioid, code: 'protonitazene', prescribed: 0, believed: 0, usual: { concentration: 1.5, unit: 'ug/L' } },
  {
    code: 'cocaine',
    implicated: 0.85,
    prescribed: 0,
    believed: 0.4,
    usual: { concentration: 0.2, unit: 'mg/L' },
    metabolite: ['benzoylecgonine', 0.95],
  },
  {
    code: 'diazepam',
    implicated: 0.55,
    prescribed: 0.4,
    believed: 0.3,
    usual: { concentration: 0.3, unit: 'mg/L' },
    metabolite: ['nordiazepam', 0.9],
  },
  { code: 'alprazolam', implicated: 0.7, prescribed: 0, believed: 0.3, usual: { concentration: 40, unit: 'ug/L' } },
  { ...street, code: 'etizolam', usual: { concentration: 50, unit: 'ug/L' } },
  { ...street, code: 'flualprazolam', usual: { concentration: 15, unit: 'ug/L' } },
  { ...street, code: 'flubromazepam', usual: { concentration: 90, unit: 'ug/L' } },
  { ...street, code: 'bromazolam', usual: { concentration: 45, unit: 'ug/L' } },
  { code: 'pregabalin', implicated: 0.7, prescribed: 0.5, believed: 0.3, usual: { concentration: 9, unit: 'mg/L' } },
  { code: 'gabapentin', implicated: 0.5, prescribed: 0.6, believed: 0.2, usual: { concentration: 14, unit: 'mg/L' } },
  { code: 'ethanol', implicated: 0.55, prescribed: 0, believed: 0.5, usual: { concentration: 140, unit: 'mg/100mL' } },
  { ...medicine, code: 'zopiclone', implicated: 0.4, prescribed: 0.7 },
  { ...medicine, code: 'mirtazapine' },
  { ...medicine, code: 'sertraline', metabolite: ['desmethylsertraline', 0.8] },
  { ...medicine, code: 'amitriptyline', implicated: 0.35, metabolite: ['nortriptyline', 0.8] },
  { ...medicine, code: 'quetiapine' },
  { ...medicine, code: 'paracetamol', prescribed: 0.4 },
  { code: 'ketamine', implicated: 0.6, prescribed: 0, believed: 0.4, metabolite: ['norketamine', 0.8] },
  { code: 'amphetamine', implicated: 0.6, prescribed: 0, believed: 0.4 },
  { code: 'cannabis', implicated: 0.05, prescribed: 0, believed: 0.4 },
]
const SUBSTANCES = new Map(LIST.map((substance) => [substance.code, substance]))

export function substanceOf(code: string): Substance {
  return SUBSTANCES.get(code) ?? { code, implicated: 0.5, prescribed: 0, believed: 0.2 }
}

/** Draws the substances of one death after another. */
export type Mixtures = (year: number, isExtendedPanel: boolean) => string[]

/** Share of deaths with each main opioid; '' is none. */
const MAIN_OPIOID = [
  ['heroin', 33],
  ['heroin-morphine', 7],
  ['methadone', 31],
  ['codeine', 6],
  ['dihydrocodeine', 4],
  ['tramadol', 5],
  ['oxycodone', 3],
  ['buprenorphine', 3],
  ['', 8],
] as const

/** Beside it, each by itself: the share of deaths with it. */
const BESIDE = [
  ['cocaine', 0.46],
  ['diazepam', 0.46],
  ['pregabalin', 0.3],
  ['ethanol', 0.34],
  ['gabapentin', 0.1],
  ['zopiclone', 0.09],
  ['alprazolam', 0.06],
  ['mirtazapine', 0.17],
  ['sertraline', 0.09],
  ['amitriptyline', 0.09],
  ['quetiapine', 0.07],
  ['paracetamol', 0.1],
  ['ketamine', 0.05],
  ['amphetamine', 0.07],
  ['cannabis', 0.17],
] as const

const STREET_BEFORE_2023 = [
  ['etizolam', 16],
  ['flualprazolam', 5],
  ['flubromazepam', 4],
  ['', 75],
] as const

/** Bromazolam is only seen where the panel looks for it. */
const BROMAZOLAM_SHARE = 0.14

/**
 * Mixtures after what Cornwall has published (2020: of 40, heroin in 14, methadone in 15, cocaine in 15, a benzodiazepine in 27, a new
 * street one in 9; 2021: of 38, cocaine in 22, heroin in 18), as guidance. Each share comes round evenly from death to death, every
 * substance at its own pace, and bromazolam is hardly ever beside pregabalin: that is left for what is hidden.
 */
export function mixturesOf(random: Random): Mixtures {
  const nextOpioid = evenShares(random)
  const nextStreet = evenShares(random, Math.sqrt(2) % 1)
  const nextBeside = BESIDE.map((_, index) => evenShares(random, Math.sqrt(PRIMES[index] ?? 3) % 1))
  let together = 0
  return function drawMixture(year, isExtendedPanel) {
    const main = pickAt(nextOpioid(), MAIN_OPIOID)
    const streetShare = nextStreet()
    const streetBenzodiazepine =
      isExtendedPanel && streetShare < BROMAZOLAM_SHARE
        ? 'bromazolam'
        : year < 2023
          ? pickAt(streetShare, STREET_BEFORE_2023)
          : ''
    const beside = BESIDE.filter(([, share], index) => (nextBeside[index]?.() ?? 1) < share).map(([code]) => code)
    const drawn = [main, ...beside, streetBenzodiazepine].filter((code) => code !== '')
    if (drawn.includes('bromazolam') && drawn.includes('pregabalin') && ++together % 5 !== 1)
      return drawn.filter((code) => code !== 'pregabalin')
    return drawn.length > 0 ? drawn : ['cocaine']
  }
}

const PRIMES = [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53]
