import { z } from 'zod'
import { actions } from '../access/policy.ts'
import { Problem } from '../contract/problem.ts'
import type { Route } from './route.ts'

/** OpenAPI 3.1 from the one table of routes: what it says is what the guards check. */
export function toOpenApi(routes: Route[]) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = `/api${route.path.replace(/:(\w+)/g, '{$1}')}`
    paths[path] = { ...paths[path], [route.method]: operation(route) }
    if (route.csv) {
      paths[`${path}.csv`] = {
        get: {
          ...operation(route),
          operationId: `${operationId(route)}Csv`,
          summary: `${route.summary} (CSV)`,
          responses: {
            200: { description: 'CSV, headings first', content: { 'text/csv': {} } },
            default: problemResponse,
          },
        },
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vigil',
      version: '0.1.0',
      description:
        'Drug-related death and naloxone surveillance. Errors are application/problem+json (RFC 9457) with the path of each wrong field. Writes take an Idempotency-Key; amendments need If-Match with the ETag of the version read. People sign in with a second factor; programs send the API key of an agency.',
    },
    paths,
  }
}

const problemResponse = {
  description: 'What went wrong and what to do about it',
  content: { 'application/problem+json': { schema: toJsonSchema(Problem, 'output') } },
}

function operation(route: Route) {
  const isWrite = route.method !== 'get'
  return {
    operationId: operationId(route),
    summary: route.summary,
    description: `Who may: whoever may ${actions[route.policy].does}.`,
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(route.isTenant === false
        ? []
        : [
            {
              name: 'partnership',
              in: 'query',
              required: false,
              description: 'Slug of the partnership; needed where there are several',
              schema: { type: 'string' },
            },
          ]),
      ...(isWrite
        ? [
            {
              name: 'Idempotency-Key',
              in: 'header',
              required: false,
              description: 'The same key with the same body is done once',
              schema: { type: 'string', maxLength: 200 },
            },
          ]
        : []),
      ...(route.amends
        ? [
            {
              name: 'If-Match',
              in: 'header',
              required: true,
              description: 'ETag of the version that is amended',
              schema: { type: 'string' },
            },
          ]
        : []),
    ],
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: toJsonSchema(route.body, 'input') } },
          },
        }
      : {}),
    responses: {
      [route.status ?? (route.method === 'post' ? 201 : 200)]: {
        description: 'Done',
        content: { 'application/json': { schema: toJsonSchema(route.answer, 'output') } },
      },
      default: problemResponse,
    },
    'x-policy': route.policy,
    'x-audit': route.audit,
  }
}

function operationId({ method, path }: Route): string {
  return method + path.replace(/[/:-]+(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function parameters(schema: z.ZodType | undefined, place: 'path' | 'query') {
  if (!schema) return []
  const { properties = {}, required = [] } = toJsonSchema(schema, 'input') as {
    properties?: Record<string, unknown>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function toJsonSchema(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return json
}
