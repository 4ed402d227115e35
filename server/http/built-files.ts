import { existsSync } from 'node:fs'
import { extname } from 'node:path'
import express, { type RequestHandler, type Response } from 'express'

type Caching = { maxAge: string | number; immutable?: boolean; index?: false }

/**
 * The files of a folder; where the browser takes brotli and the build has compressed one (client/compress.ts), as the build left it under
 * `compressed`: once, and a fifth smaller than what can be made at each request.
 */
export function builtFiles(folder: string, compressed: string, caching: Caching): RequestHandler {
  const asTheyAre = express.static(folder, caching)
  const asBuilt = express.static(compressed, { ...caching, setHeaders: sayBrotli })
  return (request, response, next) => {
    const isBuilt =
      /^[\w./-]+$/.test(request.path) &&
      !request.path.includes('..') &&
      request.acceptsEncodings('br') === 'br' &&
      existsSync(`${compressed}${request.path}.br`)
    if (!isBuilt) return asTheyAre(request, response, next)
    const asked = request.url
    request.url = `${request.path}.br`
    asBuilt(request, response, (error) => {
      request.url = asked
      next(error)
    })
  }
}

function sayBrotli(response: Response, path: string) {
  response
    .set('Content-Encoding', 'br')
    .vary('Accept-Encoding')
    .type(extname(path.slice(0, -'.br'.length)))
}
