import { describe, expect, it } from 'vitest'
import { useApi } from '../support/api.ts'
import { tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)
const routes = tableOfRoutes()

type Operation = {
  operationId: string
  parameters: { name: string; in: string; required: boolean }[]
  requestBody?: object
  'x-policy': string
}

describe('the OpenAPI text', () => {
  it('is 3.1 and has every route of the table, with its policy, its path parameters and If-Match where it amends', async () => {
    const { body } = await api.get('/api/openapi.json').expect(200)
    expect(body.openapi).toBe('3.1.0')
    for (const route of routes) {
      const operation: Operation = body.paths[`/api${route.path.replace(/:(\w+)/g, '{$1}')}`][route.method]
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
      expect(inPath).toEqual([...route.path.matchAll(/:(\w+)/g)].map(([, name]) => name))
      expect(operation['x-policy']).toBe(route.policy)
      expect(operation.requestBody !== undefined).toBe(route.body !== undefined)
      expect(operation.parameters.some(({ name, required }) => name === 'If-Match' && required)).toBe(
        route.amends === true,
      )
    }
    const ids = Object.values(body.paths as Record<string, Record<string, Operation>>).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('is readable as one page that fetches nothing from elsewhere', async () => {
    const { text, headers } = await api.get('/api/docs').expect(200)
    for (const route of routes)
      expect(text).toContain(`${route.method.toUpperCase()} /api${route.path.replace(/:(\w+)/g, '{$1}')}`)
    expect(text.match(/(?:src|href)="(?!\/|#)[^"]*"/g)).toBeNull()
    expect(headers['content-security-policy']).toContain("default-src 'self'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
  })

  it('answers an address that is not there with a problem that says where to look', async () => {
    const { body } = await api.get('/api/nothing').expect(404)
    expect(body.detail).toContain('/api/docs')
  })
})
