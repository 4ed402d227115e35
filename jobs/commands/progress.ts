/** Progress on long work: one line that rewrites itself on a terminal, plain lines now and then elsewhere. Always on standard error. */
export type Progress = { say: (message: string, done?: number, total?: number) => void; end: () => void }

const PLAIN_EVERY_MILLISECONDS = 2000

export function startProgress(): Progress {
  const isTerminal = process.stderr.isTTY === true
  const startedAt = performance.now()
  let lastPlain = Number.NEGATIVE_INFINITY
  let lastMessage = ''
  let isLineOpen = false
  return {
    say(message, done, total) {
      const text = () =>
        done === undefined ? message : `${message}: ${describe(done, total, performance.now() - startedAt)}`
      if (isTerminal) {
        process.stderr.write(`\r\u001b[2K${text()}`)
        isLineOpen = true
        return
      }
      const isNews =
        message !== lastMessage || performance.now() - lastPlain >= PLAIN_EVERY_MILLISECONDS || done === total
      if (!isNews) return
      lastPlain = performance.now()
      lastMessage = message
      process.stderr.write(`${text()}\n`)
    },
    end() {
      if (isLineOpen) process.stderr.write('\n')
      isLineOpen = false
    },
  }
}

function describe(done: number, total: number | undefined, milliseconds: number): string {
  const rate = done / Math.max(0.001, milliseconds / 1000)
  const parts = [
    total === undefined ? inThousands(done) : `${inThousands(done)} of ${inThousands(total)}`,
    `${inThousands(Math.round(rate))} a second`,
  ]
  if (total !== undefined && done < total && rate > 0) parts.push(`${Math.ceil((total - done) / rate)} s left`)
  return parts.join(', ')
}

/** 1,234,567 without the tables of languages, which take longer to load than a small scan to run. */
function inThousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
