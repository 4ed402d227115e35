import { useState } from 'react'
import { usePartnership } from '../../../api/partnership.ts'
import type { Bounds } from '../../../map/MapView.tsx'
import type { Found } from './FindPlace.tsx'
import { kilometresOutside } from './kilometresOutside.ts'

/** About two kilometres to each side: where one is, and not at which door. */
const DEGREES = 0.02

const REFUSED = 1
const TIMED_OUT = 3
const LONGEST_MILLISECONDS = 10_000
/** Beyond this there is nothing of the partnership to be seen from there. */
const NEAR_KILOMETRES = 30

interface NearMeProps {
  /** All that the partnership's map shows. */
  whole: Bounds | undefined
  onFound: (found: Found) => void
}

/** Asks the browser where one is, only when pressed. It is used to move the map, is kept nowhere, and is not sent to Vigil as a place. */
export function NearMe({ whole, onFound }: NearMeProps) {
  const [said, say] = useState('')
  const { name } = usePartnership()
  function ask() {
    if (!('geolocation' in navigator)) return say('This browser cannot tell where you are. Type a place instead.')
    say('Asking your device where you are…')
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        const away = whole ? kilometresOutside(whole, { latitude, longitude }) : 0
        if (away > NEAR_KILOMETRES)
          return say(
            `You are about ${(Math.round(away / 10) * 10).toLocaleString('en-GB')} km outside ${name}: there is nothing of it near you. Type a place instead.`,
          )
        say('')
        onFound({ bounds: around(latitude, longitude), name: 'Near you' })
      },
      ({ code }) => say(sayWhyNot(code)),
      { maximumAge: 60_000, timeout: LONGEST_MILLISECONDS },
    )
  }
  return (
    <>
      <button type="button" className="govuk-button govuk-button--secondary vigil-flush" onClick={ask}>
        Near me
      </button>
      <span className="govuk-body-s vigil-near-me" role="status">
        {said}
      </span>
    </>
  )
}

/** Rounded to a hundredth of a degree: the view of the map stands in the address, which may be passed on. */
function around(latitude: number, longitude: number): Found['bounds'] {
  const round = (degrees: number) => Math.round(degrees * 100) / 100
  const [middle, across] = [round(latitude), round(longitude)]
  const wider = DEGREES / Math.max(0.1, Math.cos((latitude * Math.PI) / 180))
  return { west: across - wider, south: middle - DEGREES, east: across + wider, north: middle + DEGREES }
}

function sayWhyNot(code: number) {
  if (code === REFUSED)
    return 'Your browser does not let this page know where you are. Allow it in the browser’s settings for this site, or type a place.'
  if (code === TIMED_OUT) return 'Your device did not say in time where you are. Try again, or type a place.'
  return 'Your device does not know where it is. Type a place instead.'
}
