import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type SmallDisk = { path: string; fill: (leaveBytes: number) => void; makeRoom: () => void; remove: () => void }

/** A disk that a test can fill, in memory; undefined where this user may mount none (only root may, and not in every container). */
export function mountSmallDisk(megabytes: number): SmallDisk | undefined {
  const path = mkdtempSync(join(tmpdir(), 'vigil-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'vigil-test', path], { stdio: 'ignore' })
  } catch {
    rmdirSync(path)
    return undefined
  }
  chmodSync(path, 0o755)
  const filler = join(path, 'filler')
  return {
    path,
    fill(leaveBytes) {
      const { bavail, bsize } = statfsSync(path)
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leaveBytes)))
    },
    makeRoom: () => rmSync(filler),
    remove() {
      execFileSync('umount', ['-l', path], { stdio: 'ignore' })
      rmdirSync(path)
    },
  }
}

/** Whether such disks can be had; where not, says what is not tried for it. */
export function canMountSmallDisk(forWhat: string): boolean {
  const disk = mountSmallDisk(1)
  disk?.remove()
  if (!disk) console.log(`Not tried, for want of a small disk to fill (it takes root, and leave to mount): ${forWhat}`)
  return disk !== undefined
}
