import { type KeyboardEvent, useEffect, useEffectEvent, useId, useState } from 'react'
import { type FoundPlace, FoundPlaces } from '../../../../server/contract/map-find.ts'
import { useAnswer } from '../../../api/answers.ts'
import { sayOneArea } from '../../../areas/areas.ts'
import type { Bounds } from '../../../map/MapView.tsx'
import { NearMe } from './NearMe.tsx'

/** Where the map is to go; an area is one to pick. */
export interface Found {
  bounds: FoundPlace['bounds']
  areaId?: string
  name: string
}

interface FindPlaceProps {
  /** All that the partnership's map shows. */
  whole: Bounds | undefined
  onFound: (found: Found) => void
}

/** Shorter than a name or a postcode can be told by. */
const FEWEST_LETTERS = 2
const PAUSE_MILLISECONDS = 150

/** A text box that finds an area, a town or a postcode (ARIA 1.2 combobox), and a button for where one is. */
export function FindPlace({ whole, onFound }: FindPlaceProps) {
  const id = useId()
  const listId = useId()
  const [typed, setTyped] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [active, setActive] = useState(0)
  const q = usePaused(typed.trim())
  const isAsked = q.length >= FEWEST_LETTERS
  const answer = useAnswer(FoundPlaces, '/map/find', { q }, { enabled: isAsked && isOpen, staleTime: 600_000 })
  // what was found for other letters is not what is looked for
  const isKnown = isAsked && q === typed.trim() && answer.isSuccess && !answer.isPlaceholderData
  const places = isKnown ? answer.data : []
  const isListed = isOpen && isAsked
  /** Enter was pressed before it was known what is found: nobody presses it twice. */
  const [isAwaited, setAwaited] = useState(false)
  const chooseFirst = useEffectEvent(() => choose(places[0]))

  useEffect(
    function chooseAwaited() {
      if (!isAwaited || !isKnown) return
      setAwaited(false)
      chooseFirst()
    },
    [isAwaited, isKnown],
  )

  function choose(place: FoundPlace | undefined) {
    if (!place) return
    const { bounds, areaId, name } = place
    setTyped(name)
    setOpen(false)
    onFound({ bounds, name, ...(areaId ? { areaId } : {}) })
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'Escape') {
      setAwaited(false)
      if (isOpen) setOpen(false)
      else setTyped('')
      return
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      if (isKnown) return choose(places[active])
      setOpen(true)
      return setAwaited(true)
    }
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    if (isListed) {
      const next = (active + by + places.length) % Math.max(1, places.length)
      setActive(next)
      document.getElementById(`${listId}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else setOpen(true)
  }

  return (
    <div className="vigil-find">
      <label className="govuk-label" htmlFor={id}>
        Find a place, area or postcode
      </label>
      <div className="vigil-chooser-box">
        <input
          id={id}
          className="govuk-input"
          role="combobox"
          aria-expanded={isListed}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={isListed && places[active] ? `${listId}-${active}` : undefined}
          autoComplete="off"
          spellCheck={false}
          maxLength={80}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value)
            setAwaited(false)
            setOpen(true)
            setActive(0)
          }}
          onKeyDown={press}
          onBlur={() => {
            setOpen(false)
            setAwaited(false)
          }}
        />
        {isListed && (
          <div className="vigil-chooser-box__list" id={listId} role="listbox" aria-label="Places">
            {places.map((place, position) => (
              <div
                key={`${place.kind} ${place.areaId ?? place.name} ${place.latitude}`}
                id={`${listId}-${position}`}
                role="option"
                tabIndex={-1}
                aria-selected={position === active}
                onPointerDown={(event) => {
                  event.preventDefault()
                  choose(place)
                }}
              >
                {place.name} <small>{sayKind(place)}</small>
              </div>
            ))}
            {places.length === 0 && <p>{sayNone({ isKnown, isFailed: answer.isError })}</p>}
          </div>
        )}
      </div>
      <span className="govuk-visually-hidden" role="status">
        {isListed && (places.length > 0 ? `${places.length} found` : sayNone({ isKnown, isFailed: answer.isError }))}
      </span>
      <NearMe whole={whole} onFound={onFound} />
    </div>
  )
}

function sayKind({ kind, areaKind, authority }: FoundPlace) {
  if (kind === 'area') return [areaKind && sayOneArea(areaKind), authority].filter(Boolean).join(', ')
  return kind === 'postcode' ? 'postcode' : 'town or village'
}

/** That there is none is said once it is known. */
function sayNone({ isKnown, isFailed }: { isKnown: boolean; isFailed: boolean }) {
  if (isFailed) return 'Could not be looked up: try again in a minute.'
  return isKnown ? 'No place of that name here.' : 'Looking…'
}

/** What was typed, once no letter has come for a moment. */
function usePaused(typed: string) {
  const [paused, setPaused] = useState(typed)
  useEffect(
    function waitForMore() {
      const timer = setTimeout(() => setPaused(typed), PAUSE_MILLISECONDS)
      return function typeOn() {
        clearTimeout(timer)
      }
    },
    [typed],
  )
  return paused
}
