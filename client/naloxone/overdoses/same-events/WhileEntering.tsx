import { useEffect, useState } from 'react'
import { type ComparedReport, EnteredSoFar, PossiblySame } from '../../../../server/contract/same-event.ts'
import { useWriting } from '../../../api/answers.ts'
import { toRecord } from '../../../record/draft.ts'
import { useForm } from '../../../record/FormContext.ts'
import { allFields } from '../../../record/fields.ts'
import { DayText } from '../../../ui/DayText.tsx'
import { say } from '../../../words/words.ts'
import { overdoseForm } from '../overdoseSections.ts'
import { outcomeWords } from '../overdoseWords.ts'
import { isKnown, sayLikely, sayReporter, sayTime } from './sayEvent.ts'

/** What was said of reports like the one that is being entered, by their ids. */
export type SaidOfReports = Readonly<Record<string, 'same' | 'not_same'>>

interface WhileEnteringProps {
  said: SaidOfReports
  onSay: (said: SaidOfReports) => void
}

/** Nobody is asked at each letter. */
const WAIT_MILLISECONDS = 700
const FIELDS = allFields(overdoseForm)

/** Reports that may be of the event that is being entered, as soon as a day and a time or a place are written. Nothing has to be answered. */
export function WhileEntering({ said, onSay }: WhileEnteringProps) {
  const { draft } = useForm()
  const asking = useWriting(PossiblySame, 'POST', '/same-events/ask', { isQuestion: true })
  const { mutate } = asking
  const [asked, setAsked] = useState('')
  const question = questionOf(toRecord(draft, FIELDS))
  useEffect(
    function askWhenStill() {
      if (!question || question === asked) return
      const timer = setTimeout(() => {
        setAsked(question)
        mutate({ body: JSON.parse(question) })
      }, WAIT_MILLISECONDS)
      return () => clearTimeout(timer)
    },
    [question, asked, mutate],
  )
  const found = question ? (asking.data ?? []) : []
  return (
    <div aria-live="polite">
      {found.length > 0 && (
        <section className="vigil-panel" aria-labelledby="reported-already">
          <h2 className="govuk-heading-m" id="reported-already">
            Is this event reported already?
          </h2>
          <p className="govuk-body">
            Yours is wanted all the same: each report is kept, and the event counts once when they are said to be one.
          </p>
          <ul className="vigil-cards">
            {found.map(({ report, probability }) => (
              <li key={report.overdoseId} className="vigil-card">
                <fieldset className="govuk-fieldset">
                  <legend className="govuk-fieldset__legend">{sayReport(report)}</legend>
                  <p className="govuk-body-s">
                    <DayText day={report.eventDay} />, {sayTime(report)}; {report.town ?? 'town not known'}; outcome:{' '}
                    {report.persons.map(({ outcome }) => say(outcomeWords, outcome).toLowerCase()).join('; ')}.{' '}
                    {sayLikely(probability)}.
                  </p>
                  <div className="govuk-radios govuk-radios--small govuk-radios--inline">
                    {(['same', 'not_same', 'unsaid'] as const).map((answer) => (
                      <div className="govuk-radios__item" key={answer}>
                        <input
                          className="govuk-radios__input"
                          type="radio"
                          id={`${report.overdoseId}-${answer}`}
                          name={`same-${report.overdoseId}`}
                          checked={(said[report.overdoseId] ?? 'unsaid') === answer}
                          onChange={() => {
                            const { [report.overdoseId]: _, ...others } = said
                            onSay(answer === 'unsaid' ? others : { ...others, [report.overdoseId]: answer })
                          }}
                        />
                        <label className="govuk-label govuk-radios__label" htmlFor={`${report.overdoseId}-${answer}`}>
                          {answerWords[answer]}
                        </label>
                      </div>
                    ))}
                  </div>
                </fieldset>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

const answerWords = { same: 'The same event', not_same: 'Another event', unsaid: 'Don’t know' }

function sayReport(report: ComparedReport) {
  const by = sayReporter(report)
  return isKnown(by) ? `${by}, ${report.reference}` : report.reference
}

/** What is written, as the question is sent; undefined as long as there is too little to ask. */
function questionOf(record: unknown): string | undefined {
  const { persons = [], ...written } = record as Record<string, unknown> & { persons?: Record<string, unknown>[] }
  const facts = Object.fromEntries(
    Object.entries(written).filter(([field]) => field in EnteredSoFar.shape && field !== 'persons'),
  )
  const people = persons.map(({ ageBand, sex, administrations = [] }) => {
    const given = administrations as { productCode?: string | null; doses?: number | null }[]
    const doses = given.map((one) => one.doses ?? null)
    return {
      ageBand,
      sex,
      productCodes: given.flatMap(({ productCode }) => productCode ?? []),
      doses: doses.length > 0 && doses.every((one) => one !== null) ? doses.reduce((sum, one) => sum + one, 0) : null,
    }
  })
  const parsed = EnteredSoFar.safeParse({ ...facts, persons: people.length > 0 ? people : [{}] })
  if (!parsed.success || (parsed.data.timePrecision === 'unknown' && !parsed.data.place)) return undefined
  return JSON.stringify(parsed.data)
}
