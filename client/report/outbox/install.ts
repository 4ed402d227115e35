import { useSyncExternalStore } from 'react'

/** Of Chromium; in no standard. */
interface InstallPrompt extends Event {
  prompt: () => Promise<unknown>
}

let offered: (() => void) | null = null
const listeners = new Set<() => void>()

/** The browser offers once, and early. */
export function noteInstallOffer(): void {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    setOffered(() => {
      void (event as InstallPrompt).prompt()
      setOffered(null)
    })
  })
  addEventListener('appinstalled', () => setOffered(null))
}

function setOffered(offer: (() => void) | null) {
  offered = offer
  for (const tell of listeners) tell()
}

/** Puts the page on the home screen; null where the browser does not offer it. */
export function useInstall(): (() => void) | null {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell)
      return () => listeners.delete(tell)
    },
    () => offered,
    () => null,
  )
}

/** Safari on a phone: it has no such offer, and says whether the page was opened from the home screen. */
export function canBeAddedByHand(): boolean {
  return 'standalone' in navigator && navigator.standalone === false
}
