import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { ConfigError, KERNELS } from './kernels-switch.ts'

/** The only reader of process.env, but for `kernels-switch.ts`. A wrong value stops the start with a sentence that names it. */
const Environment = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must look like postgresql://user@host/database')
    .optional(),
  VIGIL_HOME: z.string().min(1).default('.vigil'),
  VIGIL_KEYS_FILE: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  VIGIL_PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://vigil.example.org' })
    .transform((url) => new URL(url).origin)
    .optional(),
  VIGIL_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(5).default(0),
  VIGIL_REQUESTS_PER_MINUTE: z.coerce.number().int().min(10).default(1200),
  VIGIL_OIDC_ISSUER: z.url().optional(),
  VIGIL_OIDC_CLIENT_ID: z.string().optional(),
  VIGIL_OIDC_CLIENT_SECRET: z.string().optional(),
  VIGIL_OIDC_NAME: z.string().default('your organisation'),
  VIGIL_OIDC_TRUST_SECOND_FACTOR: z.enum(['yes', 'no']).default('no'),
  VIGIL_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/./, 'must look like smtp://user:password@mail.example.org:587')
    .optional(),
  VIGIL_MAIL_FROM: z
    .string()
    .regex(
      /^([\w .'&()-]{1,60} <[\w.+-]+@[\w-]+(\.[\w-]+)*>|[\w.+-]+@[\w-]+(\.[\w-]+)*)$/,
      'must be an address such as vigil@example.org or Vigil <vigil@example.org>',
    )
    .optional(),
  VIGIL_SMTP_CA_FILE: z.string().min(1).optional(),
  VIGIL_TIMETABLE: z.enum(['on', 'off']).default('on'),
  VIGIL_THREADS: z.coerce.number().int().min(1).max(64).optional(),
  VIGIL_KERNELS: z.enum(KERNELS).default('on'),
  VIGIL_TILES_URL: z.string().optional(),
  VIGIL_TILES_ATTRIBUTION: z.string().optional(),
  VIGIL_ALLOW_EMBEDDED_IN_PRODUCTION: z.enum(['yes', 'no']).default('no'),
  VIGIL_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  NODE_ENV: z.string().default('development'),
})

export type Config = {
  /** PostgreSQL by URL; without it the embedded database under `home`. */
  databaseUrl: string | undefined
  /** Directory of the embedded database, its lock and its snapshots. */
  home: string
  /** The keys that seal what identifies people: never in the database, and backed up apart from it. */
  keysFile: string
  port: number
  host: string
  /** The address people use, without a path. With https in it, a proxy in front ends TLS, and cookies are kept for this very host. */
  publicUrl: string
  /** False: nobody has said, and it is the address this process turns out to listen on. */
  isPublicUrlGiven: boolean
  /** Proxies in front whose word on the client's address is taken. */
  trustedProxies: number
  /** Of one address or one API key; more are asked to wait. */
  requestsPerMinute: number
  singleSignOn:
    | {
        issuer: string
        clientId: string
        clientSecret: string | undefined
        name: string
        isSecondFactorTrusted: boolean
      }
    | undefined
  /** Undefined: Vigil sends no mail, and links are handed over. */
  mail: MailServer | undefined
  /** The demonstration shows its accounts and their codes. */
  isDemo: boolean
  hostsTimetable: boolean
  threads: number | undefined
  tilesUrl: string | undefined
  tilesAttribution: string | undefined
  logLevel: string
  isProduction: boolean
}

export type MailServer = {
  host: string
  port: number
  /** Otherwise TLS begins with STARTTLS, and nothing is sent without it. */
  isTlsFromStart: boolean
  /** On this machine itself: nothing crosses a network, so that TLS is not asked for. */
  isLocal: boolean
  user: string | undefined
  password: string | undefined
  from: string
  /** PEM of who signed the server's certificate, where that is an authority of the organisation's own. */
  certificateAuthority: string | undefined
}

export { ConfigError }

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/** @throws ConfigError with a sentence that names the variable and what it should be. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const wrong = parsed.error.issues[0]
    throw new ConfigError(`The environment variable ${wrong?.path.join('.')} is not usable: ${wrong?.message}.`)
  }
  const env = parsed.data
  const publicUrl = env.VIGIL_PUBLIC_URL ?? `http://localhost:${env.PORT}`
  refuseOpenHost(env.HOST, publicUrl)
  if (env.VIGIL_OIDC_ISSUER && !env.VIGIL_OIDC_CLIENT_ID)
    throw new ConfigError('VIGIL_OIDC_ISSUER is set, so VIGIL_OIDC_CLIENT_ID is needed too.')
  const isProduction = env.NODE_ENV === 'production'
  if (isProduction && !env.DATABASE_URL && env.VIGIL_ALLOW_EMBEDDED_IN_PRODUCTION !== 'yes') {
    throw new ConfigError(
      'NODE_ENV is production but DATABASE_URL is not set. The embedded database is for demonstration, development and a first small ' +
        'installation: a power cut may lose data. Set DATABASE_URL to a PostgreSQL 15+ database with PostGIS, or ' +
        'VIGIL_ALLOW_EMBEDDED_IN_PRODUCTION=yes if you accept that.',
    )
  }
  return {
    databaseUrl: env.DATABASE_URL,
    home: resolve(env.VIGIL_HOME),
    keysFile: resolve(env.VIGIL_KEYS_FILE ?? join(env.VIGIL_HOME, 'keys/keyring.json')),
    port: env.PORT,
    host: env.HOST,
    publicUrl,
    isPublicUrlGiven: env.VIGIL_PUBLIC_URL !== undefined,
    trustedProxies: env.VIGIL_TRUSTED_PROXIES,
    requestsPerMinute: env.VIGIL_REQUESTS_PER_MINUTE,
    singleSignOn: env.VIGIL_OIDC_ISSUER
      ? {
          issuer: env.VIGIL_OIDC_ISSUER,
          clientId: env.VIGIL_OIDC_CLIENT_ID ?? '',
          clientSecret: env.VIGIL_OIDC_CLIENT_SECRET,
          name: env.VIGIL_OIDC_NAME,
          isSecondFactorTrusted: env.VIGIL_OIDC_TRUST_SECOND_FACTOR === 'yes',
        }
      : undefined,
    mail: readMail(env),
    isDemo: false,
    hostsTimetable: env.VIGIL_TIMETABLE === 'on',
    threads: env.VIGIL_THREADS,
    tilesUrl: env.VIGIL_TILES_URL,
    tilesAttribution: env.VIGIL_TILES_ATTRIBUTION,
    logLevel: env.VIGIL_LOG_LEVEL,
    isProduction,
  }
}

/** @throws ConfigError without the password that stands in the URL. */
function readMail(env: z.infer<typeof Environment>): MailServer | undefined {
  if (!env.VIGIL_SMTP_URL) return undefined
  if (!env.VIGIL_MAIL_FROM)
    throw new ConfigError('VIGIL_SMTP_URL is set, so VIGIL_MAIL_FROM is needed too: the address that mails come from.')
  if (!env.VIGIL_PUBLIC_URL)
    throw new ConfigError('VIGIL_SMTP_URL is set, so VIGIL_PUBLIC_URL is needed too: mails hold links to it.')
  const url = URL.canParse(env.VIGIL_SMTP_URL) ? new URL(env.VIGIL_SMTP_URL) : undefined
  if (!url?.hostname)
    throw new ConfigError(
      'The environment variable VIGIL_SMTP_URL is not usable: it must look like smtp://user:password@mail.example.org:587.',
    )
  const isTlsFromStart = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return {
    host,
    port: Number(url.port) || (isTlsFromStart ? 465 : 587),
    isTlsFromStart,
    isLocal: LOOPBACK.includes(host),
    user: url.username ? decodeURIComponent(url.username) : undefined,
    password: url.password ? decodeURIComponent(url.password) : undefined,
    from: env.VIGIL_MAIL_FROM,
    certificateAuthority: env.VIGIL_SMTP_CA_FILE ? readFileSync(env.VIGIL_SMTP_CA_FILE, 'utf8') : undefined,
  }
}

/** Passwords and records never cross a network in the clear: other machines are answered only behind a proxy that ends TLS. */
export function refuseOpenHost(host: string, publicUrl: string): void {
  if (LOOPBACK.includes(host) || publicUrl.startsWith('https:')) return
  throw new ConfigError(
    `HOST is ${host}, so other machines could reach Vigil without TLS. Set VIGIL_PUBLIC_URL to the https address of the proxy in front of it, or remove HOST.`,
  )
}

/** Reads `.env` beside package.json once, without overriding what is set. */
export function loadEnvFile(directory = process.cwd()): void {
  const file = resolve(directory, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}
