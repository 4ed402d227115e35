import { type KeyboardEvent, useId, useState } from 'react'
import { whyNotADrug } from '../../server/contract/identifying.ts'
import { isNameOfOne, searchSubstances } from '../../server/contract/substance-search.ts'
import { aliasFor, type Substance, useSubstances } from './substances.ts'

interface SubstanceChooserProps {
  id: string
  value: string | undefined
  onChoose: (code: string | undefined, name?: string) => void
  describedBy?: string | undefined
  placeholder?: string
  /** A name that the tree does not hold, as it stands written. */
  notInTree?: string | undefined
  /** Where such a name may be kept: called with it. */
  onKeep?: (written: string) => void
}

const levelWords = { class: 'class', family: 'family', drug: '' }

/** A text box that finds a substance by name or alias, at any level of the tree (ARIA 1.2 combobox). */
export function SubstanceChooser(props: SubstanceChooserProps) {
  const { id, value, onChoose, describedBy, placeholder, notInTree, onKeep } = props
  const substances = useSubstances()
  const listId = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [active, setActive] = useState(0)
  const chosen = substances.find(({ code }) => code === value)
  const isOpen = typed !== null
  const matches = isOpen ? searchSubstances(substances, typed, 40) : []
  const kept = onKeep && isOpen && mayBeKept(substances, typed) ? typed.trim() : null
  const options = matches.length + (kept === null ? 0 : 1)

  function choose(substance: Substance | undefined) {
    onChoose(substance?.code, substance?.name)
    setTyped(null)
    setActive(0)
  }

  function take(position: number) {
    if (position < matches.length) return choose(matches[position])
    if (kept !== null) onKeep?.(kept)
    setTyped(null)
    setActive(0)
  }

  /** Leaving the box: emptied means no substance, a half-typed name changes nothing. */
  function leave() {
    if (typed === '' && (value || notInTree)) onChoose(undefined)
    setTyped(null)
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'Escape') return leave()
    if (event.key === 'Enter' && isOpen) {
      event.preventDefault()
      if (typed === '') choose(undefined)
      else take(active)
    }
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    if (isOpen) setActive((active + by + options) % Math.max(1, options))
    else setTyped('')
  }

  return (
    <div className="vigil-chooser-box">
      <input
        id={id}
        className="govuk-input"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active < options ? `${listId}-${matches[active]?.code ?? 'kept'}` : undefined}
        aria-describedby={describedBy}
        autoComplete="off"
        placeholder={placeholder}
        value={typed ?? chosen?.name ?? (notInTree ? `not in the tree: ${notInTree}` : (value ?? ''))}
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(0)
        }}
        onKeyDown={press}
        onBlur={leave}
      />
      {isOpen && (
        <div className="vigil-chooser-box__list" id={listId} role="listbox" aria-label="Substances">
          {matches.map((substance, position) => (
            <div
              key={substance.code}
              id={`${listId}-${substance.code}`}
              role="option"
              tabIndex={-1}
              aria-selected={position === active}
              onPointerDown={(event) => {
                event.preventDefault()
                choose(substance)
              }}
            >
              {substance.name} <Note substance={substance} typed={typed} />
            </div>
          ))}
          {matches.length === 0 && <p>No substance of that name</p>}
          {kept !== null && (
            <div
              id={`${listId}-kept`}
              role="option"
              tabIndex={-1}
              aria-selected={active === matches.length}
              onPointerDown={(event) => {
                event.preventDefault()
                take(matches.length)
              }}
            >
              Keep “{kept}” <small>not in the tree: it counts as a drug, and is placed later</small>
            </div>
          )}
        </div>
      )}
    </div>
  )
}

/** Whole names only, and nothing that says whose it was: a half-typed drug of the tree is no new one. */
function mayBeKept(substances: readonly Substance[], typed: string) {
  const written = typed.trim()
  const isWhole = written.length >= 3 && written.length <= 120 && /\p{L}{2}/u.test(written)
  const saysNothing = /^(none|nil|negative|neg|nothing|unknown|not (detected|tested|known)|n\/?[ak])$/i.test(written)
  return isWhole && !saysNothing && !isNameOfOne(substances, written) && whyNotADrug(written) === undefined
}

function Note({ substance, typed }: { substance: Substance; typed: string }) {
  const alias = aliasFor(substance, typed)
  const level = levelWords[substance.level]
  return <small>{[level, alias && `also called ${alias}`].filter(Boolean).join(', ')}</small>
}
