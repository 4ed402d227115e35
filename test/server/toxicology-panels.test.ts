import { describe, expect, it } from 'vitest'
import { Death } from '../../server/contract/death.ts'
import { ToxicologyPanel } from '../../server/contract/toxicology-panel.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)

const panel = { name: 'Standard screen', laboratory: 'County laboratory', covers: ['heroin', 'benzodiazepines'] }

describe('a toxicology panel', () => {
  it('covers substances at any level of the tree, and a death names the one that was run', async () => {
    const { body } = await api.post('/api/toxicology-panels', panel).expect(201)
    const added = ToxicologyPanel.parse(body)
    expect(added).toMatchObject({ ...panel, covers: ['benzodiazepines', 'heroin'], validFrom: null })
    expect((await api.get('/api/toxicology-panels').expect(200)).body).toEqual([added])
    const death = { eventDay: '2026-03-01', status: 'toxicology_in', toxicologyPanelId: added.panelId }
    const recorded = await api.post('/api/deaths', death).expect(201)
    expect(Death.parse(recorded.body).toxicologyPanelId).toBe(added.panelId)
  })

  it.each([
    ['covers', { covers: [] }],
    ['covers', { covers: ['heroin', 'heroin'] }],
    ['covers', { covers: ['heroin', 'nothing of that name'] }],
    ['name', { name: '' }],
    ['validFrom', { validFrom: '2026-02-30' }],
  ])('is refused where it cannot be, naming %s', async (path, given) => {
    const { body } = await api.post('/api/toxicology-panels', { ...panel, ...given }).expect(422)
    expect(body.errors.map((error: { path: string }) => error.path)).toEqual([path])
    expect((await api.get('/api/toxicology-panels').expect(200)).body).toEqual([])
  })

  it('has a name of its own, so that a form shows each once', async () => {
    await api.post('/api/toxicology-panels', panel).expect(201)
    const { body } = await api.post('/api/toxicology-panels', { ...panel, covers: ['cocaine'] }).expect(422)
    expect(body.errors).toEqual([{ path: 'name', message: 'there is already a panel of this name' }])
  })
})

describe.each([
  ['/api/agencies', { name: 'Outreach', kind: 'outreach' }],
  ['/api/naloxone/batches', { productCode: 'prenoxad', batchNumber: 'P1', expiresOn: '2028-01-31' }],
  ['/api/toxicology-panels', panel],
])('the register %s', (path, given) => {
  it('is answered as CSV, one row an entry', async () => {
    await api.post(path, given).expect(201)
    const { text } = await api.get(`${path}.csv`).expect(200)
    expect(text.trim().split('\r\n')).toHaveLength(2)
  })
})
