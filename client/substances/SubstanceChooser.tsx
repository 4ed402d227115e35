import { type KeyboardEvent, useId, useState } from 'react'
import { aliasFor, matchSubstances, type Substance, useSubstances } from './substances.ts'

interface SubstanceChooserProps {
  id: string
  value: string | undefined
  onChoose: (code: string | undefined) => void
  describedBy?: string | undefined
  placeholder?: string
}

const levelWords = { class: 'class', family: 'family', drug: '' }

/** A text box that finds a substance by name or alias, at any level of the tree (ARIA 1.2 combobox). */
export function SubstanceChooser({ id, value, onChoose, describedBy, placeholder }: SubstanceChooserProps) {
  const substances = useSubstances()
  const listId = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [active, setActive] = useState(0)
  const chosen = substances.find(({ code }) => code === value)
  const isOpen = typed !== null
  const matches = isOpen ? matchSubstances(substances, typed, 40) : []

  function choose(substance: Substance | undefined) {
    onChoose(substance?.code)
    setTyped(null)
    setActive(0)
  }

  /** Leaving the box: emptied means no substance, a half-typed name changes nothing. */
  function leave() {
    if (typed === '' && value) onChoose(undefined)
    setTyped(null)
  }

  function press(event: KeyboardEvent) {
    if (event.key === 'Escape') return leave()
    if (event.key === 'Enter' && isOpen) {
      event.preventDefault()
      choose(typed === '' ? undefined : matches[active])
    }
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    if (isOpen) setActive((active + by + matches.length) % Math.max(1, matches.length))
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
        aria-activedescendant={isOpen && matches[active] ? `${listId}-${matches[active].code}` : undefined}
        aria-describedby={describedBy}
        autoComplete="off"
        placeholder={placeholder}
        value={typed ?? chosen?.name ?? value ?? ''}
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
        </div>
      )}
    </div>
  )
}

function Note({ substance, typed }: { substance: Substance; typed: string }) {
  const alias = aliasFor(substance, typed)
  const level = levelWords[substance.level]
  return <small>{[level, alias && `also called ${alias}`].filter(Boolean).join(', ')}</small>
}
