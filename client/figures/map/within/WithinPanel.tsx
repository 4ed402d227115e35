import { useId } from 'react'
import { MapWithin, type PlaceAsked } from '../../../../server/contract/map-within.ts'
import { useAnswer } from '../../../api/answers.ts'
import { sayOneArea } from '../../../areas/areas.ts'
import { askedRoleWords } from '../../../substances/RoleFilter.tsx'
import { SignalSentences } from '../../../surveillance/signals/SignalSentences.tsx'
import { Answered } from '../../../ui/Answered.tsx'
import { CsvLink } from '../../../ui/CsvLink.tsx'
import { ProvenanceNote } from '../../../ui/Figure.tsx'
import { dayInWords } from '../../../words/day.ts'
import { say } from '../../../words/words.ts'
import { SavedLivesLines } from '../../indicators/SavedLivesLines.tsx'
import { FirstOnPaper } from '../FirstOnPaper.tsx'
import type { Narrowed } from '../timeline.ts'
import { FiguresWithin } from './FiguresWithin.tsx'
import { SubstancesWithin } from './SubstancesWithin.tsx'

/** An area of today, or a circle. */
export type AskedPlace = { areaId: string } | { latitude: number; longitude: number; radiusMetres: number }

interface WithinPanelProps {
  place: AskedPlace
  period: { from: string; to: string }
  narrowed: Pick<Narrowed, 'substance' | 'role' | 'asKnownOn'>
  /** Deaths by where people were found, or where they lived. */
  by?: 'found' | 'residence' | undefined
  onClose: () => void
}

/** What is in one place, in words: events beside the period before, substances, signals, and what naloxone has done. */
export function WithinPanel({
  place,
  period,
  narrowed: { substance, role, asKnownOn },
  by,
  onClose,
}: WithinPanelProps) {
  const query = { ...place, from: period.from, to: period.to, place: by, substance, role, asKnownOn }
  const answer = useAnswer(MapWithin, '/map/within', query)
  const heading = useId()
  return (
    <section className="vigil-within" aria-labelledby={heading}>
      <h2 className="govuk-heading-m" id={heading}>
        {answer.data ? sayPlace(answer.data.place) : 'areaId' in place ? 'This area' : 'This circle'}
      </h2>
      <button type="button" className="govuk-button govuk-button--secondary" onClick={onClose}>
        Close this place
      </button>
      <Answered answer={answer} what="what is recorded here">
        {(within) => (
          <>
            <p className="govuk-body-s">
              {dayInWords(within.from)} to {dayInWords(within.to)}
              {within.withSubstance &&
                `, with ${within.withSubstance.name} (in deaths: ${say(askedRoleWords, within.withSubstance.role).toLowerCase()})`}
              {asKnownOn && `, as known on ${dayInWords(asKnownOn)}`}. {sayWhere(within.place)}
            </p>
            <FiguresWithin within={within} by={by} asKnownOn={asKnownOn} />
            {within.substances && <SubstancesWithin substances={within.substances} />}
            {within.signals && (
              <SignalsWithin signals={within.signals} isNarrowed={substance !== undefined || asKnownOn !== undefined} />
            )}
            {within.savedLives && (
              <>
                <h3 className="govuk-heading-s">What naloxone has done here</h3>
                <SavedLivesLines lives={within.savedLives} />
              </>
            )}
            <p className="govuk-body-s">
              <CsvLink path="/map/within" query={query} what="what is recorded here" />
            </p>
            <ProvenanceNote provenance={within.provenance} />
          </>
        )}
      </Answered>
    </section>
  )
}

function SignalsWithin({ signals, isNarrowed }: { signals: NonNullable<MapWithin['signals']>; isNarrowed: boolean }) {
  return (
    <>
      <h3 className="govuk-heading-s">Signals that overlap it</h3>
      {isNarrowed && <p className="govuk-body-s">As they stand today, of whatever substance.</p>}
      {signals.length === 0 ? (
        <p className="govuk-body-s">None of this period has a place that overlaps it.</p>
      ) : (
        <FirstOnPaper count={signals.length} most={3} others="more on the page">
          <SignalSentences signals={signals} />
        </FirstOnPaper>
      )}
    </>
  )
}

function sayPlace(place: PlaceAsked) {
  return place.kind === 'area' ? place.name : `Within ${sayMetres(place.radiusMetres)}`
}

function sayWhere(place: PlaceAsked) {
  if (place.kind === 'circle')
    return `Around ${place.latitude.toFixed(4)}, ${place.longitude.toFixed(4)}, whichever areas that lies in.`
  const residents =
    place.residents === null
      ? 'how many live here is not known'
      : `${place.residents.toLocaleString('en-GB')} residents`
  return `${[sayOneArea(place.areaKind), place.authority].filter(Boolean).join(', ')}; ${residents}.`
}

function sayMetres(metres: number) {
  return metres < 1000 ? `${metres} m` : `${(metres / 1000).toLocaleString('en-GB', { maximumFractionDigits: 1 })} km`
}
