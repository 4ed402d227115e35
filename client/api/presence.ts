const minute = 60_000
let lastTouchAt = Date.now()

/** Begun once, when the pages are first drawn. Not "scroll": pages scroll by themselves when they open. Wheel, finger, key and pointer are a person's. */
export function watchPresence() {
  for (const touch of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove']) {
    window.addEventListener(touch, noteTouch, { capture: true, passive: true })
  }
}

function noteTouch() {
  lastTouchAt = Date.now()
}

/** Nobody has touched the page for a minute: what it asks by itself must not keep the session alive. */
export function isIdle() {
  return Date.now() - lastTouchAt > minute
}
