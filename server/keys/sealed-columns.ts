/**
 * Every column that holds sealed values: what a rotation goes through. A value is bound to its table, column, partnership and row, so that
 * it opens nowhere else.
 */
export type SealedTable = {
  table: string
  id: string
  columns: readonly string[]
  /** False: of no partnership, worked on as the owner of the database. */
  isTenant: boolean
  contextOf: (column: string, partnershipId: string, id: string) => string
}

const ofPartnership = (table: string, id: string, columns: readonly string[]): SealedTable => ({
  table,
  id,
  columns,
  isTenant: true,
  contextOf: (column, partnershipId, rowId) => `${table}.${column}/${partnershipId}/${rowId}`,
})

export const sealedIdentity = ofPartnership('identity', 'identity_id', [
  'name',
  'other_names',
  'date_of_birth',
  'nhs_number',
  'addresses',
  'contact',
])
export const sealedOpening = ofPartnership('identity_opening', 'opening_id', ['note'])
export const sealedNotice = ofPartnership('governance_notice', 'notice_id', ['reason'])
/** What was brought to be read, for a day at most. */
export const sealedDocument = ofPartnership('document', 'document_id', ['sealed', 'sealed_beginning'])
/** Reports and requests of the public that wait for their batch. */
export const sealedPool = ofPartnership('report_pool', 'pool_id', ['sealed'])
export const sealedKitRequest = ofPartnership('kit_request', 'kit_request_id', ['sealed'])
/** The link of an invitation that waits to be sent. */
export const sealedMailLink = ofPartnership('mail_link', 'invitation_id', ['sealed'])
/** Who a notice of a death is about, and what it was read from, until the notice has been decided about for some time. */
export const sealedDeathNotice = ofPartnership('death_notice_sealed', 'notice_id', ['sealed'])
/** Where whoever agreed to it is written to before their kit expires. */
export const sealedReminder = ofPartnership('expiry_reminder', 'reminder_id', ['sealed'])
export const sealedCredential: SealedTable = {
  table: 'credential',
  id: 'account_id',
  columns: ['totp_secret'],
  isTenant: false,
  contextOf: (_column, _partnershipId, accountId) => `credential.totp/${accountId}`,
}

export const sealedTables: readonly SealedTable[] = [
  sealedIdentity,
  sealedOpening,
  sealedNotice,
  sealedDocument,
  sealedPool,
  sealedKitRequest,
  sealedMailLink,
  sealedDeathNotice,
  sealedReminder,
  sealedCredential,
]
