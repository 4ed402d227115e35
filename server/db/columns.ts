/** `eventDay` on the wire is `event_day` in the database: the one rule, applied at the store's edge. */

export function toColumn(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

export function toField(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

export function toColumns(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([field, value]) => [toColumn(field), value]))
}

export function fromColumns(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [toField(column), value]))
}

/** How fields are read that are no column of their table by that rule, in SQL. */
export type Reads = Record<string, string>

/** The fields of a contract as a select list that answers in its names: every column that it wants, and no other. */
export function selectFields(fields: readonly string[], table: string, reads: Reads = {}): string {
  return fields.map((field) => `${reads[field] ?? `${table}.${toColumn(field)}`} as "${field}"`).join(',\n  ')
}

/** The same as one object of JSON, for what belongs to a row and is answered inside it. */
export function jsonFields(fields: readonly string[], table: string, reads: Reads = {}): string {
  return `jsonb_build_object(${fields.map((field) => `'${field}', ${reads[field] ?? `${table}.${toColumn(field)}`}`).join(', ')})`
}

/** Inserts in statements that stay below PostgreSQL's 65,535 bindings. */
export function chunks<T>(rows: T[], size = 200): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) =>
    rows.slice(index * size, (index + 1) * size),
  )
}
