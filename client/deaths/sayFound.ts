import type { Finding } from '../../server/contract/finding.ts'

type Found = Pick<Finding, 'substanceCode' | 'substanceName' | 'role' | 'prescribed'>

const HEROIN = ['heroin', '6-mam']
const IN_A_TEST = ['detected', 'implicated', 'metabolite', 'incidental']

/**
 * Heroin is morphine within minutes: only 6-monoacetylmorphine tells the two apart, and it does not last. Morphine found without it, and not
 * known to be prescribed, may have been either (docs/domain.md, “What was taken, found and to blame”).
 */
export function sayFound(finding: Found, all: readonly Found[]): string {
  const isMorphine =
    finding.substanceCode === 'morphine' && IN_A_TEST.includes(finding.role) && finding.prescribed !== 'yes'
  const isToldApart = all.some(
    ({ substanceCode, role }) => HEROIN.includes(substanceCode ?? '') && IN_A_TEST.includes(role),
  )
  return isMorphine && !isToldApart ? 'Heroin/morphine (no 6-MAM found)' : finding.substanceName
}
