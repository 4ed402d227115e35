import type { EventKind } from '../../../../server/contract/map.ts'
import type { FigureWithin, MapWithin } from '../../../../server/contract/map-within.ts'
import { CountText, countInWords } from '../../../ui/CountText.tsx'
import { DefinitionOnDemand } from '../../../ui/DefinitionOnDemand.tsx'
import { say } from '../../../words/words.ts'
import { sayRate } from '../describeArea.ts'
import { eventWords } from '../eventWords.ts'
import { ListWithin } from './ListWithin.tsx'

interface FiguresWithinProps {
  within: MapWithin
  by: 'found' | 'residence' | undefined
  asKnownOn: string | undefined
}

/** Each figure as a sentence, with the period before, and its list. */
export function FiguresWithin({ within, by, asKnownOn }: FiguresWithinProps) {
  const { figures, place } = within
  const isNothing = figures.every(({ count, roughlyPlaced }) => count === 0 && !roughlyPlaced)
  return (
    <>
      {isNothing && (
        <p className="govuk-body">
          Nothing is recorded here in this period: no death, no reversal, no overdose, no kit.
        </p>
      )}
      <ul className="govuk-list vigil-within__figures">
        {figures.map((figure) => (
          <li key={figure.events}>
            {figure.notTold ? (
              <>
                {say(eventWords, figure.events)}: not told. <span className="vigil-quiet">{figure.notTold}.</span>
              </>
            ) : (
              <>
                <strong>
                  <CountText count={figure.count} /> {counted[figure.events][figure.count === 1 ? 'one' : 'many']}
                </strong>
                ; {sayBefore(figure)}.{' '}
                {figure.count !== 0 && (
                  <>
                    {place.kind === 'area' && `${sayRateHere(figure)}. `}
                    <ListWithin events={figure.events} within={within} by={by} asKnownOn={asKnownOn} />
                  </>
                )}
                <span className="vigil-cell-note">{sayLeftOut(figure)}</span>
              </>
            )}
          </li>
        ))}
      </ul>
      <DefinitionOnDemand term="What is counted">
        {figures.map(({ events, definition }) => (
          <p key={events}>
            {say(eventWords, events)}: {definition}
          </p>
        ))}
      </DefinitionOnDemand>
    </>
  )
}

const counted: Record<EventKind, { one: string; many: string }> = {
  deaths: { one: 'death', many: 'deaths' },
  reversals: { one: 'reversal', many: 'reversals' },
  overdoses: { one: 'overdose (fatal or not)', many: 'overdoses (fatal or not)' },
  supplies: { one: 'naloxone kit supplied', many: 'naloxone kits supplied' },
}

function sayBefore({ countBefore }: FigureWithin) {
  return countBefore === null
    ? 'how many in the period of equal length before is not known, because records do not reach back to it'
    : `${countInWords(countBefore)} in the period of equal length before`
}

function sayRateHere(figure: FigureWithin) {
  if (figure.ratePer100k === null) return `No rate: ${sayRate(figure)}`
  return `${sayRate(figure)} per 100,000 a year${figure.rateNote ? `, ${figure.rateNote}` : ''}`
}

/** What may have been here too: it is no part of the count, and the count is not all there was. */
function sayLeftOut({ roughlyPlaced, withoutPlace }: FigureWithin) {
  return [
    typeof roughlyPlaced === 'number' && roughlyPlaced > 0
      ? `${countInWords(roughlyPlaced)} more known only by a town or a small area whose middle lies here.`
      : '',
    typeof withoutPlace === 'number' && withoutPlace > 0
      ? `${countInWords(withoutPlace)} of this period anywhere ${withoutPlace === 1 ? 'has' : 'have'} no place recorded, and may have been here.`
      : '',
  ]
    .filter(Boolean)
    .join(' ')
}
