import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, normalize } from 'node:path'

/**
 * `npm run check:rooms` holds the laws of the house: imports go down, and no room stands in a circle with another. It prints every import that
 * breaks a law and every circle with the imports that close it (exit code 1), and with `--all` which room imports which, from the ground
 * up. A room is a folder with the files that lie in it; a folder within is a room of its own, with all that is in it; a file beside the
 * rooms is one by itself. Types count: a room that names another's shape cannot be read without it.
 */

const root = new URL('..', import.meta.url).pathname
const IMPORTS = /(?:from|import)\s*\(?\s*'([^'\n]+)'/g

type Arrow = { from: string; to: string; imports: string[] }

/** What each file imports: a path from the root, or the name of a package. */
function readImports(): { from: string; to: string }[] {
  const files = execFileSync('git', ['ls-files', 'server', 'client', 'jobs'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((path) => /\.(ts|tsx|mjs)$/.test(path))
  return files.flatMap((from) =>
    [...readFileSync(root + from, 'utf8').matchAll(IMPORTS)].map(([, written = '']) => ({
      from,
      to: written.startsWith('.') ? normalize(`${dirname(from)}/${written}`) : written,
    })),
  )
}

const roomOf = (path: string) => (path.split('/').length === 2 ? path : dirname(path).split('/').slice(0, 3).join('/'))

function readArrows(imports: readonly { from: string; to: string }[]): Arrow[] {
  const arrows = new Map<string, Arrow>()
  for (const { from: file, to: imported } of imports) {
    if (!/^(server|client|jobs)\//.test(imported)) continue
    const [from, to] = [roomOf(file), roomOf(imported)]
    if (from === to) continue
    const arrow = arrows.get(`${from} ${to}`) ?? { from, to, imports: [] }
    arrow.imports.push(`${file} imports ${imported}`)
    arrows.set(`${from} ${to}`, arrow)
  }
  return [...arrows.values()]
}

/** What the server's features stand on, from the bottom. A room that is not named is a feature. */
const FLOORS = [
  ['contract'],
  ['db', 'day.ts', 'problem.ts', 'thread.ts', 'config.ts', 'kernels-switch.ts'],
  [
    'access',
    'http',
    'serving',
    'audit',
    'keys',
    'partnerships',
    'records',
    'facts',
    'work',
    'documents',
    'disclosure',
    'areas',
  ],
]
/** What puts the features together. */
const TOP = ['routes.ts', 'app.ts', 'index.ts', 'pages.ts', 'main.tsx', 'early.ts']
/** What the client's features stand on. */
const CLIENT_FLOORS = [['words', 'api'], ['ui'], ['frame', 'charts', 'map', 'areas', 'substances'], ['record']]

function floorOf(path: string): number {
  const [house, name = ''] = path.split('/')
  const floors = house === 'client' ? CLIENT_FLOORS : FLOORS
  if (TOP.includes(name)) return floors.length + 1
  const floor = floors.findIndex((rooms) => rooms.includes(name))
  return floor === -1 ? floors.length : floor
}

const isIn = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`))
const isOwn = (path: string) => isIn(path, 'server', 'client', 'jobs', 'test')

/** What no import may do, whichever room it stands in. */
const LAWS: readonly { says: string; breaks: (from: string, to: string) => boolean }[] = [
  { says: 'Nobody imports from test.', breaks: (_, to) => isIn(to, 'test') },
  {
    says: 'The contract imports zod and nothing else.',
    breaks: (from, to) => isIn(from, 'server/contract') && to !== 'zod' && !isIn(to, 'server/contract'),
  },
  {
    says: 'The client knows the contract and nothing else of the server or the jobs.',
    breaks: (from, to) => isIn(from, 'client') && isIn(to, 'server', 'jobs') && !isIn(to, 'server/contract'),
  },
  {
    says: 'A room of the client imports what is below it: words and api, looks, frame and choosers, record, features, pages.',
    breaks: (from, to) => isIn(from, 'client') && isIn(to, 'client') && floorOf(to) > floorOf(from),
  },
  {
    says: 'Statistics import themselves only: no SQL, clock, config or chance from outside.',
    breaks: (from, to) => isIn(from, 'jobs/stats') && !isIn(to, 'jobs/stats'),
  },
  {
    says: 'The server uses jobs/stats only; long work is asked for through server/work. Only server/index.ts may start the timetable.',
    breaks: (from, to) =>
      isIn(from, 'server') && isIn(to, 'jobs') && !isIn(to, 'jobs/stats') && from !== 'server/index.ts',
  },
  {
    says: 'A room of the server imports what is below it: feature, ground floor, db, contract.',
    breaks: (from, to) => isIn(from, 'server') && isIn(to, 'server') && floorOf(to) > floorOf(from),
  },
  {
    says: "A feature uses another feature's store, never its routes.",
    breaks: (from, to) =>
      isOwn(to) && to.endsWith('/routes.ts') && from !== 'server/routes.ts' && from !== 'server/app.ts',
  },
  {
    says: 'Jobs use stores: nothing of a request. Only commands start the server.',
    breaks: (from, to) =>
      isIn(from, 'jobs') &&
      (isIn(to, 'server/http', 'server/serving') || (floorOf(to) > FLOORS.length && isIn(to, 'server'))) &&
      !isIn(from, 'jobs/commands'),
  },
]

/** Rooms that stand in a circle with each other, largest first; and every room with its floor: one above the highest that it imports. */
function layOut(arrows: readonly Arrow[]): { circles: string[][]; floors: Map<string, number> } {
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

function print(imports: readonly { from: string; to: string }[], all: boolean): void {
  const arrows = readArrows(imports)
  const { circles, floors } = layOut(arrows)
  if (all)
    for (const [room, floor] of [...floors].sort(([one, a], [other, b]) => a - b || (one < other ? -1 : 1))) {
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
  const broken = LAWS.map(({ says, breaks }) => ({ says, by: imports.filter(({ from, to }) => breaks(from, to)) }))
  for (const { says, by } of broken.filter(({ by }) => by.length > 0)) {
    console.log(`\n${says}`)
    for (const { from, to } of by) console.log(`  ${from} imports ${to}`)
  }
  const against = broken.reduce((sum, { by }) => sum + by.length, 0)
  console.log(
    `${floors.size} rooms, ${circles.length === 0 ? 'no circle' : `${circles.flat().length} of them in circles`}, ${against === 0 ? 'no import against a law' : `${against} imports against a law`}`,
  )
  process.exitCode = circles.length + against > 0 ? 1 : 0
}

print(readImports(), process.argv.includes('--all'))
