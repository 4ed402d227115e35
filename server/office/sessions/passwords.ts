import { hash, verify } from '@node-rs/argon2'
import { invalid } from '../../problem.ts'

/** argon2id: OWASP Password Storage Cheat Sheet, second choice of parameters (19 MiB, 2 passes, 1 lane). */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** Each takes a core for some 50 ms: at most so many at once, so that a flood of sign-ins does not stop everything else. */
const AT_ONCE = 2

const waiting: (() => void)[] = []
let running = 0

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go))
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize('NFKC'), PARAMETERS))
}

let decoy: Promise<string> | undefined

/** Takes as long for nobody's password as for somebody's, so that the time does not tell who has an account. */
export async function isPassword(passwordHash: string | null | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password')
  const against = passwordHash ?? (await decoy)
  const isRight = await inTurn(() => verify(against, password.normalize('NFKC')))
  return isRight && passwordHash != null
}

/** Of 0 to 4 (zxcvbn): 3 withstands an offline attack on a slow hash. */
const WEAKEST_SCORE = 3

let estimator: ReturnType<typeof makeEstimator> | undefined

/** With English words, names, and some 49,000 passwords that have leaked. Made once, at the first password: it takes a tenth of a second. */
async function makeEstimator() {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
  })
}

/**
 * No rules of composition: what counts is how many guesses it would take, the person's own name and address known.
 * @throws 422 with the reason.
 */
export async function refuseWeakPassword(password: string, known: string[]): Promise<void> {
  estimator ??= makeEstimator()
  const words = known.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter(Boolean)
  const { score } = (await estimator).check(password, [...words, 'vigil'])
  if (score < WEAKEST_SCORE)
    invalid([{ path: 'password', message: 'is too easy to guess: use several words that have nothing to do with you' }])
}
