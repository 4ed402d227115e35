const here = new EventTarget()
let channel: BroadcastChannel | null | undefined

/** Other tabs and the worker; a browser without channels looks again when it is next opened. */
function others(): BroadcastChannel | null {
  channel ??= typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('vigil-reports')
  return channel
}

/** What is kept on this phone has changed. */
export function tellChange(): void {
  here.dispatchEvent(new Event('change'))
  others()?.postMessage('change')
}

export function onChange(look: () => void): () => void {
  here.addEventListener('change', look)
  others()?.addEventListener('message', look)
  return function stop() {
    here.removeEventListener('change', look)
    others()?.removeEventListener('message', look)
  }
}
