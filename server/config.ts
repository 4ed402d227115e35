import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

/** The only reader of process.env. A wrong value stops the start with a sentence that names it. */
const Environment = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must look like postgresql://user@host/database')
    .optional(),
  VIGIL_HOME: z.string().min(1).default('.vigil'),
  VIGIL_KEYS_FILE: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  HOST: z.string().default('127.0.0.1'),
  VIGIL_TIMETABLE: z.enum(['on', 'off']).default('on'),
  VIGIL_THREADS: z.coerce.number().int().min(1).max(64).optional(),
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
  hostsTimetable: boolean
  threads: number | undefined
  tilesUrl: string | undefined
  tilesAttribution: string | undefined
  logLevel: string
  isProduction: boolean
}

export class ConfigError extends Error {}

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
  refuseOtherHosts(env.HOST)
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
    hostsTimetable: env.VIGIL_TIMETABLE === 'on',
    threads: env.VIGIL_THREADS,
    tilesUrl: env.VIGIL_TILES_URL,
    tilesAttribution: env.VIGIL_TILES_ATTRIBUTION,
    logLevel: env.VIGIL_LOG_LEVEL,
    isProduction,
  }
}

/** Until there is sign-in, Vigil answers this machine only. */
export function refuseOtherHosts(host: string): void {
  if (LOOPBACK.includes(host)) return
  throw new ConfigError(
    `HOST is ${host}, but until there is sign-in Vigil listens on this machine only (127.0.0.1). Remove HOST, and use an SSH tunnel to reach it from elsewhere.`,
  )
}

/** Reads `.env` beside package.json once, without overriding what is set. */
export function loadEnvFile(directory = process.cwd()): void {
  const file = resolve(directory, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
}
