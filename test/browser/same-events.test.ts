import { expect, it } from 'vitest'
import { NewOverdose } from '../../server/contract/overdose.ts'
import { addOverdoses } from '../../server/naloxone/overdoses/store.ts'
import { useDatabase } from '../support/database.ts'
import { expectAccessible } from './accessible.ts'
import { useClient } from './client.ts'

const db = useDatabase({ basemap: 'south-west-england' })
const client = useClient(db)

const person = { ageBand: '25-34', sex: 'male', naloxoneGiven: 'yes' }
const event = { eventDay: '2026-03-01', timePrecision: 'minute', town: 'Truro' }

it('asks while a report is entered whether the event is reported already, joins the two, shows what speaks for it, and takes them apart', async () => {
  const peer = {
    ...event,
    source: 'peer',
    reference: 'P-1',
    reporterKind: 'peer',
    eventTime: '14:05',
    persons: [person],
  }
  await db.within((trx) => addOverdoses(trx, [NewOverdose.parse(peer)], '2026-03-15'))
  const { page } = client
  await client.go('/reversals/new')
  for (const [part, written] of Object.entries({ day: '1', month: '3', year: '2026' }))
    await page.locator(`#eventDay-${part}`).fill(written)
  await page.getByRole('radio', { name: 'To the minute' }).check()
  await page.locator('#eventTime').fill('14:20')
  await page.locator('#town').fill('Truro')
  await page.getByText('Is this event reported already?').waitFor()
  await expectAccessible(page, 'the form that asks')
  await page.getByLabel('The same event').check()
  await page.getByRole('button', { name: 'Record this report' }).click()
  await page.getByText('These 2 reports are of one event').waitFor()
  await expectAccessible(page, 'the report')

  await client.go('/same-events?state=same')
  await page.getByText('Counted once, as P-1').waitFor()
  await page.getByText(/by Panel coordinator.*: said while entering/).waitFor()
  await page.getByText('What speaks for it').click()
  await page.getByRole('rowheader', { name: 'All together' }).waitFor()
  await expectAccessible(page, '/same-events')
  await page.getByText('Was that wrong?').click()
  await page.getByRole('button', { name: /^Take them apart/ }).click()
  await page.getByText('No pairs here.').waitFor()
  await page.getByLabel('Show').selectOption('open')
  await page.getByRole('button', { name: /^One event: count once/ }).waitFor()

  await client.go('/')
  await page.getByText('1 pair of reports may be of one overdose').waitFor()
})

it('lists outcomes to follow up, the oldest first, each with the way to write what was found out', async () => {
  const told = ['2026-03-10', '2026-01-04'].map((eventDay) =>
    NewOverdose.parse({
      ...event,
      eventDay,
      eventTime: '14:05',
      source: 'peer',
      reference: eventDay,
      persons: [person],
    }),
  )
  await db.within((trx) => addOverdoses(trx, told, '2026-03-15'))
  const { page } = client
  await client.go('/follow-up')
  await page.getByText('2 reports', { exact: true }).waitFor()
  const days = await page.getByRole('row').getByRole('rowheader').allInnerTexts()
  expect(days).toEqual(['4 January 2026', '10 March 2026'])
  await expectAccessible(page, '/follow-up')
  await page
    .getByRole('link', { name: /^Write it/ })
    .first()
    .click()
  await page.getByRole('heading', { name: 'Amend a report' }).waitFor()
})
