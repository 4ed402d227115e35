import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { retireKey, rotateKeys } from '../../jobs/commands/rotate-keys.ts'
import { readKeyUses } from '../../server/keys/key-uses.ts'
import {
  addKey,
  blindIndex,
  blindIndexKeyId,
  deriveSecret,
  KeyMissing,
  keyIdOf,
  listKeys,
  openKeyring,
  removeKey,
  SealBroken,
  seal,
  unseal,
} from '../../server/keys/keyring.ts'
import { sealedCredential } from '../../server/keys/sealed-columns.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'

const home = mkdtempSync(join(tmpdir(), 'vigil-keys-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

let files = 0
const newFile = () => join(home, String(++files), 'keyring.json')
const CONTEXT = 'identity.name/p/i'

describe('the key file', () => {
  it('is made on the first start, for its owner only, and is the same on the next', () => {
    const file = newFile()
    const first = openKeyring(file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700)
    expect(openKeyring(file).contents).toEqual(first.contents)
  })

  it('is refused in production when other users of the machine may read it', () => {
    const file = newFile()
    openKeyring(file, { isProduction: true })
    chmodSync(file, 0o640)
    expect(() => openKeyring(file, { isProduction: true })).toThrow(/may be read by other users.*chmod 600/)
    expect(listKeys(openKeyring(file))).toHaveLength(1)
  })

  it.each(['', '{', '{}', '{"current":"00000000","keys":[],"blindIndexKey":""}'])(
    'that is damaged stops the start and says to restore it: %s',
    (text) => {
      const file = newFile()
      openKeyring(file)
      writeFileSync(file, text)
      expect(() => openKeyring(file)).toThrow(/is damaged.*Restore it from its backup/)
    },
  )
})

describe('a sealed value', () => {
  it('opens in its own context and shows neither itself nor the key', () => {
    const keyring = openKeyring(newFile())
    const sealed = seal(keyring, 'Zoë Example-Canary', CONTEXT)
    expect(sealed.toString('latin1')).not.toContain('Canary')
    expect(keyIdOf(sealed)).toBe(listKeys(keyring)[0]?.keyId)
    expect(unseal(keyring, sealed, CONTEXT)).toBe('Zoë Example-Canary')
    expect(seal(keyring, 'Zoë Example-Canary', CONTEXT)).not.toEqual(sealed)
  })

  it('does not open in another context, nor with any bit of it changed, nor cut short', () => {
    const keyring = openKeyring(newFile())
    const sealed = seal(keyring, 'Zoë', CONTEXT)
    expect(() => unseal(keyring, sealed, 'identity.name/p/other')).toThrow(SealBroken)
    for (let at = 0; at < sealed.length; at++) {
      const altered = Buffer.from(sealed)
      altered[at] = (altered[at] as number) ^ 1
      expect(() => unseal(keyring, altered, CONTEXT), `byte ${at}`).toThrow(/does not open|is sealed with key/)
      expect(() => unseal(keyring, sealed.subarray(0, at), CONTEXT), `cut at ${at}`).toThrow(SealBroken)
    }
  })

  it('says which key is missing and what to do when its key is lost, and opens once the file is restored', () => {
    const file = newFile()
    const keyring = openKeyring(file)
    const backup = readFileSync(file)
    const sealed = seal(keyring, 'Zoë', CONTEXT)
    rmSync(file)
    const elsewhere = openKeyring(file)
    expect(() => unseal(elsewhere, sealed, CONTEXT)).toThrow(KeyMissing)
    expect(() => unseal(elsewhere, sealed, CONTEXT)).toThrow(new RegExp(`${keyIdOf(sealed)}.*restore the key file`))
    writeFileSync(file, backup)
    expect(unseal(elsewhere, sealed, CONTEXT)).toBe('Zoë')
  })
})

describe('a rotation', () => {
  it('seals with the new key at once in a process that had the file open, and still opens what the old one sealed', () => {
    const file = newFile()
    const [server, command] = [openKeyring(file), openKeyring(file)]
    const before = seal(server, 'before', CONTEXT)
    const added = addKey(command)
    const after = seal(server, 'after', CONTEXT)
    expect(keyIdOf(after)).toBe(added)
    expect([unseal(command, before, CONTEXT), unseal(server, after, CONTEXT)]).toEqual(['before', 'after'])
    removeKey(command, keyIdOf(before))
    expect(listKeys(server).map(({ keyId }) => keyId)).toEqual([added])
    expect(() => unseal(openKeyring(file), before, CONTEXT)).toThrow(KeyMissing)
  })

  it('changes neither the blind index nor the secrets derived for other uses', () => {
    const keyring = openKeyring(newFile())
    const of = () => [
      blindIndex(keyring, '9434765919', 'nhs/p'),
      blindIndexKeyId(keyring),
      deriveSecret(keyring, 'session cookie'),
    ]
    const before = of()
    addKey(keyring)
    expect(of()).toEqual(before)
    expect(blindIndex(keyring, '9434765919', 'nhs/other')).not.toEqual(before[0])
    expect(deriveSecret(keyring, 'another use')).not.toEqual(before[2])
  })
})

describe('vigil keys', () => {
  const db = useDatabase()
  const api = useApi(db, { role: 'panel_coordinator' })
  const keyring = testKeyring()
  const current = () => listKeys(keyring).find(({ isCurrent }) => isCurrent)?.keyId ?? ''

  async function recordIdentities(count: number): Promise<string[]> {
    const ids: string[] = []
    for (let i = 0; i < count; i++) {
      const { body } = await api.post('/api/deaths', { status: 'notified', eventDay: '2026-03-01' }).expect(201)
      const name = { given: `Given ${i}`, family: 'Example' }
      const nextOfKin = [{ name, relationship: 'sibling', phone: '01872 555555' }]
      await api.put(`/api/deaths/${body.deathId}/identity`, { name, dateOfBirth: '1980-01-01', nextOfKin }).expect(200)
      ids.push(body.deathId)
    }
    return ids
  }
  const openName = async (deathId: string) =>
    (
      await api
        .post(`/api/deaths/${deathId}/identity/open`, { purpose: 'coroner', note: 'why', fields: ['name'] })
        .expect(200)
    ).body.identity.name.given

  it('rotate seals everything anew while identities are read and recorded, and no read fails', async () => {
    const ids = await recordIdentities(12)
    const before = current()
    let isRotating = true
    let reads = 0
    const reading = async (from: number) => {
      for (let i = from; isRotating || i < from + 3; i++) {
        expect(await openName(ids[i % ids.length] ?? '')).toBe(`Given ${i % ids.length}`)
        reads++
      }
    }
    const readers = [reading(0), reading(5)]
    const { keyId } = await rotateKeys(db.knex, keyring)
    const late = await recordIdentities(2)
    isRotating = false
    await Promise.all(readers)
    expect(reads).toBeGreaterThan(5)
    expect(keyId).toBe(current())
    expect(keyId).not.toBe(before)
    const { keys, missing } = await readKeyUses(db.knex, keyring)
    expect(missing).toEqual([])
    expect(keys.filter((key) => key.sealedValues > 0).map((key) => key.keyId)).toEqual([keyId])
    expect(await openName(late[1] ?? '')).toBe('Given 1')
  })

  it('rotate goes on with the same key after it was interrupted', async () => {
    await recordIdentities(3)
    const added = addKey(keyring)
    const { keyId, isResumed, rows } = await rotateKeys(db.knex, keyring)
    expect({ keyId, isResumed }).toEqual({ keyId: added, isResumed: true })
    expect(rows).toBeGreaterThanOrEqual(6)
    expect((await rotateKeys(db.knex, keyring)).isResumed).toBe(false)
  })

  it('rotate covers the secrets of one-time codes', async () => {
    const { rows } = await db.knex.raw(
      "insert into account (email, name) values ('one@example.org', 'One') on conflict (email) do update set name = 'One' returning account_id",
    )
    const accountId = rows[0].account_id
    const context = sealedCredential.contextOf('totp_secret', '', accountId)
    await db
      .knex('credential')
      .insert({ account_id: accountId, totp_secret: seal(keyring, 'JBSWY3DP', context) })
      .onConflict('account_id')
      .merge()
    await rotateKeys(db.knex, keyring)
    const { totp_secret } = await db.knex('credential').where({ account_id: accountId }).first()
    expect(keyIdOf(Buffer.from(totp_secret))).toBe(current())
    expect(unseal(keyring, Buffer.from(totp_secret), context)).toBe('JBSWY3DP')
    await db.knex('account').where({ account_id: accountId }).delete()
  })

  it('list names a key that is missing, and how much does not open without it', async () => {
    await recordIdentities(1)
    const elsewhere = openKeyring(newFile())
    const { keys, missing } = await readKeyUses(db.knex, elsewhere)
    expect(keys).toMatchObject([{ isCurrent: true, sealedValues: 0 }])
    expect(missing.find(({ keyId }) => keyId === current())?.sealedValues).toBeGreaterThanOrEqual(3)
  })

  it('retire takes a key out only when nothing is sealed with it any more, and a minute has passed', async () => {
    await recordIdentities(1)
    const before = current()
    expect(await retireKey(db.knex, keyring, before)).toMatch(/seals now/)
    expect(await retireKey(db.knex, keyring, 'feedface')).toMatch(/no key feedface/)
    addKey(keyring)
    expect(await retireKey(db.knex, keyring, before)).toMatch(/values are still sealed/)
    await rotateKeys(db.knex, keyring)
    expect(await retireKey(db.knex, keyring, before)).toMatch(/Try again in a minute/)
    expect(await retireKey(db.knex, keyring, before, Date.now() + 61_000)).toBeUndefined()
    expect(listKeys(keyring).map(({ keyId }) => keyId)).not.toContain(before)
  })
})
