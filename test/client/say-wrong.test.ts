import { describe, expect, it } from 'vitest'
import { sayWrong } from '../../client/ui/sayWrong.ts'
import { NewAgreement } from '../../server/contract/agreement.ts'
import { NewHold } from '../../server/contract/retention.ts'

describe('what a small form says before anything is sent', () => {
  const labels = { deathId: 'Death', reason: 'Reason' }
  const messages = { deathId: 'Paste the id of the death', reason: 'Say why in a few words' }

  it('is one sentence a field that the contract does not take, in the order of the form', () => {
    expect(sayWrong(NewHold, { reason: 'short', deathId: 'x' }, messages, labels)).toEqual([
      { path: 'deathId', message: 'Paste the id of the death' },
      { path: 'reason', message: 'Say why in a few words' },
    ])
    expect(sayWrong(NewHold, { reason: 'a claim is being heard', deathId: null }, messages, labels)).toEqual([])
  })

  it('is also what the form knows and the contract does not say', () => {
    expect(
      sayWrong(NewHold, { reason: 'a claim is being heard', deathId: null }, messages, labels, ['deathId']),
    ).toEqual([{ path: 'deathId', message: 'Paste the id of the death' }])
  })

  it('is the question of the contract where a year has two digits', () => {
    const [error] = sayWrong(
      NewAgreement,
      { startsOn: '0026-03-01' },
      { startsOn: 'Enter the first day' },
      { startsOn: 'First day' },
    )
    expect(error?.message).toMatch(/^First day: the year has two digits/)
  })
})
