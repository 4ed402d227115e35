import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react'
import type { AreaShapes } from '../../../server/contract/area.ts'
import { middlesOf } from './layers/middles.ts'
import { isArrow, neighbourOf } from './neighbours.ts'
import { WIDE } from './wide.ts'

interface MapDrawerProps {
  /** What the address says of it; left out, it is open where there is room beside the map. */
  asked: 'open' | 'closed' | undefined
  onTurn: (to: 'open' | 'closed') => void
  /** Seen while it is closed too. */
  head: ReactNode
  /** Seen only while it is closed: what stands in it besides. */
  headClosed: ReactNode
  shapes: AreaShapes | undefined
  /** The area whose row is pointed at; undefined when none is. */
  onLight: (areaId: string | undefined) => void
  /** An area reached by the arrows. */
  onStep: (areaId: string) => void
  children: ReactNode
}

/** The map in words and rows: beside it on a desk, a sheet from below on a phone. Pointing at a row lights its area; arrows go from an area to its neighbour. */
export function MapDrawer({ asked, onTurn, head, headClosed, shapes, onLight, onStep, children }: MapDrawerProps) {
  const [isWide] = useState(() => matchMedia(WIDE).matches)
  const isOpen = asked ? asked === 'open' : isWide

  /** Arrows on the name of an area: to the area that lies there, among those with a row. */
  function step(event: KeyboardEvent<HTMLElement>) {
    const areaId = areaOf(event.target)
    if (!areaId || !shapes || !isArrow(event.key) || !(event.target as Element).matches('button')) return
    const rows = new Map([...middlesOf(shapes)].filter(([id]) => document.getElementById(`row-${id}`)))
    const next = neighbourOf(areaId, event.key, rows)
    event.preventDefault()
    if (!next) return
    document.getElementById(`row-${next}`)?.querySelector('button')?.focus()
    onStep(next)
  }
  return (
    <section
      className={`vigil-drawer ${isOpen ? 'vigil-drawer--open' : ''}`}
      aria-label="The map in words and rows"
      onPointerOver={(event: PointerEvent) => onLight(areaOf(event.target))}
      onPointerLeave={() => onLight(undefined)}
      onFocus={(event) => onLight(areaOf(event.target))}
      onKeyDown={step}
    >
      <button
        type="button"
        className="vigil-drawer__handle"
        aria-expanded={isOpen}
        aria-controls="map-rows"
        onClick={() => onTurn(isOpen ? 'closed' : 'open')}
      >
        {isOpen ? 'Close the table' : 'Open the table'}
        <span aria-hidden="true">{isOpen ? '×' : '+'}</span>
      </button>
      <div className="vigil-drawer__head">
        {head}
        {!isOpen && headClosed}
      </div>
      <div className="vigil-drawer__body" id="map-rows" hidden={!isOpen}>
        {children}
      </div>
    </section>
  )
}

function areaOf(target: EventTarget) {
  return (target as Element).closest('tr[id^="row-"]')?.id.slice('row-'.length)
}
