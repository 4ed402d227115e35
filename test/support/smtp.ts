import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { MailServer } from '../../server/config.ts'

/** A real mail server on this machine, which keeps what it takes. Plain and without sign-in unless a test says otherwise. */
export async function startSmtp(given: SMTPServerOptions = {}) {
  const taken: { to: string[]; text: string }[] = []
  const server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    logger: false,
    onData(stream, session, done) {
      text(stream).then((content) => {
        taken.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: content })
        done()
      }, done)
    },
    ...given,
  })
  // a client that hangs up is what some tests are about
  server.on('error', () => undefined)
  await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening))
  const { port } = server.server.address() as AddressInfo
  return { port, taken, stop: () => new Promise<void>((closed) => server.close(closed)) }
}

/** As `VIGIL_SMTP_URL` would say it. */
export function mailServer(port: number, given: Partial<MailServer> = {}): MailServer {
  return {
    host: '127.0.0.1',
    port,
    isTlsFromStart: false,
    isLocal: true,
    user: undefined,
    password: undefined,
    from: 'Vigil <vigil@example.org>',
    certificateAuthority: undefined,
    ...given,
  }
}

/** A reply of a mail server, by its code. */
export const reply = (responseCode: number, words = 'not this one') => Object.assign(new Error(words), { responseCode })

export const headerOf = (message: string, name: string) => message.match(new RegExp(`^${name}: (.*)$`, 'mi'))?.[1]
/** What it says, without the headers, as it was before the lines were kept short on the way. */
export const bodyOf = (message: string) =>
  message
    .slice(message.indexOf('\r\n\r\n') + 4)
    .replace(/=\r\n/g, '')
    .replace(/=3D/g, '=')
