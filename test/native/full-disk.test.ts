import { describe, expect, it } from 'vitest'
import { openPostgres } from '../../server/db/connection.ts'
import { toProblem } from '../../server/serving/problems.ts'
import { recordThroughFullDisk } from '../support/full-disk.ts'
import { startBareCluster } from '../support/native-cluster.ts'
import { canMountSmallDisk, mountSmallDisk } from '../support/small-disk.ts'

describe('PostgreSQL on a disk that is full', () => {
  it('is told from one that is away: what was sent is not saved, and trying again at once helps nobody', () => {
    const answered = (code: string) => {
      const { problem, headers } = toProblem(Object.assign(new Error('x'), { code }))
      return [problem.status, problem.title.split('.')[0], headers['Retry-After']]
    }
    expect(answered('53100')).toEqual([503, 'Nothing can be recorded just now', '60'])
    expect(answered('57P01')).toEqual([503, 'The database is not available just now', '5'])
  })

  if (canMountSmallDisk('a full disk under PostgreSQL'))
    it('is said in the log and by /ready until there is room, and keeps what was acknowledged', async () => {
      const disk = mountSmallDisk(400)
      if (!disk) throw new Error('a disk could be mounted a moment ago')
      const cluster = startBareCluster(disk.path)
      try {
        const database = await openPostgres(cluster.server)
        await recordThroughFullDisk(database, disk)
        await database.close()
      } finally {
        cluster.stop()
        disk.remove()
      }
    })
})
