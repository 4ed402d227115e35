import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { ReportPage } from '../../../server/contract/reversal-report.ts'
import { answersOf, type Draft } from '../kept/draft.ts'
import { useWords } from '../words/words.ts'
import { Choices } from './Choices.tsx'
import { KitFields } from './KitFields.tsx'
import { OtherPersons } from './OtherPersons.tsx'
import { DosesField, MoreOfPerson, PersonFields } from './PersonFields.tsx'
import { PlaceFields } from './PlaceFields.tsx'
import { lastDay, personsIn, whyNot } from './toReport.ts'
import { WhenFields } from './WhenFields.tsx'

interface ReportFormProps {
  /** As it is when the form opens; what is written since is told by `onWrite`. */
  draft: Draft
  told: ReportPage | null
  /** Without a script the form posts itself to the address of the page; with one it is sent from here. */
  isLive: boolean
  onWrite: (draft: Draft) => void
  onSend: (draft: Draft) => void
}

/** One page of questions, none of which must be answered. The browser's own controls hold the answers. */
export function ReportForm({ draft, told, isLive, onWrite, onSend }: ReportFormProps) {
  const words = useWords()
  const form = useRef<HTMLFormElement>(null)
  const [{ cell, kit }, setShown] = useState({ cell: draft.cell, kit: draft.kit })
  const [persons, setPersons] = useState(() => personsIn(draft.answers))
  const [wrong, setWrong] = useState<ReturnType<typeof whyNot>>()
  const { answers } = draft

  function written(): Draft {
    if (!form.current) return draft
    const { elements } = form.current
    // what the form does not ask until the partnership has said what it asks for; not what a person had said who was taken out
    const unasked = answers.filter(([name]) => !elements.namedItem(name) && personsIn([[name, '']]) <= persons)
    return { ...draft, cell, kit, answers: [...answersOf(new FormData(form.current)), ...unasked] }
  }
  const wroteLast = useRef(JSON.stringify({ answers, cell: draft.cell, kit: draft.kit }))
  function note() {
    const { answers, cell, kit } = written()
    const wrote = JSON.stringify({ answers, cell, kit })
    if (wrote === wroteLast.current) return
    wroteLast.current = wrote
    onWrite(written())
  }
  // also what was pressed before the script had come, and what a person who was taken out had said
  useEffect(() => {
    if (isLive) note()
  })

  function send(event: FormEvent) {
    if (!isLive) return
    event.preventDefault()
    const why = whyNot(written(), new Date(), told?.today)
    setWrong(why)
    if (why) form.current?.querySelector<HTMLInputElement>('#day')?.focus()
    else onSend(written())
  }

  return (
    <form method="post" ref={form} className="report-form" onSubmit={send} onChange={note} noValidate>
      {/* the server fills it in: pressed twice without a script it is one report */}
      {!isLive && <input type="hidden" name="once" value="{{once}}" />}
      <PersonFields person={0} answers={answers} />
      <Choices
        name="ambulanceCalled"
        legend={words.ask.ambulanceCalled}
        words={words.yesNoUnknown}
        answers={answers}
        inARow={3}
      />
      <DosesField person={0} answers={answers} />
      <WhenFields answers={answers} lastDay={isLive ? lastDay(new Date(), told?.today) : undefined} wrong={wrong} />
      <PlaceFields answers={answers} cell={cell} onCell={(marked) => setShown({ cell: marked, kit })} told={told} />
      {isLive && (
        <KitFields
          answers={answers}
          kit={kit}
          products={told?.products ?? []}
          onNotThis={() => setShown({ cell, kit: null })}
        />
      )}
      <details className="report-details report-details--large">
        <summary>{words.ask.more}</summary>
        <MoreOfPerson
          person={0}
          answers={answers}
          ageBands={told?.ageBands ?? []}
          substances={told?.substances ?? []}
        />
        <Choices name="reporterKind" legend={words.ask.reporterKind} words={words.reporterKind} answers={answers} />
        {isLive && <OtherPersons persons={persons} answers={answers} told={told} onPersons={setPersons} />}
      </details>
      <div className="report-send">
        <button type="submit" className="report-button">
          {words.page.send}
        </button>
        {isLive && <p>{words.page.sendHint}</p>}
      </div>
    </form>
  )
}
