import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
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
