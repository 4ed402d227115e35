import type { FindingRole } from '../finding.ts'
import { nameKey } from '../text.ts'
import type { Remark } from './remark.ts'

/** What the rules read of a substance on a death. */
export type JudgedFinding = {
  substanceCode?: string | null | undefined
  notInTree?: string | null | undefined
  role: FindingRole
  matrix?: string | null | undefined
}

const FOUND: ReadonlySet<FindingRole> = new Set(['detected', 'implicated', 'metabolite', 'incidental'])

/**
 * Doubts about the substances of one death. A drug that was found and not found in one sample is two results that contradict each other;
 * two assays that both found it are two findings, and no doubt. A sample that is not said may be the same as any.
 */
export function judgeFindings(findings: readonly JudgedFinding[]): Remark[] {
  return findings.flatMap((finding, index) => {
    if (finding.role !== 'not_detected') return []
    const isContradicted = findings.some(
      (other) =>
        FOUND.has(other.role) &&
        drugOf(other) === drugOf(finding) &&
        (!other.matrix || !finding.matrix || other.matrix === finding.matrix),
    )
    if (!isContradicted) return []
    return [
      {
        path: ['findings', index, 'role'],
        message: 'the same drug is both detected and not detected in this sample',
        hint: 'say in which samples, or take one of the two away',
      },
    ]
  })
}

function drugOf({ substanceCode, notInTree }: JudgedFinding): string {
  return substanceCode ? `code ${substanceCode}` : `name ${nameKey(notInTree ?? '')}`
}
