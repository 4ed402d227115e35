interface WithSync extends ServiceWorkerRegistration {
  sync?: { register: (tag: string) => Promise<void> }
}

/** Where the browser knows how (Chromium), the worker sends once there is a network, also after the tab was closed. */
export async function askWorker(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration('/report/')
  await (registration as WithSync | undefined)?.sync?.register('vigil-reports')
}
