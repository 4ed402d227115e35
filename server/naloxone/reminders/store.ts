import { randomUUID } from 'node:crypto'
import type { Day } from '../../contract/day.ts'
import { readExpiry } from '../../contract/expiry.ts'
import type { NewReminder, Reminders, StopReminders } from '../../contract/reminder.ts'
import { addDays } from '../../day.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { blind, type FindKey, nameKey } from '../../identity/find-again.ts'
import { blindIndex, blindIndexKeyId, type Keyring, seal } from '../../keys/keyring.ts'
import { sealedReminder } from '../../keys/sealed-columns.ts'
import { invalid } from '../../problem.ts'

/** So long before a kit expires at least, so that there is time to come for another. */
const DAYS_BEFORE = 28

/** The first day of a month, so that a day says nothing of which kit it is. */
export function remindOn(expiresOn: Day): Day {
  return `${addDays(expiresOn, -DAYS_BEFORE).slice(0, 7)}-01`
}

export async function addReminder(trx: Trx, keyring: Keyring, reminder: NewReminder, today: Day): Promise<Day> {
  const expiresOn = readExpiry(reminder.expiresOn)?.expiresOn ?? today
  if (expiresOn < today) invalid([{ path: 'expiresOn', message: 'has passed: supply another kit' }])
  const partnershipId = await partnershipOf(trx)
  const id = randomUUID()
  const { email, code, nhsNumber, name, dateOfBirth } = reminder
  const emailBlind = blindOf(keyring, partnershipId, { email })
  const others: StopReminders[] = [
    ...(code ? [{ code }] : []),
    ...(nhsNumber ? [{ nhsNumber }] : []),
    ...(name && dateOfBirth ? [{ name, dateOfBirth }] : []),
  ]
  const day = remindOn(expiresOn)
  await trx('expiry_reminder')
    .insert({
      partnership_id: partnershipId,
      reminder_id: id,
      remind_on: day,
      sealed: seal(keyring, padded(email), sealedReminder.contextOf('sealed', partnershipId, id)),
      email_blind: emailBlind,
      blinds: [emailBlind, ...others.map((one) => blindOf(keyring, partnershipId, one))],
      blind_key_id: blindIndexKeyId(keyring),
    })
    .onConflict(['partnership_id', 'remind_on', 'blinds'])
    .ignore()
  return day
}

/** All that wait for this person, whoever asked for them. */
export async function stopReminders(trx: Trx, keyring: Keyring, sought: StopReminders): Promise<void> {
  const sealed = blindOf(keyring, await partnershipOf(trx), sought)
  await trx.raw('select stop_reminders(array[:sealed::bytea])', { sealed })
}

export async function countReminders(trx: Trx): Promise<Reminders['months']> {
  const { rows } = await trx.raw(
    `select remind_on as "remindOn", count(*)::int as waiting from expiry_reminder group by remind_on order by remind_on`,
  )
  return rows
}

export async function setStockReminder(trx: Trx, holderId: string, accountId: string, isOn: boolean): Promise<void> {
  const row = { holder_id: holderId, account_id: accountId }
  if (!isOn) await trx('stock_reminder').where(row).delete()
  else
    await trx('stock_reminder')
      .insert({ partnership_id: await partnershipOf(trx), ...row })
      .onConflict(['partnership_id', 'holder_id', 'account_id'])
      .ignore()
}

export async function hasStockReminder(trx: Trx, holderId: string, accountId: string): Promise<boolean> {
  return (await trx('stock_reminder').where({ holder_id: holderId, account_id: accountId }).first('holder_id')) != null
}

/** As identities are found again, so that the two are the same; a code of a service stands in no identity. */
function blindOf(keyring: Keyring, partnershipId: string, sought: StopReminders): Buffer {
  if ('code' in sought)
    return blindIndex(keyring, sought.code.trim().toLowerCase(), `expiry_reminder.code/${partnershipId}`)
  const key: FindKey =
    'email' in sought
      ? { kind: 'email', value: sought.email.toLowerCase() }
      : 'nhsNumber' in sought
        ? { kind: 'nhs_number', value: sought.nhsNumber }
        : { kind: 'name_and_birth', value: `${nameKey(sought.name)}|${sought.dateOfBirth}` }
  return blind(keyring, partnershipId, key)
}

/** All as long as the longest address, so that a length tells none. */
const padded = (email: string) => email.padEnd(200, ' ')
