import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Action } from '../../../server/contract/access.ts'
import type { Need } from '../../../server/contract/indicator.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'

/**
 * What a partnership has not brought yet, in the order in which to bring it, and the page that does it: in full while there is nothing to
 * judge, behind one line once there is something.
 */
export function WhatItNeeds({ needs }: { needs: readonly Need[] }) {
  if (needs.length === 0) return null
  if (needs.includes('deaths') && needs.includes('reversals'))
    return (
      <section className="vigil-panel" aria-labelledby="needs">
        <h2 className="govuk-heading-m" id="needs">
          Nothing is recorded yet
        </h2>
        <p className="govuk-body">
          The map, the figures and the nightly checks say nothing until there are records. What this partnership still
          needs, in this order:
        </p>
        <Steps needs={needs} />
      </section>
    )
  const missing = steps.filter(({ need }) => needs.includes(need)).map(({ what }) => what.toLowerCase())
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Not there yet: {missing.join('; ')}</span>
      </summary>
      <div className="govuk-details__text">
        <Steps needs={needs} />
      </div>
    </details>
  )
}

function Steps({ needs }: { needs: readonly Need[] }) {
  const may = useMay()
  return (
    <ol className="govuk-list govuk-list--number">
      {steps
        .filter(({ need }) => needs.includes(need))
        .map(({ what, why, ways }) => (
          <li key={what}>
            <strong>{what}.</strong> {why} <Ways ways={ways.filter(({ action }) => may(action))} />
          </li>
        ))}
    </ol>
  )
}

type Way = {
  action: Action
  words: string
  to:
    | '/$partnership/import'
    | '/$partnership/deaths'
    | '/$partnership/deaths/new'
    | '/$partnership/reversals/new'
    | '/$partnership/registers'
    | '/$partnership/nights'
}

const byImport: Way = { action: 'import:write', words: 'Import a file', to: '/$partnership/import' }

const steps: { need: Need; what: string; why: string; ways: Way[] }[] = [
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
    need: 'postcodes',
    what: 'Postcodes',
    why: 'Where each lies. Without them a record that gives only a postcode has no place.',
    ways: [byImport],
  },
  {
    need: 'toxicology_panel',
    what: 'A toxicology panel',
    why: 'What the laboratory looks for. Without it nothing can be said to be new or rising.',
    ways: [{ action: 'panel:write', words: 'Add it to the registers', to: '/$partnership/registers' }],
  },
  {
    need: 'deaths',
    what: 'Deaths',
    why: 'Of the last three years or more, each with the day it became known.',
    ways: [byImport, { action: 'death:write', words: 'record one', to: '/$partnership/deaths/new' }],
  },
  {
    need: 'found_places',
    what: 'Where people were found',
    why: 'No death says it, so that no cluster in place and time can be seen. Where people lived is on the map under Placed: where lived.',
    ways: [byImport, { action: 'death:write', words: 'amend the deaths', to: '/$partnership/deaths' }],
  },
  {
    need: 'complete_toxicology',
    what: 'The day toxicology was complete',
    why: 'No death gives it, so that each counts as awaiting toxicology and nothing can be said of its drugs.',
    ways: [byImport, { action: 'death:write', words: 'amend the deaths', to: '/$partnership/deaths' }],
  },
  {
    need: 'reversals',
    what: 'Reversals',
    why: 'Who was given naloxone, when and where.',
    ways: [byImport, { action: 'overdose:write', words: 'record one', to: '/$partnership/reversals/new' }],
  },
  {
    need: 'usual_numbers',
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
