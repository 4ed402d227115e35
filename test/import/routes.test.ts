import { setTimeout as wait } from 'node:timers/promises'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { ImportAdapters, ImportPreview, ImportReport, ImportRun } from '../../server/contract/import.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { fixture } from './reading.ts'

const db = useDatabase()
const api = useApi(db)

const ask = (content: Buffer | string, given: object = {}) => ({
  subject: 'deaths',
  adapter: 'vigil',
  fileName: 'deaths.csv',
  contentBase64: Buffer.from(content).toString('base64'),
  isDryRun: false,
  ...given,
})

async function finished(importId: string) {
  for (;;) {
    const report = ImportReport.parse((await api.get(`/api/imports/${importId}`).expect(200)).body)
    if (report.state !== 'running') return report
    await wait(20)
  }
}

describe('importing from a page', () => {
  it('answers at once, and tells what became of the file when asked again', async () => {
    const { body, headers } = await api
      .post('/api/imports', ask('reference,event_day\nA1,2026-01-05\nA2,\n'))
      .expect(202)
    const run = ImportRun.parse(body)
    expect(run.state).toBe('running')
    expect(headers.location).toBe(`/api/imports/${run.importId}`)
    expect(await finished(run.importId)).toMatchObject({
      state: 'done',
      recordsAdded: 1,
      rowsRefused: 1,
      issues: [{ rowNumber: 3 }],
    })
    expect((await api.get('/api/imports').expect(200)).body).toMatchObject([{ importId: run.importId, state: 'done' }])
    expect((await api.get('/api/deaths').expect(200)).body.total).toBe(1)
  })

  it('takes a panel for the deaths whose toxicology is complete and that name none', async () => {
    const panel = { name: 'Post-mortem standard', covers: ['opioids', 'benzodiazepines'] }
    const { panelId } = (await api.post('/api/toxicology-panels', panel).expect(201)).body
    const file = 'reference,event_day,toxicology_complete_on\nA1,2026-01-05,2026-01-05\nA2,2026-01-06,\n'
    const { body } = await api.post('/api/imports', ask(file, { standardPanelId: panelId })).expect(202)
    expect(await finished(body.importId)).toMatchObject({ recordsAdded: 2 })
    const panels = await db.within((trx) => trx('death_revision').orderBy('event_day').pluck('toxicology_panel_id'))
    expect(panels).toEqual([panelId, null])
    const nobodys = '00000000-0000-4000-8000-00000000bbbb'
    const refused = await api.post('/api/imports', ask(file, { standardPanelId: nobodys })).expect(422)
    expect(refused.body.errors).toMatchObject([{ path: 'standardPanelId' }])
  })

  it('shows the headings, the first rows and what each field is probably called, and none of the identity', async () => {
    const { body } = await api
      .post('/api/imports/preview', {
        subject: 'deaths',
        fileName: null,
        contentBase64: Buffer.from('Case ref\tDate of death\tSurname\nA1\t31/03/2024\tExampleson\n').toString('base64'),
      })
      .expect(200)
    const preview = ImportPreview.parse(body)
    expect(preview).toMatchObject({
      encoding: 'UTF-8',
      delimiter: '\t',
      headings: ['Case ref', 'Date of death'],
      rows: [['A1', '31/03/2024']],
      mapping: {
        columns: {
          'Case ref': { as: 'field', field: 'reference' },
          'Date of death': { as: 'field', field: 'event_day' },
        },
      },
      knownOn: { heading: null, others: [] },
      looksLike: null,
    })
    expect(preview.columns.map(({ heading, identifies, samples }) => [heading, identifies, samples])).toEqual([
      ['Case ref', false, ['A1']],
      ['Date of death', false, ['31/03/2024']],
      ['Surname', true, []],
    ])
    expect(JSON.stringify(body)).not.toContain('Exampleson')
  })

  it('gives a hint for a spreadsheet', async () => {
    const { body } = await api
      .post('/api/imports/preview', {
        subject: 'deaths',
        fileName: 'a.xlsx',
        contentBase64: Buffer.from('504b0304', 'hex').toString('base64'),
      })
      .expect(422)
    expect(body.errors[0].message).toContain('copy, and paste')
  })

  it.each([
    ['an adapter that does not exist', { adapter: 'nobody' }, 'adapter'],
    ['an adapter of another subject', { adapter: 'tempe' }, 'adapter'],
    ['content that is not base64', { contentBase64: '%%%' }, 'contentBase64'],
    ['a subject that does not exist', { subject: 'people' }, 'subject'],
  ])('refuses %s and names the field', async (_, given, path) => {
    const { body } = await api.post('/api/imports', ask('a', given)).expect(422)
    expect(body.errors.map((error: { path: string }) => error.path)).toContain(path)
  })

  it('saves a mapping under its name and replaces it', async () => {
    const field = (name: string) => ({ as: 'field', field: name })
    const saved = (columns: object) => ({ subject: 'deaths', name: 'Police list', mapping: { columns } })
    await api.put('/api/imports/mappings', saved({ DOD: field('event_day') })).expect(200)
    const changed = saved({ Date: field('event_day'), Ref: field('reference') })
    expect((await api.put('/api/imports/mappings', changed).expect(200)).body).toMatchObject([
      { name: 'Police list', mapping: changed.mapping },
    ])
    expect((await api.get('/api/imports/mappings?subject=naloxone').expect(200)).body).toEqual([])
    await api.put('/api/imports/mappings', saved({ S: field('shoe_size') })).expect(422)
    await api.put('/api/imports/mappings', saved({ A: field('sex'), B: field('sex') })).expect(422)
  })

  it('imports by a mapping', async () => {
    const mapping = {
      columns: { DOD: { as: 'field', field: 'event_day' }, Ref: { as: 'field', field: 'reference' } },
    }
    const { body } = await api.post('/api/imports', ask('Ref;DOD\nA1;31/03/2024\n', { mapping })).expect(202)
    expect(await finished(body.importId)).toMatchObject({ state: 'done', recordsAdded: 1, issues: [] })
  })

  it('documents every adapter, and gives the template to fill in', async () => {
    const adapters = ImportAdapters.parse((await api.get('/api/imports/adapters').expect(200)).body)
    expect(new Set(adapters.map(({ name }) => name))).toEqual(
      new Set(['vigil', 'connecticut', 'tempe', 'odin', 'areas', 'population', 'postcodes']),
    )
    const { text } = await api.get('/api/imports/template.csv?subject=naloxone').expect(200)
    const rows: Record<string, string>[] = parse(text, { columns: true, bom: true })
    expect(rows.map(({ record }) => record)).toEqual(['overdose', 'supply'])
  })

  it('gives all issues as CSV with formulas defused', async () => {
    const { body } = await api.post('/api/imports', ask('reference,event_day\nA1,=1+1\n')).expect(202)
    await finished(body.importId)
    const { text } = await api.get(`/api/imports/${body.importId}/issues.csv`).expect(200)
    expect(text).toContain("'=1+1")
  })

  it('shows an import that was killed as failed, with what to do', async () => {
    const importId = await db.within(async (trx) => {
      const [row] = await trx('import_run')
        .insert({
          partnership_id: db.partnership.partnershipId,
          subject: 'deaths',
          adapter: 'vigil',
          file_hash: '',
          is_dry_run: false,
          is_all_or_nothing: false,
          started_at: trx.raw("now() - interval '11 minutes'"),
        })
        .returning('import_id')
      return row.import_id
    })
    const { body } = await api.get(`/api/imports/${importId}`).expect(200)
    expect(body).toMatchObject({ state: 'failed', failure: expect.stringContaining('import the file again') })
  })

  it('answers 404 for an import of another partnership or none', async () => {
    await api.get('/api/imports/00000000-0000-4000-8000-000000000000').expect(404)
    await api.get('/api/imports/00000000-0000-4000-8000-000000000000/issues').expect(404)
  })

  it('runs every fixture through the page without a word of 500', async () => {
    for (const [adapter, subject, file] of [
      ['connecticut', 'deaths', 'connecticut.csv'],
      ['odin', 'naloxone', 'connecticut.csv'],
      ['vigil', 'naloxone', 'areas.geojson'],
      ['areas', 'areas', 'odin.csv'],
      ['postcodes', 'postcodes', 'areas.geojson'],
    ] as const) {
      const { body } = await api.post('/api/imports', ask(fixture(file), { adapter, subject })).expect(202)
      expect(['done', 'failed']).toContain((await finished(body.importId)).state)
    }
  })
})
