import { describe, expect, it } from 'vitest'
import { readPersons, trainingSession } from '../../client/naloxone/trainings/trainingForms.ts'
import { checkAnswers } from '../../client/ui/smallForms.ts'

const answers = { trainedOn: '2026-3-1', taught: 'give', personKind: 'worker', isCompetent: 'unknown' }
const errorsOf = (given: object) => checkAnswers(trainingSession, { ...answers, ...given }).errors

describe('a list of people trained', () => {
  it('is read as it is typed or pasted from a table: a code a line, kits after a comma, a semicolon or a tab', () => {
    expect(readPersons('AB12, 2\r\n\r\nCD34\t1\n EF56 ;3\nGH78')).toEqual([
      { line: 1, person: 'AB12', kits: 2 },
      { line: 3, person: 'CD34', kits: 1 },
      { line: 4, person: 'EF56', kits: 3 },
      { line: 5, person: 'GH78', kits: 0 },
    ])
  })

  it('says which line is wrong', () => {
    expect(errorsOf({ persons: 'AB12\n\nAB12' })).toMatchObject([
      { path: 'persons', message: 'Line 3: the code stands in this list twice' },
    ])
    for (const line of ['AB12, two', 'AB12, 1.5', 'AB12, 1, 2', 'AB12, -1', 'AB12, 1000'])
      expect([line, errorsOf({ persons: line, productCode: 'prenoxad' })]).toEqual([
        line,
        [{ path: 'persons', message: 'Line 1: the number of kits is no whole number up to 100' }],
      ])
    expect(errorsOf({ persons: ', 2', productCode: 'prenoxad' })).toMatchObject([
      { message: 'Line 1: the code is empty' },
    ])
    expect(errorsOf({ persons: '' })).toMatchObject([
      { path: 'persons', message: 'Enter a code for each person, one a line' },
    ])
    expect(errorsOf({ persons: 'AB12, 2' })).toMatchObject([{ path: 'productCode' }])
    expect(errorsOf({ persons: 'AB12, 2', productCode: 'prenoxad' })).toEqual([])
  })
})
