import { z } from 'zod'

type Shape = { type?: unknown; properties?: Record<string, Shape>; items?: Shape; anyOf?: Shape[] }

/** Every path at which a contract takes a value, as fields of a form write them: `findings.*.unit`. */
export function pathsOfContract(contract: z.ZodType): string[] {
  return pathsOf(z.toJSONSchema(contract, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Shape, '')
}

function pathsOf(shape: Shape, path: string): string[] {
  if (shape.anyOf) return [...new Set(shape.anyOf.flatMap((one) => pathsOf(one, path)))]
  if (shape.type === 'null') return []
  if (shape.properties) {
    return Object.entries(shape.properties).flatMap(([name, part]) => pathsOf(part, path ? `${path}.${name}` : name))
  }
  if (shape.items?.properties) return pathsOf(shape.items, `${path}.*`)
  return [path]
}
