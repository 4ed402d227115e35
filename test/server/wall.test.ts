import { describe, expect, it } from 'vitest'
import { withTenant } from '../../server/db/tenant.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)

describe('the wall between partnerships', () => {
  it('stands before every table that has a partnership_id: enabled, forced, with a policy', async () => {
    const { rows } = await db.knex.raw(`
      select tables.relname as name, tables.relrowsecurity as is_on, tables.relforcerowsecurity as is_forced,
        (select count(*)::int from pg_policy where polrelid = tables.oid) as policies
      from pg_class tables
      join pg_attribute columns on columns.attrelid = tables.oid and columns.attname = 'partnership_id'
      where tables.relkind = 'r' and tables.relnamespace = 'public'::regnamespace`)
    expect(rows.length).toBeGreaterThan(20)
    expect(
      rows.filter(
        (table: { is_on: boolean; is_forced: boolean; policies: number }) =>
          !table.is_on || !table.is_forced || !table.policies,
      ),
    ).toEqual([])
  })

  it('has partnership_id in the primary key of each of them', async () => {
    const { rows } = await db.knex.raw(`
      select tables.relname as name
      from pg_class tables
      join pg_attribute columns on columns.attrelid = tables.oid and columns.attname = 'partnership_id'
      where tables.relkind = 'r' and tables.relnamespace = 'public'::regnamespace
        and not exists (
          select from pg_index keys where keys.indrelid = tables.oid and keys.indisprimary and columns.attnum = any (keys.indkey))`)
    expect(rows).toEqual([])
  })

  it('shows no row of any table to the application that has said no partnership, or another', async () => {
    await db.within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], '2026-03-15'))
    const other = await addPartnership(db.knex, {
      name: 'Other',
      slug: `other-${Date.now()}`,
      country: 'GB',
      timeZone: 'Europe/London',
    })
    const tables = await db
      .knex('information_schema.columns')
      .where({ table_schema: 'public', column_name: 'partnership_id' })
      .whereNot('table_name', 'partnership')
      .pluck('table_name')
    for (const partnershipId of ['', other.partnershipId]) {
      for (const table of tables) {
        const seen = await withTenant(db.knex, { partnershipId, userId: 'test', purpose: 'test' }, (trx) =>
          trx(table).count({ rows: '*' }).first(),
        )
        expect([table, seen?.rows]).toEqual([table, 0])
      }
    }
  })

  it('still lets an index find the area of a point', async () => {
    await db.within((trx) =>
      trx.raw(
        `insert into area (partnership_id, kind, code, name, geom, label_point, source)
         select current_partnership_id(), 'square', n::text, n::text, st_multi(st_makeenvelope(n, 50, n + 0.5, 51, 4326)), st_setsrid(st_point(n, 50), 4326), 'test'
         from generate_series(-100, 100, 0.5) as n`,
      ),
    )
    await db.knex.raw('analyze area_edition')
    const { rows } = await db.within(async (trx) => {
      await trx.raw('set local enable_seqscan = off')
      return trx.raw(
        'explain select area_id from area where geom && st_setsrid(st_point(-5, 50), 4326) and st_covers(geom, st_setsrid(st_point(-5, 50), 4326))',
      )
    })
    expect(rows.map((row: Record<string, string>) => row['QUERY PLAN']).join('\n')).toMatch(
      /Index Scan using area_place[\s\S]*Index Cond: \(geom &&/,
    )
  })

  it('refuses to write into another partnership, and to change a revision', async () => {
    const [death] = await db.within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], '2026-03-15'))
    const other = await addPartnership(db.knex, {
      name: 'Other',
      slug: `other-${Date.now()}`,
      country: 'GB',
      timeZone: 'Europe/London',
    })
    const smuggle = db.within((trx) =>
      trx('death').insert({
        partnership_id: other.partnershipId,
        source: 'test',
        reference: 'x',
        first_content_hash: 'x',
      }),
    )
    await expect(smuggle).rejects.toThrow(/row-level security/)
    const rewrite = db.within((trx) => trx('death_revision').where({ death_id: death?.id }).update({ age_years: 1 }))
    await expect(rewrite).rejects.toThrow(/permission denied/)
  })

  it('answers 404 for a record of another partnership, exactly as for one that is not there', async () => {
    const [death] = await db.within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], '2026-03-15'))
    const other = await addPartnership(db.knex, {
      name: 'Other',
      slug: `other-${Date.now()}`,
      country: 'GB',
      timeZone: 'Europe/London',
      isSynthetic: true,
      pinnedToday: '2026-03-15',
    })
    const { cookie } = await addSignedIn(db, { partnershipId: other.partnershipId })
    const asThem = (deathId: string | undefined) =>
      api.bare().get(`/api/deaths/${deathId}`).set('Host', 'localhost').set('Cookie', cookie)
    const theirs = await asThem(death?.id)
    const missing = await asThem('00000000-0000-4000-8000-000000000000')
    expect([theirs.status, theirs.body]).toEqual([404, missing.body])
  })
})

describe('the list of partnerships', () => {
  it('holds those one belongs to and no other', async () => {
    const { body } = await api.get('/api/partnerships').expect(200)
    expect(body.map(({ slug }: { slug: string }) => slug)).toEqual([db.partnership.slug])
  })
})

describe('a request', () => {
  it('is answered under our own names only, and refused when another site made it', async () => {
    await api.bare().get('/api/session').set('Host', 'vigil.example.org').expect(421)
    await api.post('/api/agencies', { name: 'A', kind: 'other' }).set('Origin', 'https://example.org').expect(403)
    await api.post('/api/agencies', { name: 'A', kind: 'other' }).set('Sec-Fetch-Site', 'cross-site').expect(403)
    await api.post('/api/agencies', { name: 'A', kind: 'other' }).set('Origin', 'http://localhost').expect(201)
  })
})
