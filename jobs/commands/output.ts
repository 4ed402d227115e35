import { EXIT } from '../wrong-input.ts'

/** A reader who has seen enough (`| head`) ends the command without a word; progress that nobody reads is not missed. */
export function letReadersLeave(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT.fine)
    process.stderr.write(`Cannot write the answer (${error.code}).\n`)
    process.exit(EXIT.couldNotRun)
  })
  process.stderr.on('error', () => {})
}
