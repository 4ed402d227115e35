import type { Request, Response } from 'express'
import { countedAddress } from './client-address.ts'
import type { NewSession, OpenSession } from './session.ts'

/**
 * A request's browser: the session it came with, and what its session shall be afterwards. That is carried out once the work is done and
 * committed, and always under a new id, so that an id somebody planted beforehand is worth nothing.
 */
export type Visit = {
  open: OpenSession | undefined
  address: string
  browser: string
  /** What a registered device keeps for thirty days. */
  deviceToken: string | undefined
  begin: (session: Omit<NewSession, 'browser'>) => void
  end: () => void
  keepDevice: (token: string | null) => void
}

export const DEVICE_DAYS = 30

/** `__Host-` cookies belong to this very host and come over TLS only; without TLS a browser would not keep them. */
export function cookieNames(hasTls: boolean) {
  return hasTls
    ? { session: '__Host-vigil', device: '__Host-vigil-device' }
    : { session: 'vigil', device: 'vigil-device' }
}

export function startVisit(request: Request, response: Response, hasTls: boolean) {
  const names = cookieNames(hasTls)
  let next: Omit<NewSession, 'browser'> | 'none' | undefined
  let device: string | null | undefined
  const browser = request.get('User-Agent') ?? ''
  const visit: Visit = {
    open: request.session?.open,
    address: countedAddress(request.ip),
    browser,
    deviceToken: readCookie(request, names.device),
    begin(session) {
      next = session
    },
    end() {
      next = 'none'
    },
    keepDevice(token) {
      device = token
    },
  }
  async function carryOut(): Promise<void> {
    if (device !== undefined) {
      const attributes = { httpOnly: true, secure: hasTls, sameSite: 'lax', path: '/' } as const
      if (device === null) response.clearCookie(names.device, attributes)
      else response.cookie(names.device, device, { ...attributes, maxAge: DEVICE_DAYS * 86_400_000 })
    }
    if (next === undefined) return
    if (next === 'none') {
      await new Promise<void>((done, failed) => request.session.destroy((error) => (error ? failed(error) : done())))
      response.clearCookie(names.session, { path: '/' })
      return
    }
    await new Promise<void>((done, failed) => request.session.regenerate((error) => (error ? failed(error) : done())))
    request.session.begun = { ...next, browser }
    await new Promise<void>((done, failed) => request.session.save((error) => (error ? failed(error) : done())))
  }
  return { visit, carryOut }
}

function readCookie(request: Request, name: string): string | undefined {
  const cookies = (request.get('Cookie') ?? '').split(/; */)
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1)
}
