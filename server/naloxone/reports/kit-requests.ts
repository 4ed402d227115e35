import { randomUUID } from 'node:crypto'
import type { Day } from '../../contract/day.ts'
import { KitRequest, type KitRequestAnswer, type NewKitRequest } from '../../contract/reversal-report.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { type Keyring, seal, unseal } from '../../keys/keyring.ts'
import { sealedKitRequest } from '../../keys/sealed-columns.ts'

const contextOf = (partnershipId: string, id: string) => sealedKitRequest.contextOf('sealed', partnershipId, id)
/** As long as the longest: a length would tell what two requests of one hand have in common. */
const SEALED_BYTES = 2_048

export async function addKitRequests(
  trx: Trx,
  partnershipId: string,
  keyring: Keyring,
  requests: readonly NewKitRequest[],
  openedOn: Day,
): Promise<void> {
  if (requests.length === 0) return
  await trx('kit_request').insert(
    requests.map(({ code: _, ...request }) => {
      const id = randomUUID()
      const text = JSON.stringify(request)
      const blanks = ' '.repeat(Math.max(0, SEALED_BYTES - Buffer.byteLength(text)))
      return {
        partnership_id: partnershipId,
        kit_request_id: id,
        opened_on: openedOn,
        sealed: seal(keyring, text + blanks, contextOf(partnershipId, id)),
      }
    }),
  )
}

const COLUMNS = ['kit_request_id', 'opened_on', 'sealed', 'state', 'closed_on']

/** Those that wait first, then those answered last. */
export async function listKitRequests(trx: Trx, partnershipId: string, keyring: Keyring): Promise<KitRequest[]> {
  const rows = await trx('kit_request')
    .select(COLUMNS)
    .orderByRaw("state <> 'asked', coalesce(closed_on, opened_on) desc, kit_request_id")
    .limit(500)
  return rows.map((row) => openRequest(row, partnershipId, keyring))
}

/** Undefined where there is none. */
export async function answerKitRequest(
  trx: Trx,
  partnershipId: string,
  keyring: Keyring,
  kitRequestId: string,
  { state }: KitRequestAnswer,
  today: Day,
): Promise<KitRequest | undefined> {
  const [row] = await trx('kit_request')
    .where({ kit_request_id: kitRequestId })
    .update({ state, closed_on: state === 'asked' ? null : today })
    .returning(COLUMNS)
  return row && openRequest(row, partnershipId, keyring)
}

function openRequest({ sealed, ...row }: Record<string, unknown>, partnershipId: string, keyring: Keyring): KitRequest {
  const context = contextOf(partnershipId, row.kit_request_id as string)
  return KitRequest.parse({
    ...fromColumns(row),
    ...JSON.parse(unseal(keyring, Buffer.from(sealed as Buffer), context)),
  })
}
