import { useSyncExternalStore } from 'react'

type Waiting = (isGiven: boolean) => void
let waiting: Waiting[] = []
const watchers = new Set<() => void>()

/** Opens the dialog that asks for the second factor again; true once it was given. Several that ask at once share one dialog. */
export function askForSecondFactor(): Promise<boolean> {
  return new Promise((resolve) => change([...waiting, resolve]))
}

export function closeSecondFactor(isGiven: boolean) {
  const answered = waiting
  change([])
  for (const resolve of answered) resolve(isGiven)
}

export function useSecondFactorAsked() {
  return useSyncExternalStore(watch, () => waiting.length > 0)
}

function change(next: Waiting[]) {
  waiting = next
  for (const tell of watchers) tell()
}

function watch(tell: () => void) {
  watchers.add(tell)
  return () => void watchers.delete(tell)
}
