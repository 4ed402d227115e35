import { connect, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import type { MailServer } from '../config.ts'

export type Message = { to: string; subject: string; text: string; messageId: string }

/** The recipient's side will not take it, ever: the address does not exist, or the message is refused. */
export class MailRefused extends Error {
  override name = 'MailRefused'
}
/** The recipient's side will not take it now: greylisted, a full mailbox. Others may get through. */
export class MailPutOff extends Error {
  override name = 'MailPutOff'
}
/** Our own mail server, or the way to it: nothing gets through until it is mended. Its message names no address. */
export class MailServerTrouble extends Error {
  override name = 'MailServerTrouble'
}

const LONGEST_MILLISECONDS = 60_000
const SILENCE_MILLISECONDS = 20_000

/**
 * Sends one message and returns once the server has taken it (250). Whoever dies between that and writing it down sends it again: no mail
 * server can be asked. It then has the same Message-ID, by which a mailbox knows it.
 * @throws MailRefused, MailPutOff or MailServerTrouble
 */
export async function sendMail(
  server: MailServer,
  { to, subject, text, messageId }: Message,
  longestMilliseconds = LONGEST_MILLISECONDS,
): Promise<void> {
  const { host, port } = server
  const silence = Math.min(SILENCE_MILLISECONDS, longestMilliseconds)
  let socket: Socket | undefined
  const transport = createTransport({
    host,
    port,
    secure: server.isTlsFromStart,
    // on this machine nobody listens in between, and its certificate is often nobody's
    ignoreTLS: server.isLocal,
    requireTLS: !server.isLocal && !server.isTlsFromStart,
    tls: { minVersion: 'TLSv1.2', ...(server.certificateAuthority ? { ca: server.certificateAuthority } : {}) },
    ...(server.user === undefined ? {} : { auth: { user: server.user, pass: server.password ?? '' } }),
    greetingTimeout: silence,
    socketTimeout: silence,
    disableFileAccess: true,
    disableUrlAccess: true,
    // our own, so that it can be ended: a server that answers one letter a second is never silent
    getSocket(_options: object, done: (error: Error | null, given?: { connection: Socket }) => void) {
      const opened = connect({ host, port, timeout: silence })
      socket = opened
      const failed = (error: Error) => done(error)
      opened.once('error', failed)
      opened.once('timeout', () => opened.destroy(new Error('nobody answers')))
      opened.once('connect', () => {
        opened.off('error', failed)
        opened.setTimeout(0)
        done(null, { connection: opened })
      })
    },
  } as Parameters<typeof createTransport>[0])
  const ended = setTimeout(() => socket?.destroy(new Error('it takes too long')), longestMilliseconds)
  try {
    await transport.sendMail({
      from: server.from,
      to: { name: '', address: to },
      subject,
      text,
      messageId,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
  } catch (error) {
    throw explain(error as SmtpError)
  } finally {
    clearTimeout(ended)
    transport.close()
    socket?.destroy()
  }
}

type SmtpError = Error & { code?: string; command?: string; responseCode?: number }

/** Of what a server answered only its code is kept: its words repeat the address. */
function explain({ code, command, responseCode }: SmtpError): Error {
  const isOfRecipient = code === 'EMESSAGE' || (code === 'EENVELOPE' && command !== 'MAIL FROM')
  if (isOfRecipient && responseCode && responseCode >= 500) return new MailRefused(`refused with ${responseCode}`)
  if (isOfRecipient && responseCode && responseCode >= 400) return new MailPutOff(`put off with ${responseCode}`)
  return new MailServerTrouble([code ?? 'no answer', responseCode].filter((part) => part !== undefined).join(' '))
}
