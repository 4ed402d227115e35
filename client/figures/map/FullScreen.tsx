import { useEffect, useEffectEvent } from 'react'

/** For a projector: no menus, large type. It shows what the page showed, at the panel's tier. Escape or the button leaves it. */
export function FullScreen({ onLeave }: { onLeave: () => void }) {
  const leave = useEffectEvent(onLeave)
  useEffect(function fillTheScreen() {
    const whole = document.documentElement
    // where the browser does not allow it (an address opened anew, a phone), the page without menus is all there is
    whole.requestFullscreen?.().catch(() => undefined)
    const followEscape = () => {
      if (!document.fullscreenElement) leave()
    }
    document.addEventListener('fullscreenchange', followEscape)
    return () => {
      document.removeEventListener('fullscreenchange', followEscape)
      if (document.fullscreenElement) void document.exitFullscreen()
    }
  }, [])
  return (
    <button type="button" className="govuk-button govuk-button--secondary vigil-map-page__leave" onClick={onLeave}>
      Leave the full screen
    </button>
  )
}
