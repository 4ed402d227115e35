import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type ToggleEvent,
  useContext,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }

const OpenedContext = createContext(() => {})

interface ChipBarProps {
  label: string
  /** One of its choices is opened. */
  onOpen: () => void
  children: ReactNode
}

/** A line of chips that is one stop of the keyboard: arrows go from one to the next, Home and End to the first and the last (ARIA toolbar). */
export function ChipBar({ label, onOpen, children }: ChipBarProps) {
  const bar = useRef<HTMLDivElement>(null)
  const held = useRef<Element | null>(null)
  const chips = () => [...(bar.current?.querySelectorAll<HTMLButtonElement>('button.vigil-chip') ?? [])]

  function holdOne() {
    const all = chips()
    const one = all.find((chip) => chip === held.current) ?? all[0]
    for (const chip of all) chip.tabIndex = chip === one ? 0 : -1
  }
  useLayoutEffect(holdOne)

  function step(event: KeyboardEvent) {
    const all = chips()
    const at = all.indexOf(event.target as HTMLButtonElement)
    const by = steps[event.key]
    if (at < 0) return
    const next =
      event.key === 'Home' ? 0 : event.key === 'End' ? all.length - 1 : by ? (at + by + all.length) % all.length : at
    if (next === at) return
    event.preventDefault()
    all[next]?.focus()
  }
  return (
    <div
      className="vigil-chips"
      role="toolbar"
      aria-label={label}
      ref={bar}
      onKeyDown={step}
      onFocus={({ target }) => {
        if (!target.matches('button.vigil-chip')) return
        held.current = target
        holdOne()
        target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      }}
    >
      <OpenedContext value={onOpen}>{children}</OpenedContext>
    </div>
  )
}

interface ChipProps {
  /** What is chosen here, for who does not see the line as a whole: "Period". */
  name: string
  /** The choice as it stands, in words: "last 4 weeks". */
  says: string
  children: ReactNode
}

/** A choice said in words, which opens the small choice behind it. Each change takes effect at once; Escape or a press elsewhere closes it. */
export function Chip({ name, says, children }: ChipProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const tellOpened = useContext(OpenedContext)
  // what is behind it is made, and fetched, when it is first asked for
  const [wasOpened, setOpened] = useState(false)

  function place(event: ToggleEvent<HTMLFieldSetElement>) {
    const { left = 0, bottom = 0 } = button.current?.getBoundingClientRect() ?? {}
    const choice = event.currentTarget
    choice.style.left = `${Math.max(8, Math.min(left, innerWidth - choice.offsetWidth - 8))}px`
    choice.style.top = `${bottom + 4}px`
    choice.style.maxHeight = `${Math.max(180, innerHeight - bottom - 16)}px`
  }
  return (
    <div className="vigil-chip-box">
      <button type="button" className="vigil-chip" popoverTarget={id} ref={button}>
        <span className="govuk-visually-hidden">{name}: </span>
        {says}
      </button>
      <fieldset
        className="vigil-choice"
        popover="auto"
        id={id}
        aria-label={name}
        onToggle={place}
        onBeforeToggle={({ newState }) => {
          setOpened(true)
          if (newState === 'open') tellOpened()
        }}
      >
        {wasOpened && children}
        <button type="button" className="vigil-link-button" popoverTarget={id} popoverTargetAction="hide">
          Done
        </button>
      </fieldset>
    </div>
  )
}
