import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import express from 'express'
import supertest from 'supertest'
import { afterAll, expect, it } from 'vitest'
import { builtFiles } from '../../server/http/built-files.ts'

const home = mkdtempSync(join(tmpdir(), 'vigil-built-'))
afterAll(() => rmSync(home, { recursive: true }))
for (const [path, text] of [
  ['plain/one.js', 'let one'],
  ['plain/two.js', 'let two'],
  ['secret.js', 'secret'],
] as const) {
  mkdirSync(join(home, path, '..'), { recursive: true })
  writeFileSync(join(home, path), text)
}
mkdirSync(join(home, 'packed'))
writeFileSync(join(home, 'packed/one.js.br'), brotliCompressSync('let one'))
writeFileSync(join(home, 'secret.js.br'), brotliCompressSync('secret'))

const app = express().use('/files', builtFiles(join(home, 'plain'), join(home, 'packed'), { maxAge: '1d' }))
const get = (path: string, encoding: string) =>
  supertest(app)
    .get(path)
    .set('Accept-Encoding', encoding)
    .buffer(true)
    .parse((answer, done) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)))
    })

it('sends a file as the build compressed it to a browser that takes it, and as it is to one that does not', async () => {
  const packed = await get('/files/one.js', 'gzip, br')
  expect(packed.headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=86400',
    vary: 'Accept-Encoding',
  })
  for (const [path, encoding, text] of [
    ['/files/one.js', 'gzip', 'let one'],
    ['/files/two.js', 'br', 'let two'],
  ] as const) {
    const plain = await get(path, encoding)
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(String(plain.body)).toBe(text)
  }
})

it('sends nothing from outside its folders', async () => {
  for (const path of ['/files/../secret.js', '/files/%2e%2e/secret.js', '/files/..%2fsecret.js', '/files/missing.js'])
    expect((await get(path, 'br')).status).toBe(404)
})
