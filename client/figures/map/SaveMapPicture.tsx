import { useState } from 'react'

interface SaveMapPictureProps {
  /** What the picture is of, as the page says it. */
  heading: string
  /** Under the heading: what was chosen. */
  chosen: string
  /** Under the map: sources, the day as known, that it is no alert. */
  notes: readonly string[]
  /** Without its ending: "map-of-reversals-2026-11-30". */
  fileName: string
  /** What was asked for is drawn. */
  isDrawn: boolean
}

/** The map as it is seen, as a picture that says by itself what it is of, where it is from and of which day. */
export function SaveMapPicture({ heading, chosen, notes, fileName, isDrawn }: SaveMapPictureProps) {
  const [state, setState] = useState<'idle' | 'early' | 'drawing' | 'failed'>('idle')
  async function save() {
    const map = document.querySelector<HTMLElement>('.vigil-map-page__maps, .vigil-small-maps, .vigil-map-figure')
    if (!map || !isDrawn) return setState('early')
    setState('drawing')
    try {
      const { drawPicture } = await import('./drawPicture.ts')
      const link = document.createElement('a')
      link.href = (await drawPicture(map, { heading, chosen, notes })).toDataURL('image/png')
      link.download = `${fileName}.png`
      link.click()
      setState('idle')
    } catch {
      setState('failed')
    }
  }
  return (
    <>
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        aria-disabled={state === 'drawing'}
        onClick={() => state !== 'drawing' && void save()}
      >
        Save as a picture
      </button>
      <p role="status" className="vigil-quiet vigil-flush">
        {state === 'drawing' && 'Drawing the picture…'}
        {state === 'early' && !isDrawn && 'The map is still loading: press again once it is drawn.'}
        {state === 'failed' && 'This browser could not draw the picture. Print to a file instead.'}
      </p>
    </>
  )
}
