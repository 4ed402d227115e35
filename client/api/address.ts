export type Query = Record<string, string | number | undefined>

/** The address of an answer, for `fetch` and for links to its CSV. */
export function apiAddress(path: string, query: Query = {}) {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return `/api${path}${text ? `?${text}` : ''}`
}
