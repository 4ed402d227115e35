import { describe, expect, it } from 'vitest'
import { sayFound } from '../../client/deaths/sayFound.ts'

const found = (substanceCode: string, given: object = {}) => ({
  ...{ substanceCode, substanceName: substanceCode, role: 'detected' as const, prescribed: 'unknown' as const },
  ...given,
})

describe('morphine that was found', () => {
  it.each([
    ['without 6-MAM is heroin/morphine, and never heroin', [found('morphine')], 'Heroin/morphine (no 6-MAM found)'],
    [
      'where 6-MAM was looked for and not found, too',
      [found('morphine'), found('6-mam', { role: 'not_detected' })],
      'Heroin/morphine (no 6-MAM found)',
    ],
    [
      'where heroin is only believed taken, too',
      [found('morphine'), found('heroin', { role: 'believed_taken' })],
      'Heroin/morphine (no 6-MAM found)',
    ],
    ['with 6-MAM is morphine beside it', [found('morphine'), found('6-mam')], 'morphine'],
    ['that was prescribed is morphine', [found('morphine', { prescribed: 'yes' })], 'morphine'],
    ['that is only believed taken is as it was told', [found('morphine', { role: 'believed_taken' })], 'morphine'],
    ['is said of morphine alone', [found('codeine')], 'codeine'],
  ] as const)('%s', (_says, all, said) => {
    expect(sayFound(all[0], all)).toBe(said)
  })
})
