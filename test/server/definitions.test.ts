import { describe, expect, it } from 'vitest'
import { readDefinitions } from '../../server/facts/definitions/rulebook.ts'
import { tryCases } from '../../server/facts/definitions/try-cases.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()

describe('the definitions that are shipped', () => {
  it('say of their own cases what stands there', async () => {
    await db.within(async (trx) => {
      for (const definition of await readDefinitions(trx)) {
        const tried = await tryCases(trx, definition)
        expect
          .soft(
            tried.filter(({ expect: asked, came }) => asked !== came),
            definition.code,
          )
          .toEqual([])
        expect(tried.length).toBeGreaterThan(0)
      }
    })
  })
})
