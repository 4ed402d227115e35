import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

export async function time(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

/**
 * Milliseconds of processor that this process and these have had, which others on the machine stretch much less than the clock; undefined
 * where the system does not tell (it is Linux that does).
 */
export function processorTime(processes: readonly number[]): number | undefined {
  const { user, system } = process.cpuUsage()
  try {
    return processes.reduce((sum, pid) => sum + onProcessor(pid), (user + system) / 1000)
  } catch {
    return undefined
  }
}

function onProcessor(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

const agent = new Agent({ keepAlive: true })

/** A whole request over HTTP, as a browser that is signed in sends it; its answer's bytes. */
export function get(port: number, path: string, cookie: string): Promise<Buffer> {
  return new Promise((done, failed) => {
    const sent = request({ port, path, agent, headers: { Cookie: cookie, Host: 'localhost' } }, (response) => {
      const parts: Buffer[] = []
      response
        .on('data', (part: Buffer) => parts.push(part))
        .on('end', () =>
          response.statusCode === 200
            ? done(Buffer.concat(parts))
            : failed(new Error(`${path} answered ${response.statusCode}: ${Buffer.concat(parts)}`)),
        )
    })
    sent.on('error', failed).end()
  })
}

export async function listen(app: Express): Promise<{ port: number; close: () => void }> {
  const server = await new Promise<ReturnType<typeof app.listen>>((listening) => {
    const starting = app.listen(0, '127.0.0.1', () => listening(starting))
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
