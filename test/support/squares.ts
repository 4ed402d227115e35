import type { TestDatabase } from './database.ts'

/** Squares of half a degree, side by side from 5° west at 50° north, with so many residents; null: not known. */
export async function addSquares(db: TestDatabase, residents: Readonly<Record<string, number | null>>): Promise<void> {
  const partnership_id = db.partnership.partnershipId
  await db.within(async (trx) => {
    for (const [position, [name, known]] of Object.entries(residents).entries()) {
      const west = -5 + position * 0.5
      const [area] = await trx('area')
        .insert({
          ...{ partnership_id, kind: 'square', code: name, name, source: 'test' },
          geom: `SRID=4326;MULTIPOLYGON(((${west} 50, ${west + 0.5} 50, ${west + 0.5} 50.5, ${west} 50.5, ${west} 50)))`,
          label_point: `SRID=4326;POINT(${west + 0.25} 50.25)`,
        })
        .returning('area_id')
      if (known !== null)
        await trx('area_population').insert({
          ...{ partnership_id, area_id: area.area_id, as_of: '2021-03-21', residents: known, source: 'test' },
        })
    }
  })
}
