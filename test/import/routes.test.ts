import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { explainFailure } from '../../jobs/commands/failure.ts'
import { ImportAdapters, ImportPreview, ImportReport, ImportRun } from '../../server/contract/import.ts'
import { readDocument } from '../../server/documents/store.ts'
import { addRun } from '../../server/import/writing/import-store.ts'
import { askForImport, importWork } from '../../server/import/writing/import-work.ts'
import { continueImport } from '../../server/import/writing/run-import.ts'
import { runWork } from '../../server/work/run-work.ts'
import { claimWork, type Piece, startWork } from '../../server/work/store.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
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

const importRequest = {
  subject: 'deaths',
  adapter: 'vigil',
  fileName: 'deaths.csv',
  mapping: null,
  standardPanelId: null,
  isDryRun: false,
  isAllOrNothing: false,
  today: '2026-03-15',
  country: 'GB',
  timeZone: 'Europe/London',
} as const

async function finished(importId: string) {
  for (;;) {
    const report = ImportReport.parse((await api.get(`/api/imports/${importId}`).expect(200)).body)
    if (report.state !== 'running') return report
    await wait(20)
  }
}

describe('a naloxone coordinator', () => {
  it('imports files of naloxone, and neither brings, sees nor undoes those of deaths, areas or postcodes', async () => {
    const coordinator = api.as('naloxone_coordinator')
    const { body: deaths } = await api.post('/api/imports', ask('reference,event_day\nA1,2026-01-05\n')).expect(202)
    await finished(deaths.importId)
    const file = ask(fixture('vigil-naloxone.csv'), { subject: 'naloxone', fileName: 'naloxone.csv' })
    const { body: own } = await coordinator.post('/api/imports', file).expect(202)
    expect((await finished(own.importId)).recordsAdded).toBeGreaterThan(0)
    expect((await coordinator.get(`/api/imports/${own.importId}`).expect(200)).body.subject).toBe('naloxone')
    const { body: seen } = await coordinator.get('/api/imports').expect(200)
    expect(seen.map(({ subject }: ImportRun) => subject)).toEqual(['naloxone'])
    for (const subject of ['deaths', 'areas', 'postcodes'])
      await coordinator.post('/api/imports', ask('a,b\n', { subject })).expect(403)
    await coordinator.post('/api/imports/files', { subject: 'deaths', contentBase64: 'YQ==' }).expect(403)
    await coordinator.post('/api/imports/preview', { subject: 'deaths', contentBase64: 'YQ==' }).expect(403)
    await coordinator.get('/api/imports/mappings?subject=deaths').expect(403)
    await coordinator.get(`/api/imports/${deaths.importId}`).expect(404)
    await coordinator.get(`/api/imports/${deaths.importId}/issues`).expect(404)
    await coordinator.post(`/api/imports/${deaths.importId}/undo`, {}).expect(404)
    await coordinator.post(`/api/imports/${own.importId}/undo`, {}).expect(200)
  })
})

describe('an agency', () => {
  const contributor = async () => {
    const { cookie } = await addSignedIn(db, { roles: ['agency_contributor'] })
    const ask = (method: 'get' | 'post', path: string, body?: object) =>
      api
        .bare()
        [method](`${path}${path.includes('?') ? '&' : '?'}partnership=${db.partnership.slug}`)
        .set({ Host: 'localhost', Cookie: cookie })
        .send(body)
    return { get: (path: string) => ask('get', path), post: (path: string, body: object) => ask('post', path, body) }
  }

  it('imports its own file of reversals and supplies, which is its own whatever the file says, and sees no other', async () => {
    const [one, other] = [await contributor(), await contributor()]
    const content = fixture('vigil-naloxone.csv')
    const { body: file } = await one
      .post('/api/imports/files', {
        subject: 'naloxone',
        contentBase64: content.toString('base64'),
        fileName: 'ours.csv',
      })
      .expect(201)
    await one.post('/api/imports/preview', { subject: 'naloxone', fileId: file.fileId }).expect(200)
    await other.post('/api/imports/preview', { subject: 'naloxone', fileId: file.fileId }).expect(422)
    const imported = { subject: 'naloxone', adapter: 'vigil', fileId: file.fileId, isDryRun: false }
    const { body: run } = await one.post('/api/imports', imported).expect(202)
    const report = await finished(run.importId)
    expect(report).toMatchObject({ state: 'done', failure: null })
    expect(report.recordsAdded).toBeGreaterThan(3)
    // the same file of another agency is another's: nothing of the first is there already
    const { body: again } = await other
      .post('/api/imports', ask(content, { subject: 'naloxone', fileName: 'theirs.csv' }))
      .expect(202)
    expect((await finished(again.importId)).recordsAdded).toBe(report.recordsAdded)

    const listed = async (agency: typeof one) => (await agency.get('/api/overdoses').expect(200)).body
    const [ours, theirs] = [await listed(one), await listed(other)]
    const sources = (page: typeof ours) => new Set(page.rows.map(({ source }: { source: string }) => source))
    expect(ours.total).toBe(theirs.total)
    expect(sources(ours).size).toBe(1)
    expect(sources(ours)).not.toEqual(sources(theirs))
    expect((await one.get('/api/imports').expect(200)).body).toMatchObject([{ importId: run.importId }])
    for (const path of ['', '/issues']) await one.get(`/api/imports/${again.importId}${path}`).expect(404)
    expect((await one.get(`/api/imports/${run.importId}`).expect(200)).body.issues).toEqual(report.issues)
    await one.post(`/api/imports/${again.importId}/undo`, {}).expect(404)
    await one.post('/api/imports', ask('a,b\n')).expect(403)

    await one.post(`/api/imports/${run.importId}/undo`, {}).expect(200)
    expect([(await listed(one)).total, (await listed(other)).total]).toEqual([0, theirs.total])
  })
})

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
      new Set(['vigil', 'ambulance', 'connecticut', 'tempe', 'odin', 'areas', 'population', 'postcodes']),
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

  it('does on what a process that was killed had begun: nothing twice, and counted as if nobody had been killed', async () => {
    const file = `reference,event_day\n${Array.from({ length: 700 }, (_, i) => `K${i},2026-01-05`).join('\n')}\n`
    const { fileId } = (
      await api
        .post('/api/imports/files', {
          subject: 'deaths',
          fileName: 'deaths.csv',
          contentBase64: Buffer.from(file).toString('base64'),
        })
        .expect(201)
    ).body
    const asBringer = { userId: 'killed', purpose: 'import:write' }
    await db.knex('document').where({ document_id: fileId }).update({ added_by: 'killed' })
    const importId = await db.withinAs(asBringer, async (trx) => {
      const { today, country, timeZone, ...asked } = importRequest
      const run = await addRun(trx, db.partnership.partnershipId, asked)
      await askForImport(trx, run.importId, { ask: asked, fileId, agencyId: null, today, country, timeZone })
      return run.importId
    })
    // whoever had it first was killed once the first 500 were written
    const piece = (await db.withinAs(asBringer, (trx) => claimWork(trx, 'import', []))) as Piece
    const content = Buffer.from(file)
    const stopped = continueImport(
      db.knex,
      { ...db.tenant, ...asBringer },
      piece,
      { ...importRequest, content },
      {
        tell({ recordsDone }) {
          if (recordsDone === 500) throw new Error('killed')
        },
      },
    )
    await expect(stopped).rejects.toThrow('killed')
    expect((await api.get(`/api/imports/${importId}`).expect(200)).body).toMatchObject({
      state: 'running',
      recordsAdded: 500,
    })
    await db.within((trx) => trx('work').update({ lease_until: trx.raw("now() - interval '1 second'") }))
    await runWork(db.knex, db.partnership.partnershipId, importWork(testKeyring()))
    expect(await finished(importId)).toMatchObject({
      state: 'done',
      rowsRead: 700,
      recordsAdded: 700,
      recordsAlreadyThere: 0,
      rowsRefused: 0,
    })
    expect((await api.get('/api/deaths').expect(200)).body.total).toBe(700)
    expect(await db.within((trx) => trx('death_revision').max({ revision: 'revision' }))).toEqual([{ revision: 1 }])
  })

  it('says of an import that the command line began, and was killed at, what to do', async () => {
    const piece = await db.within(async (trx) => {
      const run = await addRun(trx, db.partnership.partnershipId, {
        subject: 'deaths',
        adapter: 'vigil',
        fileName: null,
        isDryRun: false,
        isAllOrNothing: false,
      })
      return startWork(trx, { kind: 'import', subject: run.importId })
    })
    const importId = piece.subject
    // an hour long nobody else takes it for dead while its process renews the lease
    await db.within((trx) => trx('import_run').update({ started_at: trx.raw("now() - interval '1 hour'") }))
    await runWork(db.knex, db.partnership.partnershipId, importWork(testKeyring()))
    expect((await api.get(`/api/imports/${importId}`).expect(200)).body.state).toBe('running')
    await db.within((trx) => trx('work').update({ lease_until: trx.raw("now() - interval '1 second'") }))
    await runWork(db.knex, db.partnership.partnershipId, importWork(testKeyring()))
    const { body } = await api.get(`/api/imports/${importId}`).expect(200)
    expect(body).toMatchObject({ state: 'failed', failure: expect.stringContaining('import the file again') })
    // where it was only asleep, it writes nothing more and says why in a sentence
    const slow: unknown = await continueImport(db.knex, db.tenant, piece, {
      ...importRequest,
      content: Buffer.from('reference,event_day\nA1,2026-01-05\n'),
    }).catch((error: unknown) => error)
    expect(explainFailure(slow).message).toMatch(
      /^Nothing was heard of this for half a minute.* start it again for the rest\.$/,
    )
    expect((await api.get('/api/deaths').expect(200)).body.total).toBe(0)
  })

  it('says of one that could not be ended why, and what stands of it', async () => {
    const { today, country, timeZone, ...asked } = importRequest
    const fileId = '00000000-0000-4000-8000-00000000ffff'
    const give = async (given: object, work: object) =>
      db.withinAs({ userId: 'somebody', purpose: 'import:write' }, async (trx) => {
        const { importId } = await addRun(trx, db.partnership.partnershipId, { ...asked, ...given })
        await askForImport(trx, importId, {
          ...{ ask: { ...asked, ...given }, fileId, agencyId: null, today, country, timeZone },
          ...work,
        })
        // as far as somebody who watched was told
        await trx('import_run').where({ import_id: importId }).update({ records_added: 40 })
        return importId
      })
    const end = async (importId: string) => {
      await runWork(db.knex, db.partnership.partnershipId, importWork(testKeyring())).catch(() => undefined)
      return (await api.get(`/api/imports/${importId}`).expect(200)).body
    }
    expect(await end(await give({}, {}))).toMatchObject({
      state: 'failed',
      recordsAdded: 40,
      failure:
        'The file is no longer kept: it was imported meanwhile, or a day has passed. What had been added is kept; import the file again to add the rest.',
    })
    expect(await end(await give({ isDryRun: true }, {}))).toMatchObject({
      failure: expect.stringMatching(/a day has passed\. Nothing was added; try the file again\.$/),
    })
    expect(await end(await give({ isAllOrNothing: true }, {}))).toMatchObject({ state: 'failed', recordsAdded: 0 })
    // an error of ours, each time: it is not said that Vigil was stopped
    const importId = await give({}, { fileId: 'no id' })
    for (let attempt = 1; attempt <= 3; attempt++) {
      // it waits, and says until when, once it has failed
      expect((await api.get(`/api/imports/${importId}`).expect(200)).body).toMatchObject({
        state: 'running',
        triedAgainAt: attempt === 1 ? null : expect.any(String),
      })
      await db.within((trx) =>
        trx('work')
          .where({ subject: importId })
          .update({ due_at: trx.raw('now()') }),
      )
      await end(importId)
    }
    expect(await end(importId)).toMatchObject({
      state: 'failed',
      failure: expect.stringMatching(/^Something went wrong on our side\. What had been added is kept;/),
    })
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

describe('a file that is sent once', () => {
  const CANARY = 'Wilhelmina Canarybird'
  const FILE = `Case ref,Date of death,Surname,Notes\nA1,31/03/2024,${CANARY},dob 3/4/1980\nA2,01/04/2024,${CANARY},\n`
  const send = async (content = FILE, as = api) =>
    (
      await as
        .post('/api/imports/files', {
          subject: 'deaths',
          fileName: 'deaths.csv',
          contentBase64: Buffer.from(content).toString('base64'),
        })
        .expect(201)
    ).body.fileId as string
  const named = (fileId: string, given: object = {}) => ({
    subject: 'deaths',
    adapter: 'vigil',
    fileName: 'deaths.csv',
    fileId,
    isDryRun: false,
    ...given,
  })

  it('is looked at, tried and imported by its name, and is gone then', async () => {
    const fileId = await send()
    const preview = await api.post('/api/imports/preview', { subject: 'deaths', fileName: null, fileId }).expect(200)
    const sentWhole = await api
      .post('/api/imports/preview', {
        subject: 'deaths',
        fileName: null,
        contentBase64: Buffer.from(FILE).toString('base64'),
      })
      .expect(200)
    expect(preview.body).toEqual(sentWhole.body)
    const { mapping } = preview.body
    const tried = await api.post('/api/imports', named(fileId, { mapping, isDryRun: true })).expect(202)
    const trial = await finished(tried.body.importId)
    const { body } = await api.post('/api/imports', named(fileId, { mapping })).expect(202)
    const report = await finished(body.importId)
    expect(report).toMatchObject({ state: 'done', recordsAdded: 2, issues: trial.issues })
    expect(report.issues.map(({ column, reason }) => [column, reason.slice(0, 30)])).toEqual(
      expect.arrayContaining([
        ['Surname', 'this column identifies people;'],
        ['Notes', 'the cell seems to hold a date '],
      ]),
    )
    expect(await db.knex('document').where({ document_id: fileId })).toEqual([])
    const { body: again } = await api.post('/api/imports', named(fileId)).expect(422)
    expect(again.title).toBe('This file is no longer kept. Choose it again.')
  })

  it('holds no name, sealed or not, while it is kept', async () => {
    const fileId = await send()
    const { added_by } = await db.knex('document').where({ document_id: fileId }).first('added_by')
    const kept = await db.withinAs({ userId: added_by, purpose: 'import:write' }, (trx) =>
      readDocument(trx, testKeyring(), fileId, 'whole'),
    )
    const text = gunzipSync(Buffer.from(kept?.text ?? '', 'base64')).toString()
    expect(text).toContain('31/03/2024')
    expect(text).not.toContain('Canarybird')
    expect(text).not.toContain('1980')
  })

  it('is nobody else’s, and is one of the two ways to say which file', async () => {
    const fileId = await send()
    const other = api.as('analyst')
    await other.post('/api/imports', named(fileId)).expect(422)
    await other.post('/api/imports/preview', { subject: 'deaths', fileName: null, fileId }).expect(422)
    for (const both of [named(fileId, { contentBase64: 'QQ==' }), { ...named(fileId), fileId: undefined }])
      expect((await api.post('/api/imports', both).expect(422)).body.errors).toMatchObject([{ path: 'fileId' }])
  })

  it('of areas keeps its bytes, and of a large one a beginning to look at', async () => {
    const rows = Array.from({ length: 900 }, (_, i) => `A${i},2024-03-${String((i % 28) + 1).padStart(2, '0')}`)
    const content = `reference,event_day\n${rows.join('\n')}\n`
    const fileId = await send(content)
    const { body } = await api.post('/api/imports/preview', { subject: 'deaths', fileName: null, fileId }).expect(200)
    expect(body.rows).toHaveLength(20)
    const run = await api.post('/api/imports', named(fileId)).expect(202)
    expect(await finished(run.body.importId)).toMatchObject({ state: 'done', recordsAdded: 900 })
    const areas = await api
      .post('/api/imports/files', {
        subject: 'postcodes',
        fileName: 'postcodes.csv',
        contentBase64: Buffer.from('pcds,lat,long\nTR1 1AA,50.26,-5.05\n').toString('base64'),
      })
      .expect(201)
    const postcodes = await api
      .post('/api/imports', named(areas.body.fileId, { subject: 'postcodes', adapter: 'postcodes' }))
      .expect(202)
    expect(await finished(postcodes.body.importId)).toMatchObject({ state: 'done', rowsRead: 1 })
  })

  it('sent again with its key is kept again: what was kept the first time may be gone', async () => {
    const file = {
      subject: 'deaths',
      fileName: null,
      contentBase64: Buffer.from('reference,event_day\nA1,2026-01-05\n').toString('base64'),
    }
    const sendWithKey = async () =>
      (await api.post('/api/imports/files', file).set('Idempotency-Key', 'one file').expect(201)).body.fileId
    await finished((await api.post('/api/imports', named(await sendWithKey())).expect(202)).body.importId)
    await api.post('/api/imports/preview', { subject: 'deaths', fileId: await sendWithKey() }).expect(200)
    expect(await db.within((trx) => trx('idempotency_key').count({ kept: '*' }))).toEqual([{ kept: 0 }])
  })

  it('is not read as one of another subject', async () => {
    const residents = Buffer.from('lsoa21cd,population\nE01000001,1500\n').toString('base64')
    for (const [sentAs, subject, adapter] of [
      ['deaths', 'areas', 'areas'],
      ['areas', 'deaths', 'vigil'],
    ] as const) {
      const file = { subject: sentAs, fileName: null, contentBase64: residents }
      const { fileId } = (await api.post('/api/imports/files', file).expect(201)).body
      const { body } = await api.post('/api/imports/preview', { subject, adapter, fileId }).expect(422)
      expect(body.errors[0].message).toContain(`the file was not sent as one of ${subject}`)
      const run = await api.post('/api/imports', named(fileId, { subject, adapter })).expect(202)
      expect(await finished(run.body.importId)).toMatchObject({
        state: 'failed',
        failure: `the file was not sent as one of ${subject}`,
      })
    }
  })

  it('is read by a mapping that names a column which it does not have, whatever that is called', async () => {
    const fileId = await send('reference,event_day\nA1,2026-01-05\n')
    const field = (name: string) => ({ as: 'field', field: name })
    const mapping = {
      columns: { reference: field('reference'), event_day: field('event_day'), constructor: field('sex') },
    }
    const { body } = await api.post('/api/imports', named(fileId, { mapping })).expect(202)
    expect(await finished(body.importId)).toMatchObject({ state: 'done', recordsAdded: 1 })
  })

  it('of another kind says what it lacks, not which column was left out', async () => {
    const { body } = await api
      .post('/api/imports', ask('reference,event_day,Surname\nA1,2026-01-05,Exampleson\n', { subject: 'naloxone' }))
      .expect(202)
    const { state, failure } = await finished(body.importId)
    expect(state).toBe('failed')
    expect(failure).not.toContain('identifies people')
  })
})
