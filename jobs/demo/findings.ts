import type { NewFinding } from '../../server/contract/finding.ts'
import type { Random } from '../stats/draws/random.ts'
import { drawNormal, drawOne, isDrawn } from './draw.ts'
import { substanceOf } from './mixtures.ts'

type FindingDraft = Partial<NewFinding> & Pick<NewFinding, 'role'> & { substanceCode: string }

/** What is believed at the scene; what the laboratory found; and what was looked for in vain. The two are kept apart (docs/domain.md, “What was taken, found and to blame”). */
export type FindingsOfDeath = {
  believed: FindingDraft[]
  /** After toxicology: with the pathologist's view of what caused the death. */
  laboratory: FindingDraft[]
}

export function drawFindings(
  random: Random,
  {
    substances,
    isExtendedPanel,
    wasNaloxoneGiven,
  }: { substances: readonly string[]; isExtendedPanel: boolean; wasNaloxoneGiven: boolean },
): FindingsOfDeath {
  const believed = believedTaken(random, substances)
  const found = substances.flatMap((code, index) => foundRows(random, code, index === 0))
  const sought = notDetected(
    random,
    believed.map(({ substanceCode }) => substanceCode),
    substances,
    isExtendedPanel,
  )
  const resuscitation: FindingDraft[] = wasNaloxoneGiven
    ? [{ substanceCode: 'naloxone', role: 'given_in_resuscitation', matrix: 'femoral_blood', decidedBy: 'laboratory' }]
    : []
  return { believed, laboratory: [...believed, ...found, ...sought, ...resuscitation] }
}

/** People who took a nitazene believed it was heroin: substitution is the signal. */
function believedTaken(random: Random, substances: readonly string[]): FindingDraft[] {
  const named = substances.filter((code) => isDrawn(random, substanceOf(code).believed))
  const isSubstituted = substances.some((code) => code.endsWith('nitazene'))
  const codes = new Set([
    ...named.map((code) => (code === 'heroin-morphine' ? 'heroin' : code)),
    ...(isSubstituted ? ['heroin'] : []),
    ...(isDrawn(random, 0.06) ? ['heroin'] : []),
  ])
  return [...codes].map((substanceCode) => ({ substanceCode, role: 'believed_taken' }))
}

function foundRows(random: Random, code: string, isMain: boolean): FindingDraft[] {
  const { implicated, prescribed, usual, metabolite } = substanceOf(code)
  const isCause = (isMain && implicated >= 0.5) || isDrawn(random, implicated)
  const row: FindingDraft = {
    substanceCode: code,
    // only a medicine is ever called incidental
    role: isCause ? 'implicated' : implicated < 0.5 && isDrawn(random, 0.1) ? 'incidental' : 'detected',
    matrix: 'femoral_blood',
    decidedBy: isCause ? 'pathologist' : 'laboratory',
    prescribed:
      prescribed === 0 ? 'no' : isDrawn(random, 0.08) ? 'unknown' : isDrawn(random, prescribed) ? 'yes' : 'no',
    ...(usual && {
      concentration: significant(usual.concentration * Math.exp(0.6 * drawNormal(random))),
      unit: usual.unit,
    }),
  }
  const beside: FindingDraft[] =
    metabolite && isDrawn(random, metabolite[1])
      ? [{ substanceCode: metabolite[0], role: 'metabolite', matrix: 'urine', decidedBy: 'laboratory' }]
      : []
  return [row, ...beside]
}

/** What was named and not found is written down; sometimes also what the extended panel looked for in vain. */
function notDetected(
  random: Random,
  believed: readonly string[],
  substances: readonly string[],
  isExtendedPanel: boolean,
): FindingDraft[] {
  const isFound = (code: string) =>
    substances.includes(code) || (code === 'heroin' && substances.includes('heroin-morphine'))
  const codes = believed.filter((code) => !isFound(code))
  if (isExtendedPanel && isDrawn(random, 0.2)) codes.push('fentanyl')
  if (isDrawn(random, 0.1) && !substances.includes('ethanol')) codes.push('ethanol')
  return [...new Set(codes)].map((substanceCode) => ({
    substanceCode,
    role: 'not_detected',
    matrix: drawOne(random, ['femoral_blood', 'blood']),
    decidedBy: 'laboratory',
  }))
}

function significant(value: number): number {
  return Number(value.toPrecision(2))
}
