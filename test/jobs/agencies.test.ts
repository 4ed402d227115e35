import { describe, expect, it } from 'vitest'
import { feedOf } from '../../jobs/detection/reports/records-of.ts'
import { addDays } from '../../server/day.ts'
import { readSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'

const db = useDatabase()
const night = '2026-03-10'

const addAgency = (name: string, isDouble = false) =>
  db.within(async (trx) => {
    const [row] = await trx('agency')
      .insert({ partnership_id: db.partnership.partnershipId, name, kind: 'ambulance', is_double: isDouble })
      .returning('agency_id')
    return row.agency_id as string
  })

const snapshot = () => db.within((trx) => readSnapshot(trx, db.partnership.partnershipId, night, undefined, 'infinity'))

describe('the agency of a record', () => {
  it('is its feed, whatever form or file it came in, and one that is in the register twice is one', async () => {
    const trust = await addAgency('Ambulance Trust')
    const again = await addAgency('ambulance trust', true)
    const made = (agencyId: string | null, source: string, daysAgo: number) => ({
      ...makeReversal({ day: addDays(night, -daysAgo), source }),
      agencyId,
    })
    await db.within((trx) =>
      addOverdoses(
        trx,
        [made(trust, 'vigil', 5), made(again, 'vigil-csv', 4), made(null, 'vigil', 3), made(null, 'coroner', 2)],
        night,
      ),
    )
    const { reversals } = await snapshot()
    expect(reversals.map(feedOf)).toEqual(['Ambulance Trust', 'Ambulance Trust', 'entered in Vigil', 'coroner'])
  })

  it('is that of whoever entered it in a form, where it names none; a file’s source stays its own', async () => {
    const police = await addAgency('Devon police')
    await db.within(async (trx) => {
      await addDeaths(
        trx,
        [
          makeDeath({ eventDay: '2026-03-01', source: 'vigil' }),
          makeDeath({ eventDay: '2026-03-02', source: 'coroner' }),
        ],
        night,
      )
      await trx('death').update({ entered_by_agency_id: police })
    })
    const { deaths } = await snapshot()
    expect(deaths.map(feedOf)).toEqual(['Devon police', 'coroner'])
  })

  it('is left out of a snapshot where none is known, so that its bytes are those it always had', async () => {
    await db.within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], night))
    await db.within((trx) => addOverdoses(trx, [makeReversal({ day: '2026-03-02' })], night))
    const { deaths, reversals } = await snapshot()
    expect(Object.keys(deaths[0] ?? {})).not.toContain('agency')
    expect(Object.keys(reversals[0] ?? {})).toEqual([
      ...['id', 'day', 'knownOn', 'longitude', 'latitude', 'areaId', 'source', 'person', 'minute'],
    ])
  })
})
