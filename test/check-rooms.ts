import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, normalize } from 'node:path'

/**
 * `npm run check:rooms` prints which room imports which, from the ground up, and every circle of rooms with the imports that close it; exit
 * code 1 where there is one. A room is a folder of server, client or jobs with what is in it; a file beside the folders is one by itself.
 * Types count: a room that names another's shape cannot be read without it.
 */

const root = new URL('..', import.meta.url).pathname
const IMPORTS = /(?:from|import)\s*\(?\s*'(\.[^']+)'/g

type Arrow = { from: string; to: string; imports: string[] }

export function readArrows(): Arrow[] {
  const files = execFileSync('git', ['ls-files', 'server', 'client', 'jobs'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
  const arrows = new Map<string, Arrow>()
  for (const file of files) {
    for (const [, written = ''] of readFileSync(root + file, 'utf8').matchAll(IMPORTS)) {
      const imported = normalize(`${dirname(file)}/${written}`)
      const [from, to] = [roomOf(file), roomOf(imported)]
      if (from === to || !/^(server|client|jobs)\//.test(imported)) continue
      const arrow = arrows.get(`${from} ${to}`) ?? { from, to, imports: [] }
      arrow.imports.push(`${file} imports ${imported}`)
      arrows.set(`${from} ${to}`, arrow)
    }
  }
  return [...arrows.values()]
}

/** The client's wings (office, deaths …) have rooms of their own; what stands deeper is of that room. */
const roomOf = (path: string) =>
  path
    .split('/')
    .slice(0, /^client\/[^/]+\/[^/]+\//.test(path) ? 3 : 2)
    .join('/')

/** Rooms that stand in a circle with each other, largest first; and every room with its floor: one above the highest that it imports. */
export function layOut(arrows: readonly Arrow[]): { circles: string[][]; floors: Map<string, number> } {
  const importsOf = new Map<string, Arrow[]>()
  for (const arrow of arrows) importsOf.set(arrow.from, [...(importsOf.get(arrow.from) ?? []), arrow])
  const rooms = [...new Set(arrows.flatMap(({ from, to }) => [from, to]))].sort()
  const reach = new Map(rooms.map((room) => [room, reachableFrom(room)]))
  const inCircleWith = (room: string) =>
    rooms.filter((other) => other !== room && reach.get(room)?.has(other) && reach.get(other)?.has(room))
  const circles = rooms
    .map((room) => [room, ...inCircleWith(room)].sort())
    .filter((circle, index) => circle.length > 1 && circle[0] === rooms[index])
    .sort((one, other) => other.length - one.length)
  const floors = new Map<string, number>()
  const floorOf = (room: string): number => {
    const known = floors.get(room)
    if (known !== undefined) return known
    const same = new Set([room, ...inCircleWith(room)])
    const below = [...same].flatMap((one) => (importsOf.get(one) ?? []).flatMap(({ to }) => (same.has(to) ? [] : [to])))
    const floor = below.length === 0 ? 0 : 1 + Math.max(...below.map(floorOf))
    floors.set(room, floor)
    return floor
  }
  for (const room of rooms) floorOf(room)
  return { circles, floors }

  function reachableFrom(room: string): Set<string> {
    const found = new Set<string>()
    const next = [room]
    for (let at = next.pop(); at !== undefined; at = next.pop())
      for (const { to } of importsOf.get(at) ?? [])
        if (!found.has(to)) {
          found.add(to)
          next.push(to)
        }
    return found
  }
}

function print(arrows: readonly Arrow[]): void {
  const { circles, floors } = layOut(arrows)
  const byFloor = [...floors].sort(([one, a], [other, b]) => a - b || (one < other ? -1 : 1))
  for (const [room, floor] of byFloor) {
    const below = arrows.flatMap(({ from, to }) => (from === room ? [to] : [])).sort()
    console.log(`${String(floor).padStart(2)} ${room}${below.length ? ` → ${below.join(', ')}` : ''}`)
  }
  for (const circle of circles) {
    console.log(`\n${circle.length} rooms stand in a circle: ${circle.join(', ')}`)
    const within = arrows.filter(({ from, to }) => circle.includes(from) && circle.includes(to))
    // the fewest imports first: they are the ones to take away
    for (const { from, to, imports } of within.sort((one, other) => one.imports.length - other.imports.length))
      console.log(
        `  ${from} → ${to}: ${imports.length === 1 ? imports[0] : `${imports.length} imports, first ${imports[0]}`}`,
      )
  }
  console.log(
    `\n${floors.size} rooms, ${circles.length === 0 ? 'no circle' : `${circles.flat().length} of them in circles`}`,
  )
  process.exitCode = circles.length > 0 ? 1 : 0
}

print(readArrows())
