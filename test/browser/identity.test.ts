import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'
import { useClient } from './client.ts'

async function expectWithoutBarriers(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
}

describe.each([
  { device: 'a desk', width: 1280 },
  { device: 'a phone', width: 375 },
])('the identity of somebody who died, on $device', ({ width }) => {
  const db = useDatabase()
  const client = useClient(db)

  async function addDeath(): Promise<string> {
    const [death] = await db.within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], '2026-03-15'))
    return death?.id ?? ''
  }

  it('is recorded, opened part by part for a purpose, and closed again, and nothing of it stays in the browser', async () => {
    const { page } = client
    await page.setViewportSize({ width, height: 900 })
    const deathId = await addDeath()
    await client.go(`/deaths/${deathId}`)
    await page.getByText('Identity', { exact: true }).click()
    await page.getByText('No identity is held.').waitFor()
    await page.getByRole('button', { name: 'Record the identity' }).click()
    await page.getByRole('button', { name: 'Save the identity' }).click()
    await page.getByRole('link', { name: 'Fill in at least one part' }).waitFor()
    await page.getByLabel('Given names').fill('Zoë May')
    await page.getByLabel('Family name').fill('Canary')
    await page.getByLabel('NHS number').fill('943 476 5918')
    await page
      .getByRole('button', { name: 'Add another name' })
      .or(page.getByRole('button', { name: 'Add an other name' }))
      .click()
    await page.locator('[id="otherNames.0.given"]').fill('Zed')
    await page.locator('[id="otherNames.0.family"]').fill('Canaryalias')
    await page.getByRole('button', { name: 'Save the identity' }).click()
    await page.getByRole('link', { name: /NHS number is not an NHS number/ }).waitFor()
    await expectWithoutBarriers(page)
    await page.getByLabel('NHS number').fill('943 476 5919')
    await page.getByRole('button', { name: 'Save the identity' }).click()
    await page.getByText('Held: name, other names, NHS number.').waitFor()
    expect(await page.content()).not.toContain('Canary')

    await page.getByRole('button', { name: 'Open the identity' }).click()
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByRole('link', { name: 'Choose what for' }).waitFor()
    await page.getByLabel('What for').selectOption('coroner')
    await page.getByLabel('Name', { exact: true }).check()
    await expectWithoutBarriers(page)
    await page.getByRole('button', { name: 'Open', exact: true }).click()
    await page.getByText('Zoë May Canary').waitFor()
    expect(await page.content()).not.toContain('Canaryalias')
    await page.getByText('Question from or to the coroner (name)').waitFor()
    await expectWithoutBarriers(page)
    await page.getByRole('button', { name: 'Close the identity' }).click()
    await page.getByText('Zoë May Canary').waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain('Canary')
    expect(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))).not.toContain(
      'Canary',
    )
  })

  it('is opened in an emergency with a reason, which the information governance lead reads', async () => {
    const deathId = await addDeath()
    await client.go(`/deaths/${deathId}`)
    await client.page.getByText('Identity', { exact: true }).click()
    await client.page.getByRole('button', { name: 'Record the identity' }).click()
    await client.page.getByLabel('Family name').fill('Canary')
    await client.page.getByLabel('Given names').fill('Zoë')
    await client.page.getByRole('button', { name: 'Save the identity' }).click()
    await client.page.getByText('Held: name.').waitFor()

    const consultant = await client.openPage('consultant')
    await consultant.setViewportSize({ width, height: 900 })
    await consultant.goto(client.address(`/deaths/${deathId}`), { waitUntil: 'networkidle' })
    await consultant.getByText('Identity', { exact: true }).click()
    await consultant.getByRole('button', { name: 'Open in an emergency' }).click()
    await consultant.getByLabel('Why it cannot wait').fill('A child may be alone at the address')
    await consultant.getByLabel('Name', { exact: true }).check()
    await expectWithoutBarriers(consultant)
    await consultant.getByRole('button', { name: /^Open now/ }).click()
    await consultant.getByText('Zoë Canary').waitFor()
    await consultant.context().close()

    const governance = await client.openPage('governance')
    await governance.setViewportSize({ width, height: 900 })
    await governance.goto(client.address('/notices'), { waitUntil: 'networkidle' })
    await governance.getByText('A child may be alone at the address').waitFor()
    await expectWithoutBarriers(governance)
    await governance.getByRole('button', { name: 'Mark as read' }).click()
    await governance.getByText(/^Read by/).waitFor()
    await governance.goto(client.address('/retention'), { waitUntil: 'networkidle' })
    await governance.getByText('These times are a proposal.').waitFor()
    await expectWithoutBarriers(governance)
    await governance.context().close()
  })

  it('is kept by a legal hold, and a living person who asks has an answer', async () => {
    const { page } = client
    await page.setViewportSize({ width, height: 900 })
    const deathId = await addDeath()
    await client.go('/retention')
    await page.getByRole('button', { name: 'Put something under legal hold' }).click()
    await page.getByRole('button', { name: 'Put under legal hold' }).click()
    await page.getByRole('link', { name: /Paste the id of the death/ }).waitFor()
    await page.getByLabel('Death', { exact: true }).fill(deathId)
    await page.getByLabel('Reason').fill('The coroner asked for it to be kept')
    await expectWithoutBarriers(page)
    await page.getByRole('button', { name: 'Put under legal hold' }).click()
    await page.getByText('Held', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Lift the hold' }).click()
    await page.getByLabel('Why it ends').fill('The inquest is over')
    await page.getByRole('button', { name: 'Lift the hold' }).click()
    await page.getByText('Lifted', { exact: true }).waitFor()

    await client.go('/subject-requests')
    await page.getByRole('button', { name: 'Enter a request' }).click()
    await page.getByLabel('Your reference').fill('SAR 7')
    await page.getByRole('button', { name: 'Enter the request' }).click()
    await page.getByText('due 15 April 2026').waitFor()
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await page.getByLabel('E-mail address').fill('nobody@example.org')
    await expectWithoutBarriers(page)
    const file = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Find them, and make the file' }).click()
    expect((await file).suggestedFilename()).toBe('data-request-SAR-7.json')
    await page.getByText('next of kin entries: 0 given').waitFor()
  })

  it('says on the record and on the page of retention on which day it will be removed, before it comes', async () => {
    const { page } = client
    await page.setViewportSize({ width, height: 900 })
    const closed = makeDeath({ eventDay: '2026-03-01', status: 'closed' })
    const [death] = await db.within((trx) => addDeaths(trx, [closed], '2026-03-15'))
    await db.knex('death_revision').where({ death_id: death?.id }).update({ recorded_at: '2026-03-14T12:00:00Z' })
    await client.go(`/deaths/${death?.id}`)
    await page.getByText('Identity', { exact: true }).click()
    await page.getByRole('button', { name: 'Record the identity' }).click()
    await page.getByLabel('Given names').fill('Ann')
    await page.getByLabel('Family name').fill('Example')
    await page.getByRole('button', { name: 'Save the identity' }).click()
    await page.getByText('removed in the night of 14 March 2029').waitFor()
    await expectWithoutBarriers(page)
    await client.go('/retention')
    await page.getByRole('cell', { name: '14 March 2026' }).waitFor()
    await page.getByText('14 March 2029').waitFor()
    await expectWithoutBarriers(page)
    const governance = await client.openPage('governance')
    await governance.setViewportSize({ width, height: 900 })
    await governance.goto(client.address('/audit'), { waitUntil: 'networkidle' })
    await governance.getByText(/^Nothing of it is signed outside the database yet/).waitFor()
    await expectWithoutBarriers(governance)
    await governance.context().close()
  })
})
