import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { Plugin } from 'vite'

const TEXT = /\.(js|css|svg|geojson)$/
/** The word lists of passwords: compressed as hard as the rest, they alone would take longer than the whole build. */
const LARGE = 1_000_000

interface Folder {
  from: string
  to: string
}

/** Compresses the files of these folders once, when the pages are built, each as `<name>.br` under `to` (server/http/built-files.ts). */
export function compressed(folders: readonly Folder[]): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle() {
      if (this.meta.watchMode) return
      await Promise.all(folders.map(compressAll))
    },
  }
}

async function compressAll({ from, to }: Folder) {
  const names = (await readdir(from, { recursive: true })).filter((name) => TEXT.test(name))
  await Promise.all(
    names.map(async (name) => {
      const whole = await readFile(`${from}/${name}`)
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: whole.length > LARGE ? 9 : 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: whole.length,
      }
      const target = `${to}/${name}.br`
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, await promisify(brotliCompress)(whole, { params }))
    }),
  )
}
