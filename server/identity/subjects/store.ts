import type { Day } from '../../contract/day.ts'
import {
  type NewSubjectRequest,
  SubjectExport,
  type SubjectOutcome,
  SubjectRequest,
  type SubjectSought,
} from '../../contract/subject.ts'
import { fromColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { blind, digitsOf, type FindKey, nameKey } from '../find-again.ts'
import { isDeathHeld } from '../retention/store.ts'
import { eraseKin, findIdentities, readKin } from '../store.ts'

const REQUEST = [
  'request_id',
  'kind',
  'reference',
  'received_on',
  'due_on',
  'recorded_by',
  'recorded_at',
  'answered_at',
  'answered_by',
  'outcome',
]

/** Unanswered first, by the day they are due. */
export async function listSubjectRequests(trx: Trx, today: Day): Promise<SubjectRequest[]> {
  const rows = await trx('subject_request').select(REQUEST).orderByRaw('answered_at is not null, due_on')
  return rows.map((row) => toRequest(row, today))
}

export async function addSubjectRequest(
  trx: Trx,
  userId: string,
  request: NewSubjectRequest,
  today: Day,
): Promise<SubjectRequest> {
  const [row] = await trx('subject_request')
    .insert({
      partnership_id: await partnershipOf(trx),
      kind: request.kind,
      reference: request.reference,
      received_on: request.receivedOn,
      recorded_by: userId,
    })
    .returning(REQUEST)
  return toRequest(row, today)
}

/** Closes a request with what was done; undefined when none of this kind is waiting. */
export async function answerRequest(
  trx: Trx,
  userId: string,
  { requestId, kind, outcome }: { requestId: string; kind: 'export' | 'erase'; outcome: SubjectOutcome[] },
): Promise<boolean> {
  const answered = await trx('subject_request')
    .where({ request_id: requestId, kind, answered_at: null })
    .update({ answered_at: trx.fn.now(), answered_by: userId, outcome: JSON.stringify(outcome) })
  return answered > 0
}

function toRequest(row: Record<string, unknown>, today: Day): SubjectRequest {
  const { outcome, ...request } = fromColumns(row)
  return SubjectRequest.parse({
    ...request,
    outcome: outcome ?? [],
    isLate: request.answeredAt === null && (request.dueOn as Day) < today,
  })
}

/** By what the person is found among those whose identity is held. */
function findKey(sought: SubjectSought): FindKey {
  if ('nhsNumber' in sought) return { kind: 'nhs_number', value: sought.nhsNumber }
  if ('email' in sought) return { kind: 'email', value: sought.email }
  if ('phone' in sought) return { kind: 'phone', value: digitsOf(sought.phone) }
  if ('postcode' in sought)
    return { kind: 'name_and_postcode', value: `${nameKey(sought.name)}|${sought.postcode.replace(/\s/g, '')}` }
  return { kind: 'name_and_birth', value: `${nameKey(sought.name)}|${sought.dateOfBirth}` }
}

type FoundAccount = {
  accountId: string
  name: string
  email: string
  roles: string[]
  createdAt: string
  lastSignedInAt: string | null
}

/** An account is found by its e-mail address; of one that has not been accepted there is what the invitation says. */
async function findAccounts(trx: Trx, sought: SubjectSought): Promise<FoundAccount[]> {
  if (!('email' in sought)) return []
  const { rows } = await trx.raw(
    `select membership.account_id, coalesce(account.name, membership.invited_name) as name,
       coalesce(account.email, membership.invited_email) as email, membership.roles, coalesce(account.created_at, membership.granted_at) as created_at,
       account.last_signed_in_at
     from membership
     left join account on account.account_id = membership.account_id
     where coalesce(account.email, membership.invited_email) = :email`,
    { email: sought.email },
  )
  return rows.map((row: Record<string, unknown>) => fromColumns(row) as FoundAccount)
}

export type Found = { export: Omit<SubjectExport, 'requestId' | 'madeAt'>; outcome: SubjectOutcome[] }

/** Everything held about a living person here. */
export async function collectHeld(trx: Trx, keyring: Keyring, sought: SubjectSought): Promise<Found> {
  const found = await findIdentities(trx, keyring, [findKey(sought)], 'living')
  const nextOfKin = []
  for (const { identityId } of found) {
    const moments = await trx('identity').where({ identity_id: identityId }).first('recorded_at', 'changed_at')
    nextOfKin.push({ ...(await readKin(trx, keyring, identityId)), ...fromColumns(moments) })
  }
  const accounts = await findAccounts(trx, sought)
  const auditEntries = await trx('audit_entry')
    .whereIn(
      'user_id',
      accounts.map(({ accountId }) => accountId),
    )
    .select('at', 'action', 'operation', 'purpose')
    .orderBy('entry')
  const reminders = await countReminders(trx, keyring, sought)
  const held = SubjectExport.omit({ requestId: true, madeAt: true }).parse({
    nextOfKin,
    accounts: accounts.map(({ accountId: _, ...account }) => account),
    auditEntries,
    notes: [
      'Records of overdoses and naloxone hold no name, address or number, so that nobody can be found in them.',
      ...(reminders > 0
        ? [`Mail is to be sent before a kit expires (${reminders}): the address alone is kept, until then.`]
        : []),
      'Where somebody is signed in stands on their own account page; backups are named in the retention schedule.',
    ],
  })
  return {
    export: held,
    outcome: [
      given('next of kin entries', held.nextOfKin.length),
      given('accounts', held.accounts.length),
      given('audit entries', held.auditEntries.length),
      ...(reminders > 0 ? [given('reminders before a kit expires', reminders)] : []),
    ],
  }
}

async function countReminders(trx: Trx, keyring: Keyring, sought: SubjectSought): Promise<number> {
  const { rows } = await trx.raw(
    'select count(*)::int as waiting from expiry_reminder where blinds && array[:sealed::bytea]',
    { sealed: await sealedKey(trx, keyring, sought) },
  )
  return rows[0].waiting
}

async function sealedKey(trx: Trx, keyring: Keyring, sought: SubjectSought): Promise<Buffer> {
  return blind(keyring, await partnershipOf(trx), findKey(sought))
}

function given(what: string, count: number): SubjectOutcome {
  return { what, deed: 'given', count, why: null }
}

/** Erases what may go, and says of the rest why it stays (UK GDPR, article 17(3)). */
export async function eraseHeld(
  trx: Trx,
  keyring: Keyring,
  sought: SubjectSought,
  today: Day,
): Promise<SubjectOutcome[]> {
  const outcome = { erased: 0, held: 0 }
  for (const { identityId, deathId } of await findIdentities(trx, keyring, [findKey(sought)], 'living')) {
    if (await isDeathHeld(trx, deathId, today)) outcome.held++
    else {
      await eraseKin(trx, identityId)
      outcome.erased++
    }
  }
  const accounts = await findAccounts(trx, sought)
  const reminders = await countReminders(trx, keyring, sought)
  await trx.raw('select stop_reminders(array[:sealed::bytea])', { sealed: await sealedKey(trx, keyring, sought) })
  return [
    ...(reminders > 0
      ? [{ what: 'reminders before a kit expires', deed: 'erased' as const, count: reminders, why: null }]
      : []),
    { what: 'next of kin entries', deed: 'erased', count: outcome.erased, why: null },
    ...kept('next of kin entries', outcome.held, 'the record is under legal hold (UK GDPR, article 17(3)(e))'),
    ...kept(
      'accounts',
      accounts.length,
      'the audit names who opened and changed health records by their account; disable it on the page "People" (UK GDPR, article 17(3)(b))',
    ),
  ]
}

function kept(what: string, count: number, why: string): SubjectOutcome[] {
  return count > 0 ? [{ what, deed: 'kept', count, why }] : []
}
