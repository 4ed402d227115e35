import { Component, type ComponentType, type ReactNode, useState } from 'react'
import type { ReportPage } from '../../../server/contract/reversal-report.ts'
import { type Answers, answerTo } from '../kept/draft.ts'
import type { PlaceMap } from '../map/PlaceMap.tsx'
import { useWords } from '../words/words.ts'
import { Choice, Choices } from './Choices.tsx'

type MapProps = Parameters<typeof PlaceMap>[0]

interface PlaceFieldsProps {
  answers: Answers
  cell: string | null
  onCell: (cell: string | null) => void
  told: ReportPage | null
}

/** Kinds of place that are asked for first. The rest are a press away. */
const FIRST = [
  'own_home',
  'others_home',
  'shared_housing',
  'hostel_or_supported',
  'tent_or_street',
  'public_toilet',
  'vehicle',
  'other',
  'prefer_not_to_say',
  'unknown',
] as const

export function PlaceFields({ answers, cell, onCell, told }: PlaceFieldsProps) {
  const words = useWords()
  const first = Object.fromEntries(FIRST.map((code) => [code, words.setting[code]]))
  const others = Object.entries(words.setting).filter(([code]) => !(code in first))
  const chosen = answerTo(answers, 'setting') ?? 'unknown'
  return (
    <>
      {told?.bounds && told.basemap && (
        <MapStep bounds={told.bounds} basemap={told.basemap} townCells={told.townCells} cell={cell} onCell={onCell} />
      )}
      <Choices name="setting" legend={words.ask.setting} words={first} answers={answers} inARow={2}>
        <details className="report-details" open={others.some(([code]) => code === chosen)}>
          <summary>{words.ask.moreSettings}</summary>
          <div className="report-choices report-choices--2">
            {others.map(([code, word]) => (
              <Choice key={code} name="setting" code={code} word={word} isChosen={code === chosen} />
            ))}
          </div>
        </details>
      </Choices>
    </>
  )
}

/** The map and the grid are fetched when it is opened: most of the page's weight, and few need it. */
function MapStep(props: MapProps) {
  const words = useWords()
  const [state, setState] = useState<'closed' | 'fetching' | 'failed' | 'open'>('closed')
  const [Fetched, setFetched] = useState<ComponentType<MapProps> | null>(null)

  function open() {
    setState('fetching')
    import('../map/PlaceMap.tsx').then(
      (fetched) => {
        setFetched(() => fetched.PlaceMap)
        setState('open')
      },
      () => setState('failed'),
    )
  }
  return (
    <section className="report-ask" aria-labelledby="place">
      <h2 id="place" className="report-legend">
        {words.map.legend}
      </h2>
      <p className="report-hint">{words.map.hint}</p>
      {state !== 'open' && (
        <button
          type="button"
          className="report-button report-button--quiet"
          onClick={open}
          disabled={state === 'fetching'}
        >
          {state === 'fetching' ? words.page.fetching : words.map.show}
        </button>
      )}
      {state !== 'open' && props.cell && <p className="report-marked">{words.map.marked}</p>}
      {state === 'failed' && (
        <p className="report-error" role="alert">
          {words.map.failed}
        </p>
      )}
      {state === 'open' && Fetched && (
        <Unbroken instead={<p className="report-error">{words.map.failed}</p>}>
          <Fetched {...props} />
          <button type="button" className="report-button report-button--quiet" onClick={() => setState('closed')}>
            {words.map.hide}
          </button>
        </Unbroken>
      )}
    </section>
  )
}

/** What an old browser cannot draw does not take the form with it. */
class Unbroken extends Component<{ instead: ReactNode; children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false }
  static getDerivedStateFromError() {
    return { isBroken: true }
  }
  override render() {
    return this.state.isBroken ? this.props.instead : this.props.children
  }
}
