import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Role } from '../../server/contract/access.ts'
import { codeAt, newSecondFactor, saveSecondFactor } from '../../server/office/sessions/second-factor.ts'
import { addAgency, addPartnership } from '../../server/partnerships/store.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'
import { testKeyring } from '../support/keyring.ts'
import { addPerson, password as knownPassword, secret as knownSecret } from '../support/people.ts'
import { expectAccessible } from './accessible.ts'
import { useClient } from './client.ts'

const step = 30_000
const password = 'wrongly painted harbour kettle'

describe('signing in', () => {
  const db = useDatabase()
  const client = useClient(db, { role: 'administrator' })
  const outside = (path: string) => new URL(path, client.address('')).href

  /** The administrator hands over the link that the page showed once. */
  async function invite(name: string, role: string) {
    await client.go('/people/invite')
    await client.page.getByLabel('Name', { exact: true }).fill(name)
    await client.page.getByLabel('E-mail address').fill(`${name.toLowerCase()}@example.org`)
    await client.page.getByLabel('Role').selectOption({ label: role })
    await client.page.getByRole('button', { name: 'Make the link' }).click()
    return (await client.page.getByLabel('Link', { exact: true }).inputValue()).split('#')[1] ?? ''
  }

  async function accept(page: Page, token: string) {
    await page.goto(outside(`/invitation#${token}`))
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByText(/hard to guess/).waitFor()
    await page.getByRole('button', { name: 'Set this password' }).click()
    const secret = (await page.locator('strong.vigil-code').innerText()).replaceAll(' ', '')
    await page.getByLabel('Code from the app').fill(codeAt(secret))
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'Keep your recovery codes' }).waitFor()
    return secret
  }

  it('leads from the invitation over password, second factor and recovery codes to the first page, and back in again', async () => {
    const token = await invite('Jenna', 'Panel member')
    const page = await client.openPage(null)
    const secret = await accept(page, token)
    expect(await page.getByRole('listitem').count()).toBe(10)
    expect(await page.getByRole('button', { name: 'Continue' }).isDisabled()).toBe(true)
    await page.getByLabel('I have kept them').check()
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'What is happening' }).waitFor()

    await page.getByText('Jenna', { exact: true }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail address').fill('jenna@example.org')
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByLabel('Code', { exact: true }).fill(codeAt(secret, Date.now() + step))
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('heading', { name: 'What is happening' }).waitFor()
    await page.context().close()
  })

  it('leads somebody who signs in here already over signing in to accepting a further role, and tells of it on the first page', async () => {
    const { partnershipId } = await addPartnership(db.knex, {
      name: 'Elsewhere',
      slug: `elsewhere-${Date.now()}`,
      country: 'GB',
      timeZone: 'Europe/London',
    })
    const person = await addPerson(db, { roles: ['administrator'], partnershipId })
    await client.go('/people/invite')
    await client.page.getByLabel('Name', { exact: true }).fill('Loveday')
    await client.page.getByLabel('E-mail address').fill(person.email)
    await client.page.getByLabel('Role').selectOption({ label: 'Administrator' })
    await client.page.getByRole('button', { name: 'Make the link' }).click()
    await client.page.getByText('This address already signs in.').waitFor()
    const token = (await client.page.getByLabel('Link', { exact: true }).inputValue()).split('#')[1] ?? ''

    const page = await client.openPage(null)
    await page.goto(outside(`/invitation#${token}`))
    await page.getByRole('heading', { name: 'A further role for you, Loveday' }).waitFor()
    await expectAccessible(page, 'a further role')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('E-mail address').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(knownPassword)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByLabel('Code', { exact: true }).fill(codeAt(knownSecret))
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Accept' }).click()
    await page.waitForURL(`**/${db.partnership.slug}`)
    await page.getByText('who waits to be confirmed before changing how others sign in').waitFor()
    await expectAccessible(page, 'notices of signing in')
    await page.getByRole('button', { name: 'I have read this' }).click()
    await page.getByText('Since you last signed in').waitFor({ state: 'detached' })
    await page.context().close()

    const lead = await client.openPage('governance')
    await lead.goto(outside(`/${db.partnership.slug}/people/${person.accountId}`))
    await lead.getByRole('heading', { name: 'Waits to be confirmed' }).waitFor()
    await expectAccessible(lead, 'an administrator to confirm')
    await lead.getByRole('button', { name: 'Confirm this administrator' }).click()
    await lead.getByRole('button', { name: 'Confirm this administrator' }).click()
    await lead.getByRole('heading', { name: 'Waits to be confirmed' }).waitFor({ state: 'detached' })
    await lead.context().close()
  })

  it('takes a key for the system of an agency, its renewal and further roles, and says first what is missing', async () => {
    await db.within((trx) => addAgency(trx, db.partnership.partnershipId, { name: 'Outreach', kind: 'outreach' }))
    const { page } = client
    const press = (name: string) => page.getByRole('button', { name }).click()
    // the day of the test's partnership, on which the key is good
    await page.clock.setFixedTime('2026-03-15T12:00:00Z')
    await client.go('/api-keys')
    await press('Make a key')
    await press('Make this key')
    expect(await page.getByRole('alert').getByRole('link').allInnerTexts()).toEqual([
      'Enter a name for the key',
      'Choose an agency',
      'Choose what it may do',
    ])
    await page.getByLabel('Name', { exact: true }).fill('Case system')
    await page.getByLabel('Agency').selectOption({ label: 'Outreach' })
    await page.getByLabel('Record reversals').check()
    await press('Make this key')
    await page.getByText('Copy this key').waitFor()
    await press('Renew')
    const card = page.getByRole('region', { name: 'Case system' })
    await card.getByLabel('Year').fill('')
    await press('Make the new key')
    await card.getByRole('link', { name: 'Enter the last day on which the new key works' }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toMatch(/-day$/)
    await card.getByLabel('Year').fill('2026')
    await card.getByLabel('How long the old key still works').selectOption('168')
    await press('Make the new key')
    await page.getByText('in place of an earlier key').waitFor()

    const { accountId } = await addPerson(db, { roles: ['panel_member'] })
    await client.go(`/people/${accountId}`)
    await page.getByLabel(/^Trainer/).check()
    await press('Save these roles')
    await page.getByRole('link', { name: 'Choose the agency they act for' }).waitFor()
    await page.getByLabel('Agency', { exact: true }).selectOption({ label: 'Outreach' })
    await press('Save these roles')
    await page.getByText('Trainer, since').waitFor()
  })

  it('takes another password of one’s own, and says why it takes one not', async () => {
    const { page } = client
    await page.goto(outside('/account'))
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByRole('link', { name: 'New password has at least 12 characters' }).click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('password')
    await page.getByLabel('Password now').fill('not the password at all')
    await page.getByLabel('New password').fill(password)
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByRole('alert').getByText('Password now is not').waitFor()
  })

  it('says the same of a wrong password and of an unknown address, at the first field', async () => {
    await accept(client.page, await invite('Piran', 'Panel member'))
    const said: string[] = []
    for (const email of ['piran@example.org', 'nobody@example.org']) {
      const page = await client.openPage(null)
      await page.goto(outside('/sign-in'))
      await page.getByLabel('E-mail address').fill(email)
      await page.getByLabel('Password', { exact: true }).fill('not the password at all')
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      const alert = page.getByRole('alert')
      said.push(await alert.innerText())
      await alert.getByRole('link').click()
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('email')
      await page.context().close()
    }
    expect(said[0]).toMatch(/address or the password/)
    expect(said[1]).toBe(said[0])
  })

  it('leaves no token in the address or the history, and refuses a link that was used', async () => {
    const token = await invite('Loveday', 'Public health analyst')
    const page = await client.openPage(null)
    await accept(page, token)
    expect(page.url()).not.toContain(token)
    await page.goBack().catch(() => null)
    expect(page.url()).not.toContain(token)
    await page.goto(outside(`/invitation#${token}`))
    await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor()
    await page.context().close()
  })

  it('comes back to the page that was asked for, and never to another site', async () => {
    const page = await client.openPage(null)
    await page.goto(client.address('/people'))
    await page.waitForURL(/\/sign-in\?to=/)
    expect(new URL(page.url()).searchParams.get('to')).toBe(new URL(client.address('/people')).pathname)
    await client.page.goto(outside('/sign-in?to=//example.org/people'))
    await client.page.getByRole('heading', { name: 'What you can do here' }).waitFor()
    expect(new URL(client.page.url()).origin).toBe(new URL(client.address('')).origin)
    await page.context().close()
  })
})

describe('signing in without a password', () => {
  const db = useDatabase()
  const client = useClient(db, { role: 'agency_reporter' })
  const outside = (path: string) => new URL(path, client.address('')).href

  it('is by PIN on a device that its person has registered', async () => {
    const { page } = client
    await page.goto(outside('/account'))
    await page.getByLabel('Name of this device').fill('Outreach phone')
    await page.getByLabel('PIN', { exact: true }).fill('739182')
    await page.getByRole('button', { name: 'Register this device' }).click()
    await page.getByText('This browser is registered').waitFor()
    await page.getByText('Agency reporter', { exact: true }).first().click()
    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    for (const pin of ['739183', '739182']) {
      await page.getByLabel('PIN', { exact: true }).fill(pin)
      await page.getByRole('button', { name: 'Sign in', exact: true }).click()
      await page
        .getByText(/The PIN is not right|What you can do here/)
        .first()
        .waitFor()
    }
    await page.getByRole('heading', { name: 'What you can do here' }).waitFor()
  })

  it('is by link for a guest: one case with its purpose, nothing else, until it is taken back', async () => {
    const findings = [{ substanceCode: 'heroin', role: 'detected' }] as never
    const [death] = await db.within((trx) =>
      addDeaths(trx, [makeDeath({ eventDay: '2026-03-01', findings })], '2026-03-15'),
    )
    const page = await client.openPage('panel_coordinator')
    await page.goto(client.address(`/deaths/${death?.id}`))
    await page.getByRole('button', { name: 'Give a guest this case' }).click()
    await page.getByLabel('Guest', { exact: true }).fill('Coroner’s officer')
    await page.getByLabel('Purpose').fill('To prepare the inquest')
    await page.getByRole('button', { name: 'Make the link' }).click()
    const token = (await page.getByLabel('Link', { exact: true }).inputValue()).split('#')[1]

    const guest = await client.openPage(null)
    await guest.goto(outside(`/guest#${token}`))
    await guest.getByRole('heading', { name: 'Death on 1 March 2026' }).waitFor()
    await guest.getByText('To prepare the inquest').waitFor()
    await expect.poll(() => guest.url()).toBe(outside('/guest'))
    await expectAccessible(guest, 'the case of a guest')
    await guest.getByRole('table', { name: 'Substances of this death' }).waitFor()
    expect(await guest.getByRole('link', { name: /Download/ }).count()).toBe(0)
    await guest.goto(client.address('/deaths'))
    await guest.waitForURL(/\/sign-in/)

    for (const _press of ['ask', 'confirm']) await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByText('taken back').waitFor()
    await guest.goto(outside('/guest'))
    await guest.getByRole('heading', { name: 'No case is open' }).waitFor()
    await Promise.all([page.context().close(), guest.context().close()])
  })
})

describe('a session', () => {
  const db = useDatabase()
  const client = useClient(db)

  async function myAccount() {
    const accountId = await client.page.evaluate(async () => {
      const { person } = await (await fetch('/api/session')).json()
      return person.accountId as string
    })
    return { account_id: accountId }
  }
  const seen = async (minutesAgo: number) =>
    db
      .knex('session')
      .where(await myAccount())
      .update({
        last_seen_at: db.knex.raw('now() - make_interval(mins => ?)', [minutesAgo]),
      })
  /** Nobody touches the page for two minutes. */
  const wait = () => client.page.clock.fastForward('02:00')
  const age = () => client.page.getByLabel('Age in years')

  it('warns before it ends, and goes on at one press with what was written', async () => {
    await client.page.clock.install()
    await client.go('/deaths/new')
    await age().fill('43')
    await seen(28)
    await wait()
    const warning = client.page.getByRole('dialog')
    expect(await warning.innerText()).toMatch(/You will be signed out soon[\s\S]*minute/)
    await expectAccessible(client.page, 'the warning')
    await warning.getByRole('button', { name: 'Stay signed in' }).click()
    await warning.waitFor({ state: 'detached' })
    expect(await age().inputValue()).toBe('43')
    const [{ idle }] = (
      await db.knex.raw(
        'select extract(epoch from now() - last_seen_at)::int as idle from session where account_id = ?',
        [(await myAccount()).account_id],
      )
    ).rows
    expect(idle).toBeLessThan(60)
  })

  it('leads to the sign-in page once it has ended, and back to what was written', async () => {
    await client.page.clock.install()
    await client.go('/deaths/new')
    await age().fill('44')
    const account = await myAccount()
    await seen(31)
    await wait()
    await client.page.waitForURL(/\/sign-in\?.*ended/)
    await client.page.getByText('What you had written in a form is still in this tab').waitFor()
    await db.knex('session').where(account).update({ last_seen_at: db.knex.fn.now() })
    await client.page.reload()
    await client.page.getByText('This is what you had written before.').waitFor()
    expect(await age().inputValue()).toBe('44')
  })

  it('shows nobody what another person had written in the same tab', async () => {
    await client.go('/deaths/new')
    await age().fill('45')
    const other = await client.openPage('panel_coordinator')
    await client.page.context().addCookies(await other.context().cookies())
    await client.go('/deaths/new')
    expect(await age().inputValue()).toBe('')
    await other.context().close()
  })

  it('asks for the second factor before a file leaves, once in a while', async () => {
    await db.within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], '2026-03-15'))
    await client.go('/deaths')
    const account = await myAccount()
    const { secret } = newSecondFactor('')
    await saveSecondFactor(db.knex, testKeyring(), account.account_id, secret, codeAt(secret))
    await db.knex('session').where(account).update({ second_factor_at: null })
    await client.go('/deaths')
    const link = client.page.getByRole('link', { name: 'Download these deaths (CSV)' })
    await link.click()
    const dialog = client.page.getByRole('dialog')
    await dialog.getByLabel('Code').fill('000000')
    await dialog.getByRole('button', { name: 'Continue' }).click()
    await dialog.getByRole('alert').getByText('Code is not right, or was used already').waitFor()
    await dialog.getByLabel('Code').fill(codeAt(secret, Date.now() + step))
    const [file] = await Promise.all([
      client.page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Continue' }).click(),
    ])
    expect(file.suggestedFilename()).toMatch(/deaths.*\.csv$/)
    const [again] = await Promise.all([client.page.waitForEvent('download'), link.click()])
    expect(again.suggestedFilename()).toBe(file.suggestedFilename())
  })
})

describe('what a role sees', () => {
  const db = useDatabase({ basemap: 'south-west-england' })
  const client = useClient(db)
  const pagesOf = async (page: Page) => {
    await page.goto(client.address(''), { waitUntil: 'networkidle' })
    return page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()
  }

  it('is its own pages, and of others who has them', async () => {
    const page = await client.openPage('panel_member')
    expect(await pagesOf(page)).not.toContain('Import')
    await page.goto(client.address('/deaths'), { waitUntil: 'networkidle' })
    expect(await page.getByRole('link', { name: /Record a death|import a file/i }).count()).toBe(0)
    await page.goto(client.address('/import'))
    await page.getByRole('heading', { name: 'Your role does not include this' }).waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Panel coordinator' }).waitFor()
    await page.context().close()
  })

  it('is of no list of deaths where there is no reading of deaths, whichever page it stands on', async () => {
    const page = await client.openPage('naloxone_coordinator')
    await page.goto(client.address('/same-deaths'))
    await page.getByRole('heading', { name: 'Your role does not include this' }).waitFor({ timeout: 20_000 })
    await page.goto(client.address('/to-look-at'))
    await page.getByRole('heading', { name: 'To look at' }).waitFor()
    await page.context().close()
  })

  it('is, behind the wall, no page at all where there is nothing for it', async () => {
    const page = await client.openPage('police')
    expect(await pagesOf(page)).toEqual(expect.arrayContaining(['Home', 'Deaths', 'Reversals']))
    expect(await pagesOf(page)).not.toEqual(expect.arrayContaining(['Map']))
    for (const path of ['/map', '/signals', '/there-is-no-such-page']) {
      await page.goto(client.address(path), { waitUntil: 'networkidle' })
      expect(await page.locator('main').innerText(), path).toMatch(/^Page not found\s+If you typed/)
    }
    await page.context().close()
  })

  it('is figures without links to records, for whoever reads no deaths', async () => {
    const page = await client.openPage('naloxone_coordinator')
    const refused: string[] = []
    page.on('response', (answer) => answer.status() === 403 && refused.push(answer.url()))
    for (const path of ['', '/map', '/registers', '/reversals', '/supplies']) {
      await page.goto(client.address(path), { waitUntil: 'networkidle' })
      const records = page.locator('a[href*="/deaths"]:not([href*="/deaths-by-month"]), a[href*="/signals"]')
      expect(await records.count(), path).toBe(0)
    }
    expect(refused).toEqual([])
    await page.context().close()
  })
})

const pages: Partial<Record<Role | 'nobody', string[]>> = {
  nobody: ['/sign-in', '/invitation', '/guest'],
  agency_reporter: ['/account', '/HERE'],
  administrator: ['/HERE/people', '/HERE/people/invite', '/HERE/api-keys'],
  governance: ['/HERE/audit', '/HERE/refusals', '/HERE/access'],
  panel_member: ['/HERE/import'],
}

describe.each([
  { device: 'a desk', width: 1280 },
  { device: 'a small phone', width: 320 },
])('every page of signing in and permission on $device', ({ width }) => {
  const db = useDatabase()
  const client = useClient(db)

  it('satisfies axe, never scrolls sideways, and has nothing too small to press', async () => {
    for (const [role, paths] of Object.entries(pages)) {
      const page = await client.openPage(role === 'nobody' ? null : (role as Role))
      await page.setViewportSize({ width, height: 800 })
      for (const path of paths) {
        const address = new URL(path.replace('HERE', db.partnership.slug), client.address(''))
        await page.goto(address.href, { waitUntil: 'networkidle' })
        await expectAccessible(page, path)
      }
      await page.context().close()
    }
  })
})
