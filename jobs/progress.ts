/** Progress on long work: one line that rewrites itself on a terminal, plain lines now and then elsewhere. Always on standard error. */
export type Progress = { say: (message: string, done?: number, total?: number) => void; end: () => void }

const PLAIN_EVERY_MILLISECONDS = 2000

export function startProgress(): Progress {
  const isTerminal = process.stderr.isTTY === true
  // a part of the work, as its message names it: its pace is its own
  let part = { message: '', startedAt: 0, doneBefore: 0 }
  let lastPlain = Number.NEGATIVE_INFINITY
  let lastMessage = ''
  let isLineOpen = false
  return {
    say(message, done, total) {
      if (message !== part.message) part = { message, startedAt: performance.now(), doneBefore: done ?? 0 }
      const text = () => (done === undefined ? message : `${message}: ${describe(done, total, part)}`)
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

function describe(
  done: number,
  total: number | undefined,
  { startedAt, doneBefore }: { startedAt: number; doneBefore: number },
): string {
  const parts = [total === undefined ? inThousands(done) : `${inThousands(done)} of ${inThousands(total)}`]
  const rate = (1000 * (done - doneBefore)) / Math.max(1, performance.now() - startedAt)
  if (rate > 0) parts.push(`${inThousands(Math.round(rate))} a second`)
  if (total !== undefined && done < total && rate > 0) parts.push(`${sayTime((total - done) / rate)} left`)
  return parts.join(', ')
}

function sayTime(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`
}

/** 1,234,567 without the tables of languages, which take longer to load than a small scan to run. */
export function inThousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
