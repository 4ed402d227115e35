import type { RequestHandler } from 'express'
import type { toOpenApi } from './openapi.ts'

type Operation = {
  summary: string
  description: string
  parameters: { name: string; in: string; required: boolean; description?: string; schema: unknown }[]
  requestBody?: { content: { 'application/json': { schema: JsonSchema } } }
  responses: Record<string, { description: string; content?: Record<string, { schema?: JsonSchema }> }>
}
type JsonSchema = {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  anyOf?: JsonSchema[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  required?: string[]
  default?: unknown
  format?: string
}

/** The API for people to read: one plain page made from the OpenAPI text, with nothing fetched from elsewhere. */
export function docsPage(openApi: ReturnType<typeof toOpenApi>): RequestHandler {
  const operations = Object.entries(openApi.paths)
    .filter(([path]) => !path.endsWith('.csv'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
    )
  const page = `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Vigil: the API</title>
<link rel="stylesheet" href="/docs.css">
</head>
<body>
<header><a href="/">Vigil</a></header>
<main>
<h1>The API</h1>
<p>${htmlText(openApi.info.description)}</p>
<p>The same as <a href="/api/openapi.json">OpenAPI 3.1 (JSON)</a>. Tables are also answered as CSV: add <code>.csv</code> to the path where it is said.</p>
<pre>curl -s 'http://127.0.0.1:8080/api/deaths?partnership=cornwall&amp;from=2026-01-01&amp;substance=opioids'</pre>
<nav aria-label="Operations"><ul>
${operations.map(({ path, method, operation }) => `<li><a href="#${anchor(method, path)}"><code>${method.toUpperCase()} ${htmlText(path)}</code></a> ${htmlText(operation.summary)}</li>`).join('\n')}
</ul></nav>
${operations.map(({ path, method, operation }) => section(path, method, operation, `${path}.csv` in openApi.paths)).join('\n')}
</main>
</body>
</html>`
  return (_request, response) => void response.type('html').send(page)
}

function section(path: string, method: string, operation: Operation, hasCsv: boolean): string {
  const body = operation.requestBody?.content['application/json'].schema
  const [status, answer] = Object.entries(operation.responses)[0] ?? ['200', undefined]
  const schema = answer?.content?.['application/json']?.schema
  return `<section id="${anchor(method, path)}">
<h2><code>${method.toUpperCase()} ${htmlText(path)}</code></h2>
<p>${htmlText(operation.summary)}. ${htmlText(operation.description)}${hasCsv && method === 'get' ? ` Also as CSV at <code>${htmlText(path)}.csv</code>.` : ''}</p>
${
  operation.parameters.length
    ? table(
        'Parameters',
        operation.parameters.map(({ name, in: place, required, description, schema }) => [
          name,
          place,
          required ? 'yes' : 'no',
          describe(schema as JsonSchema),
          description ?? '',
        ]),
        ['Name', 'In', 'Required', 'Value', 'Meaning'],
      )
    : ''
}
${body ? `<h3>What is sent</h3>${fields(body)}` : ''}
${schema ? `<h3>What is answered (${status})</h3>${fields(schema)}` : ''}
</section>`
}

function fields(schema: JsonSchema): string {
  const inner = schema.items ?? schema
  if (!inner.properties) return `<p>${htmlText(describe(schema))}</p>`
  const rows = Object.entries(inner.properties).map(([name, property]) => [
    name,
    inner.required?.includes(name) ? 'yes' : 'no',
    describe(property),
    property.default === undefined ? '' : JSON.stringify(property.default),
  ])
  return `${schema.items ? '<p>A list, each with:</p>' : ''}${table('', rows, ['Field', 'Always there', 'Value', 'If left out'])}`
}

function describe(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map(String).join(' | ')
  if (schema.anyOf) return schema.anyOf.map(describe).join(' or ')
  if (schema.items) return `list of ${describe(schema.items)}`
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`
  return [schema.format ?? schema.type ?? 'any value'].flat().join(' or ')
}

function table(caption: string, rows: string[][], headings: string[]): string {
  return `<div class="scroll"><table>${caption ? `<caption>${caption}</caption>` : ''}<thead><tr>${headings.map((heading) => `<th scope="col">${heading}</th>`).join('')}</tr></thead>
<tbody>${rows.map(([first = '', ...rest]) => `<tr><th scope="row"><code>${htmlText(first)}</code></th>${rest.map((cell) => `<td>${htmlText(cell)}</td>`).join('')}</tr>`).join('')}</tbody></table></div>`
}

function anchor(method: string, path: string): string {
  return `${method}${path.replace(/[^a-z]+/gi, '-')}`
}

function htmlText(text: string): string {
  return text.replace(
    /[&<>"]/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character] ?? '',
  )
}
