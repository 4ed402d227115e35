import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import asc from 'assemblyscript/asc'

/**
 * The kernels, compiled: the same bytes from the same source and compiler on any machine. With `areBoundsAsserted` every
 * access asserts that it is inside its array.
 */
export async function buildKernels({ areBoundsAsserted }: { areBoundsAsserted: boolean }): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'vigil-kernels-'))
  const compiled = join(folder, 'kernels.wasm')
  try {
    const { error, stderr } = await asc.main([
      'index.ts',
      ...['--baseDir', new URL('assembly', import.meta.url).pathname],
      ...['--outFile', compiled],
      ...['-O3', '--converge', '--runtime', 'stub', '--enable', 'simd,threads'],
      ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
      areBoundsAsserted ? '--debug' : '--noAssert',
    ])
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`)
    return readFileSync(compiled)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const bytes = await buildKernels({ areBoundsAsserted: false })
  writeFileSync(new URL('kernels.wasm', import.meta.url), bytes)
  console.log(`jobs/kernels/kernels.wasm: ${bytes.length} bytes`)
}
