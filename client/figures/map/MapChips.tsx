import { lazyRouteComponent as lazy } from '@tanstack/react-router'
import { Suspense, useRef } from 'react'
import { readCircle, writeCircle } from '../../../server/contract/circle.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { sayAreaKind, useAreaKinds } from '../../areas/areas.ts'
import { sayRadius } from '../../areas/circle.ts'
import type { Bounds } from '../../map/MapView.tsx'
import { placeWords } from '../../record/placeWords.ts'
import { askedRoleWords, RoleFilter } from '../../substances/RoleFilter.tsx'
import { useSubstanceName } from '../../substances/substances.ts'
import { Chip, ChipBar } from '../../ui/Chip.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { dayInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { eventLists } from './eventLists.ts'
import { eventWords } from './eventWords.ts'
import type { Found } from './find/FindPlace.tsx'
import type { MapSearch } from './mapSearch.ts'
import { type MapsAside, mapsWords, ONE_MAP } from './maps/mapsAside.ts'
import { type Period, sayPeriod } from './sayPeriod.ts'
import { lowered } from './sayShown.ts'
import { type Shown, shownAs, shownSentences, shownWords, toSearch } from './shownAs.ts'
import type { Narrowed } from './timeline.ts'

/** Fetched when their chip is first opened. */
const CircleChoice = lazy(() => import('./CircleChoice.tsx'), 'CircleChoice')
const FindPlace = lazy(() => import('./find/FindPlace.tsx'), 'FindPlace')
const PeriodChoice = lazy(() => import('./PeriodChoice.tsx'), 'PeriodChoice')
const SubstanceChooser = lazy(() => import('../../substances/SubstanceChooser.tsx'), 'SubstanceChooser')

/** Points are for who may open the records. */
const { points: _points, ...withoutPoints } = shownWords
/** A supply is of a product: there is no map of it by substance. */
const { substance: _, ...withoutSubstance } = mapsWords

/** Deaths and reversals may stand beside whatever is shown. */
function besideWords(events: string) {
  return Object.fromEntries(
    [
      ['none', 'Nothing'] as const,
      ...(['deaths', 'reversals'] as const).map((kind) => [kind, say(eventWords, kind)] as const),
    ].filter(([kind]) => kind !== events),
  )
}

interface MapChipsProps {
  search: MapSearch
  narrowed: Narrowed
  period: Period
  areaKind: string | undefined
  /** What it opened on; undefined until that is known. */
  opened: Bounds | undefined
  /** All that the partnership's map shows. */
  whole: Bounds | undefined
  onChange: (change: Partial<MapSearch>, isPassing: boolean) => void
  onFound: (found: Found) => void
}

/** What the map shows, said in words in one line; each word opens its own small choice, takes effect at once and stands in the address. */
export function MapChips({ search, narrowed, period, areaKind, opened, whole, onChange, onFound }: MapChipsProps) {
  const isChosenFrom = useRef(false)
  /** Back undoes what was chosen while a choice was open, at once: the arrows go through many, and a day is typed by its digits. */
  function choose(change: Partial<MapSearch>) {
    onChange(change, isChosenFrom.current)
    isChosenFrom.current = true
  }
  const may = useMay()
  const { today } = usePartnership()
  const kinds = useAreaKinds().data ?? []
  const substance = useSubstanceName(search.substance)
  const { events } = narrowed
  const isOfDeaths = events === 'deaths'
  const shown = shownAs(search)
  const isAlone = search.layer || search.maps || search.measure || search.with === events
  const beside = isAlone ? undefined : search.with
  const circle = readCircle(search.circle)
  const role = search.role ?? 'implicated'
  const place = search.place ?? 'found'
  return (
    <ChipBar
      label="What the map shows"
      onOpen={() => {
        isChosenFrom.current = false
      }}
    >
      <Chip
        name="Events"
        says={
          beside ? `${say(eventWords, events)} and ${say(eventWords, beside).toLowerCase()}` : say(eventWords, events)
        }
      >
        <RadioGroup
          path="events"
          label="Events"
          value={events}
          words={eventWords}
          onChange={(next) =>
            choose({
              events: next as 'deaths',
              area: undefined,
              ...(next === 'supplies' && search.maps === 'substance' ? { maps: undefined } : {}),
            })
          }
        />
        {!search.layer && !search.maps && !search.measure && (
          <RadioGroup
            path="with"
            label="And beside them"
            value={beside ?? 'none'}
            words={besideWords(events)}
            onChange={(next) => choose({ with: next === 'none' ? undefined : (next as 'deaths') })}
          />
        )}
      </Chip>
      <Chip
        name="Period"
        says={`${sayPeriod(period, today)}${search.known ? `, as known on ${dayInWords(search.known)}` : ''}`}
      >
        <Suspense>
          <PeriodChoice
            narrowed={narrowed}
            period={period}
            onPeriod={(days) => choose({ ...days, scale: undefined })}
            onKnown={(known) => choose({ known, ...(known ? { layer: undefined } : {}) })}
          />
        </Suspense>
      </Chip>
      {areaKind && (
        <Chip name="Areas" says={`by ${lowered(sayAreaKind(areaKind))}`}>
          <RadioGroup
            path="areaKind"
            label="Areas"
            value={areaKind}
            words={Object.fromEntries(kinds.map(({ kind, areas }) => [kind, `${sayAreaKind(kind)} (${areas})`]))}
            onChange={(kind) => choose({ areaKind: kind, area: undefined })}
          />
        </Chip>
      )}
      <Chip name="Shown as" says={lowered(say(shownWords, shown))}>
        <RadioGroup
          path="shown"
          label="Shown as"
          hint={shownSentences[shown]}
          value={shown}
          words={
            shown === 'points' || may(eventLists[events as keyof typeof eventLists].action) ? shownWords : withoutPoints
          }
          onChange={(next) => choose(toSearch(next as Shown))}
        />
      </Chip>
      {events !== 'supplies' && (
        <Chip
          name="Substance"
          says={substance ? `${substance}${isOfDeaths ? ` ${say(askedRoleWords, role)}` : ''}` : 'any substance'}
        >
          <div className="govuk-form-group">
            <label className="govuk-label" htmlFor="substance">
              Substance
            </label>
            <Suspense>
              <SubstanceChooser
                id="substance"
                value={search.substance}
                placeholder="Any substance"
                onChoose={(code) => choose({ substance: code })}
              />
            </Suspense>
          </div>
          {isOfDeaths && search.substance && (
            <RoleFilter value={search.role} onChange={(next) => choose({ role: next })} />
          )}
        </Chip>
      )}
      {isOfDeaths && (
        <Chip name="Placed" says={lowered(say(placeWords, place))}>
          <RadioGroup
            path="place"
            label="Placed"
            value={place}
            words={placeWords}
            onChange={(next) => choose({ place: next as 'found' })}
          />
        </Chip>
      )}
      <Chip name="Maps" says={lowered(search.maps ? say(mapsWords, search.maps) : ONE_MAP)}>
        <RadioGroup
          path="maps"
          label="Maps"
          value={search.maps ?? 'one'}
          words={{ one: ONE_MAP, ...(events === 'supplies' ? withoutSubstance : mapsWords) }}
          onChange={(next) =>
            choose(
              next === 'one'
                ? { maps: undefined }
                : { maps: next as MapsAside, layer: undefined, ...(next === 'before' ? {} : { measure: undefined }) },
            )
          }
        />
      </Chip>
      <Chip name="Find" says="find a place">
        <Suspense>
          <FindPlace whole={whole} onFound={onFound} />
        </Suspense>
      </Chip>
      {opened && (
        <Chip name="Circle" says={circle ? `circle of ${sayRadius(circle.radiusMetres)}` : 'no circle'}>
          <Suspense>
            <CircleChoice
              circle={circle}
              opened={opened}
              onCircle={(next) =>
                choose({ circle: next && writeCircle(next), area: undefined, ...(next ? { table: 'open' } : {}) })
              }
            />
          </Suspense>
        </Chip>
      )}
      {may('signal:read') && (
        <Chip name="Signals" says={search.signals ? 'signals hidden' : 'signals shown'}>
          <RadioGroup
            path="signals"
            label="Signals"
            value={search.signals ?? 'shown'}
            words={{ shown: 'Shown', hidden: 'Hidden' }}
            onChange={(next) => choose({ signals: next === 'hidden' ? next : undefined })}
          />
        </Chip>
      )}
    </ChipBar>
  )
}
