import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Need } from '../../server/contract/indicator.ts'
import { useMay } from '../session/may.ts'
import { usePartnership } from '../shell/partnership.ts'

/** A partnership without a record has nothing to judge: what it needs, in the order in which to bring it, and the page that does it. */
export function WhatItNeeds({ needs }: { needs: readonly Need[] }) {
  const may = useMay()
  if (!needs.includes('deaths') || !needs.includes('reversals')) return null
  return (
    <section className="vigil-panel" aria-labelledby="needs">
      <h2 className="govuk-heading-m" id="needs">
        Nothing is recorded yet
      </h2>
      <p className="govuk-body">
        The map, the figures and the nightly checks say nothing until there are records. What this partnership still
        needs, in this order:
      </p>
      <ol className="govuk-list govuk-list--number">
        {steps
          .filter(({ need }) => need === null || needs.includes(need))
          .map(({ what, why, ways }) => (
            <li key={what}>
              <strong>{what}.</strong> {why} <Ways ways={ways.filter(({ action }) => may(action))} />
            </li>
          ))}
      </ol>
    </section>
  )
}

type Way = {
  action: string
  words: string
  to:
    | '/$partnership/import'
    | '/$partnership/deaths/new'
    | '/$partnership/reversals/new'
    | '/$partnership/registers'
    | '/$partnership/nights'
}

const byImport: Way = { action: 'import:write', words: 'Import a file', to: '/$partnership/import' }

const steps: { need: Need | null; what: string; why: string; ways: Way[] }[] = [
  {
    need: 'areas',
    what: 'Areas',
    why: 'Their outlines, as GeoJSON or TopoJSON. Without them the map draws hexagons around what is recorded.',
    ways: [byImport],
  },
  {
    need: 'residents',
    what: 'Residents of the areas',
    why: 'A population file. Without it there are counts and no rates.',
    ways: [byImport],
  },
  {
    need: 'toxicology_panel',
    what: 'A toxicology panel',
    why: 'What the laboratory looks for. Without it nothing can be said to be new or rising.',
    ways: [{ action: 'death:write', words: 'Add it to the registers', to: '/$partnership/registers' }],
  },
  {
    need: 'deaths',
    what: 'Deaths',
    why: 'Of the last three years or more, each with the day it became known.',
    ways: [byImport, { action: 'death:write', words: 'record one', to: '/$partnership/deaths/new' }],
  },
  {
    need: 'reversals',
    what: 'Reversals',
    why: 'Who was given naloxone, when and where.',
    ways: [byImport, { action: 'overdose:write', words: 'record one', to: '/$partnership/reversals/new' }],
  },
  {
    need: null,
    what: 'What is usual in a year',
    why: 'From annual reports, so that a rise can be judged from the first night on.',
    ways: [{ action: 'night:write', words: 'State it under Nights', to: '/$partnership/nights' }],
  },
]

function Ways({ ways }: { ways: readonly Way[] }): ReactNode {
  const { slug: partnership } = usePartnership()
  return ways.map(({ words, to }, position) => (
    <span key={to}>
      {position > 0 && ', or '}
      <Link to={to} params={{ partnership }} className="govuk-link">
        {words}
      </Link>
      {position === ways.length - 1 && '.'}
    </span>
  ))
}
