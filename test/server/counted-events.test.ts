import { describe, expect, it } from 'vitest'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { coverEventsWithHexagons } from '../../server/areas/hexagons.ts'
import { NewFinding } from '../../server/contract/finding.ts'
import { NewSupply, SupplyChange } from '../../server/contract/supply.ts'
import { addDays } from '../../server/day.ts'
import type { Trx } from '../../server/db/tenant.ts'
import { decidePair } from '../../server/deaths/same-deaths/store.ts'
import { addLaterRevisions, amendDeath, asEntered, findDeath } from '../../server/deaths/store.ts'
import { addAreas, addPopulations, retireReplaced } from '../../server/import/writing/area-store.ts'
import { overdoses } from '../../server/naloxone/overdoses/store.ts'
import { addSupplies, supplies } from '../../server/naloxone/supplies/store.ts'
import { withdrawImported } from '../../server/records/undo.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'

/** The thin table beside what the functions say of the records and areas of the same moment. */
const db = useDatabase()
const today = '2026-03-15'
const COLUMNS =
  'kind, event_id, part, revision, first_day, last_day, area_id, residence_area_id, weight, awaits_toxicology'
const BY_THE_FUNCTIONS = `
  select event.kind, event.event_id, event.part, event.revision, event.first_day, event.last_day, inside.area_id,
    home.area_id as residence_area_id, event.weight, event.awaits_toxicology
  from countable_event() event
  left join lateral area_of(event.place) inside on true
  left join lateral area_of(event.residence) home on true`

async function compare(trx: Trx) {
  const { rows } = await trx.raw(
    `with stands as (select ${COLUMNS} from counted_event), counts as (${BY_THE_FUNCTIONS})
     select (select count(*)::int from counts) as counted,
       (select count(*)::int from (table stands except all table counts) more) as too_many,
       (select count(*)::int from (table counts except all table stands) fewer) as missing,
       coalesce((select area_kind is not distinct from mapped_kind() and due is null from event_placing), mapped_kind() is null) as is_placed`,
  )
  return rows[0]
}

type Step = (trx: Trx, draw: (below: number) => number) => Promise<unknown>

const one = async (
  trx: Trx,
  table: string,
  id: string,
  draw: (below: number) => number,
): Promise<string | undefined> => {
  const ids = await trx(table).orderBy('reference').pluck(id)
  return ids[draw(ids.length || 1)]
}
const place = (draw: (below: number) => number) => ({
  longitude: -5.2 + draw(60) / 100,
  latitude: 50.1 + draw(40) / 100,
  precision: 'exact' as const,
})
const names = (draw: (below: number) => number) => (draw(2) ? [{ substanceCode: 'heroin', role: 'implicated' }] : [])

function square(kind: string, column: number, row: number, side: number, sourceDay: string, shift = 0) {
  const [west, south] = [-5.2 + column * side + shift, 50.1 + row * side]
  const ring = [
    [west, south],
    [west + side, south],
    [west + side, south + side],
    [west, south + side],
    [west, south],
  ]
  const code = `${kind}-${column}-${row}`
  const geometry = { type: 'MultiPolygon', coordinates: [[ring]] }
  return { kind, code, name: code, authority: null, geometry, source: 'ours', sourceDay }
}

let written = 0
const STEPS: Record<string, Step> = {
  async 'records deaths'(trx, draw) {
    const deaths = Array.from({ length: 1 + draw(4) }, () =>
      makeDeath({
        reference: `d${String(written++).padStart(4, '0')}`,
        eventDay: draw(4) ? addDays(today, -1 - draw(300)) : '2026-01',
        status: 'notified',
        foundPlace: draw(5) ? place(draw) : null,
        residence: draw(2) ? place(draw) : null,
        ageYears: 40,
        sex: 'male',
        findings: names(draw) as never,
        ...(draw(3) ? {} : { toxicologyCompleteOn: today }),
      } as never),
    )
    await addDeaths(trx, deaths, today)
  },
  async 'records overdoses of one and of two'(trx, draw) {
    const made = Array.from({ length: 1 + draw(4) }, () => {
      const reversal = makeReversal({
        day: addDays(today, -1 - draw(300)),
        ...place(draw),
        reference: `o${String(written++).padStart(4, '0')}`,
      })
      const [person] = reversal.persons
      return draw(2) ? reversal : { ...reversal, persons: [person, { ...person, outcome: 'died_later' }, person] }
    })
    await addOverdoses(trx, made as never, today)
  },
  async 'records supplies'(trx, draw) {
    const { code } = await trx('naloxone_product').orderBy('code').first('code')
    await addSupplies(
      trx,
      [
        NewSupply.parse({
          source: 'test',
          reference: `s${String(written++).padStart(4, '0')}`,
          suppliedOn: addDays(today, -1 - draw(300)),
          recipientKind: 'at_risk',
          productCode: code,
          kits: 1 + draw(5),
          supplyKind: 'unknown',
          place: draw(3) ? place(draw) : null,
        }),
      ],
      today,
    )
  },
  async 'amends, excludes or takes back a death'(trx, draw) {
    const id = await one(trx, 'death', 'death_id', draw)
    const death = id && (await findDeath(trx, id))
    if (!death) return
    const { deathId: _i, source: _s, reference: _r, revision, knownOn: _k, ...rest } = death
    const { knownOnAssumed: _a, recordedAt: _t, findings, changeReason: _c, ...details } = rest
    const excluded = draw(3) === 0
    await amendDeath(
      trx,
      death.deathId,
      revision,
      {
        ...details,
        status: excluded ? 'excluded' : 'toxicology_in',
        exclusionReason: excluded ? 'not drug-related' : null,
        foundPlace: place(draw),
        toxicologyCompleteOn: draw(2) ? today : null,
        findings: draw(2) ? asEntered(findings) : [],
      },
      today,
    )
  },
  async 'adds later revisions in bulk'(trx, draw) {
    const id = await one(trx, 'death', 'death_id', draw)
    const death = id && (await findDeath(trx, id))
    if (!death) return
    const {
      deathId,
      source: _s,
      reference: _r,
      revision,
      knownOn: _k,
      knownOnAssumed: _a,
      recordedAt: _t,
      ...rest
    } = death
    const { changeReason: _c, findings: _f, ...details } = rest
    await addLaterRevisions(trx, [
      { deathId, revision: revision + 1, knownOn: today, change: { ...details, toxicologyCompleteOn: today } },
    ])
  },
  async 'amends or withdraws an overdose'(trx, draw) {
    const id = await one(trx, 'overdose', 'overdose_id', draw)
    const overdose = id && (await overdoses.find(trx, id))
    if (!overdose) return
    const { overdoseId, source: _s, reference: _r, revision, knownOn: _k, knownOnAssumed: _a, ...rest } = overdose
    const { recordedAt: _t, changeReason: _c, persons, ...details } = rest
    await overdoses.amend(
      trx,
      overdoseId,
      revision,
      {
        ...details,
        isWithdrawn: draw(3) === 0,
        place: place(draw),
        persons: persons.map((person) => ({ ...person, outcome: draw(3) ? 'not_an_overdose' : 'recovered_left' })),
      },
      today,
    )
  },
  async 'amends or withdraws a supply'(trx, draw) {
    const id = await one(trx, 'naloxone_supply', 'supply_id', draw)
    const supply = id && (await supplies.find(trx, id))
    if (!supply) return
    const { suppliedOn, recipientKind, productCode, supplyKind, revision } = supply
    const change = { isWithdrawn: draw(3) === 0, kits: 1 + draw(9), place: draw(2) ? place(draw) : null }
    await supplies.amend(
      trx,
      supply.supplyId,
      revision,
      SupplyChange.parse({ suppliedOn, recipientKind, productCode, supplyKind, ...change }),
      today,
    )
  },
  async 'undoes an import of supplies'(trx) {
    const importId = '11111111-1111-4111-8111-111111111111'
    await trx('naloxone_supply')
      .where({ current_revision: 1, import_id: null })
      .update({ import_id: importId, import_revision: 1 })
    await withdrawImported(trx, supplies.definition, { importId, reason: 'undone', today })
  },
  async 'says of two deaths that they are one, or takes it back'(trx, draw) {
    const same = await trx('same_death_pair').where({ state: 'same' }).orderBy(['death_id', 'other_id'])
    const taken = draw(2) ? same[0] : undefined
    const deathId = taken?.death_id ?? (await one(trx, 'death', 'death_id', draw))
    const otherId = taken?.other_id ?? (await one(trx, 'death', 'death_id', draw))
    if (!deathId || !otherId || deathId === otherId) return
    const decided = taken ? 'undone' : 'same'
    await decidePair(trx, { deathId, otherId, decided, reason: null } as never, { today, userId: 'test' })
  },
  async 'removes a death and an overdose, as retention does'(trx, draw) {
    const id = await one(trx, 'death', 'death_id', draw)
    const overdose = await one(trx, 'overdose', 'overdose_id', draw)
    if (id) await trx('death').where({ death_id: id }).delete()
    if (overdose) await trx('overdose').where({ overdose_id: overdose }).delete()
  },
  'makes hexagons for events that lie in no area': (trx) => coverEventsWithHexagons(trx),
  async 'imports wards, or a newer edition that draws them otherwise'(trx, draw) {
    const day = draw(2) ? '2020-01-01' : `2025-0${1 + draw(9)}-01`
    const areas = [0, 1, 2, 3].map((at) => square('ward', at % 2, Math.floor(at / 2), 0.2, day, draw(2) * 0.05))
    await addAreas(trx, db.partnership.partnershipId, areas as never)
    await retireReplaced(trx, areas, day)
  },
  async 'imports many small areas, later with their residents'(trx, draw) {
    const areas = Array.from({ length: 20 }, (_, at) => square('lsoa', at % 5, Math.floor(at / 5), 0.1, '2021-01-01'))
    await addAreas(trx, db.partnership.partnershipId, areas as never)
    const kind = draw(2) ? 'lsoa' : 'ward'
    const codes = await trx('area').where({ kind }).pluck('code')
    await addPopulations(
      trx,
      db.partnership.partnershipId,
      codes.map((code) => ({
        code,
        source: 'ours',
        counts: [{ asOf: '2021-03-21', ageBand: 'all', sex: 'all', residents: 1500 }],
      })) as never,
    )
  },
  async 'takes an area away'(trx, draw) {
    const areas = await trx('area').orderBy('code').pluck('area_id')
    if (areas.length)
      await trx('area_edition')
        .where({ area_id: areas[draw(areas.length)] })
        .delete()
  },
}

describe('the table of what counts', () => {
  it.each([1, 2, 3])('says what the functions say, whatever is done in whatever order (%i)', async (seed) => {
    const random = randomFor('what is done', seed)
    const draw = (below: number) => randomBelow(random, below)
    const done: string[] = []
    const all = Object.keys(STEPS)
    for (let step = 0; step < 70; step++) {
      const name = all[step < all.length ? step : draw(all.length)] as string
      done.push(name)
      // two in one transaction, so that what the first left is followed too
      await db.within(async (trx) => {
        await (STEPS[name] as Step)(trx, draw)
        if (draw(4) === 0) await (STEPS['records deaths'] as Step)(trx, draw)
      })
      expect(await db.within(compare), done.join('\n')).toMatchObject({ too_many: 0, missing: 0, is_placed: true })
    }
    expect((await db.within(compare)).counted).toBeGreaterThan(20)
  })

  it('goes over to the record of a death that names its drugs, and back to both when they are told apart', async () => {
    const recorded = await db.within((trx) =>
      addDeaths(
        trx,
        ['first', 'second'].map((reference) => makeDeath({ reference, eventDay: '2026-03-01' })),
        today,
      ),
    )
    const [deathId = '', otherId = ''] = recorded.map(({ id }) => id)
    const decide = (decided: 'same' | 'undone') =>
      db.within((trx) =>
        decidePair(trx, { deathId, otherId, decided, reason: null } as never, { today, userId: 'test' }),
      )
    const counted = () => db.within((trx) => trx('counted_event').orderBy('event_id').pluck('event_id'))
    await decide('same')
    expect(await counted()).toHaveLength(1)
    const [standing] = await counted()
    const elsewhere = standing === deathId ? otherId : deathId
    await db.within(async (trx) => {
      const death = (await findDeath(trx, elsewhere)) as NonNullable<Awaited<ReturnType<typeof findDeath>>>
      const { deathId: _i, source: _s, reference: _r, revision, knownOn: _k, knownOnAssumed: _a, ...rest } = death
      const { recordedAt: _t, findings: _f, changeReason: _c, ...details } = rest
      const findings = [NewFinding.parse({ substanceCode: 'heroin', role: 'implicated' })]
      await amendDeath(trx, elsewhere, revision, { ...details, findings }, today)
    })
    expect(await counted()).toEqual([elsewhere])
    await decide('undone')
    expect(await counted()).toEqual([deathId, otherId].sort())
  })

  it('is there for those who reach every case, and is written by nobody', async () => {
    await db.within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], today))
    const count = (reach: 'all' | 'own_agency' | 'none') =>
      db.withinAs({ reach, agencyId: null }, async (trx) => (await trx('counted_event').count())[0]?.count)
    expect([await count('all'), await count('own_agency'), await count('none')].map(Number)).toEqual([1, 0, 0])
    for (const statement of [
      'delete from counted_event',
      'update counted_event set weight = 2',
      `select count_all_events()`,
    ])
      await expect(db.within((trx) => trx.raw(statement))).rejects.toMatchObject({ code: '42501' })
  })

  it('follows what somebody records who reaches the records of their own agency alone', async () => {
    const [agency] = await db
      .knex('agency')
      .insert({ partnership_id: db.partnership.partnershipId, name: 'Outreach', kind: 'outreach' })
      .returning('agency_id')
    await db.withinAs({ reach: 'own_agency', agencyId: agency.agency_id }, (trx) =>
      addOverdoses(trx, [makeReversal({ day: '2026-03-01' })], today),
    )
    expect(await db.within(compare)).toMatchObject({ counted: 2, too_many: 0, missing: 0 })
  })
})
