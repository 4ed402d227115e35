import type { Answers } from '../kept/draft.ts'
import { fill, useWords } from '../words/words.ts'
import { Choice, Choices } from './Choices.tsx'
import { nameOf } from './toReport.ts'

interface PersonProps {
  person: number
  answers: Answers
}

/** What everybody is asked of a person. How it is known is asked once there is something to know. */
export function PersonFields({ person, answers }: PersonProps) {
  const words = useWords()
  return (
    <>
      <Choices
        name={nameOf(person, 'outcome')}
        legend={words.ask.outcome}
        words={words.outcome}
        answers={answers}
        className="report-ask--outcome"
      />
      <Choices
        name={nameOf(person, 'outcomeEvidence')}
        legend={words.ask.outcomeEvidence}
        words={words.outcomeEvidence}
        answers={answers}
        className="report-ask--evidence"
      />
    </>
  )
}

/** Ten stands for more: it is the fewest that it can have been. */
const MOST_DOSES = 10

export function DosesField({ person, answers }: PersonProps) {
  const words = useWords()
  const counts = Array.from({ length: MOST_DOSES - 1 }, (_, before) => String(before + 1))
  const choices = {
    ...Object.fromEntries(counts.map((count) => [`${count}`, count])),
    [String(MOST_DOSES)]: words.doses.many,
    '': words.doses.unknown,
  }
  return (
    <Choices
      name={nameOf(person, 'doses')}
      legend={words.ask.doses}
      hint={words.ask.dosesHint}
      words={choices}
      answers={answers}
      none=""
      inARow={5}
    />
  )
}

interface MoreProps extends PersonProps {
  ageBands: readonly string[]
  substances: readonly { code: string; label: string }[]
}

/** What may be said besides. Ages and drugs are known once the partnership has told what it asks for. */
export function MoreOfPerson({ person, answers, ageBands, substances }: MoreProps) {
  const words = useWords()
  return (
    <>
      <Choices
        name={nameOf(person, 'wasUnresponsive')}
        legend={words.ask.wasUnresponsive}
        words={words.yesNoUnknown}
        answers={answers}
        inARow={3}
      />
      <Choices
        name={nameOf(person, 'minutesToResponse')}
        legend={words.ask.minutesToResponse}
        words={words.minutesToResponse}
        answers={answers}
      />
      {ageBands.length > 0 && (
        <Choices
          name={nameOf(person, 'ageBand')}
          legend={words.ask.ageBand}
          words={{
            ...Object.fromEntries(ageBands.map((band) => [band, sayBand(band, words.ask)])),
            '': words.ask.ageBandNone,
          }}
          answers={answers}
          none=""
          inARow={2}
        />
      )}
      <Choices name={nameOf(person, 'sex')} legend={words.ask.sex} words={words.sex} answers={answers} inARow={2} />
      {substances.length > 0 && <SubstancesField person={person} answers={answers} substances={substances} />}
    </>
  )
}

function SubstancesField({ person, answers, substances }: Omit<MoreProps, 'ageBands'>) {
  const words = useWords()
  const name = nameOf(person, 'substanceCodes')
  return (
    <fieldset className="report-ask">
      <legend>{words.ask.substances}</legend>
      <p className="report-hint">{words.ask.substancesHint}</p>
      <div className="report-choices report-choices--2">
        {substances.map(({ code, label }) => (
          <Choice
            key={code}
            name={name}
            code={code}
            word={label}
            isChosen={answers.some(([asked, value]) => asked === name && value === code)}
            isOneOfMany
          />
        ))}
      </div>
    </fieldset>
  )
}

/** `'25-34'` → 25 to 34; `'65+'` → 65 or more */
function sayBand(band: string, said: { ageFromTo: string; ageFrom: string }) {
  const [from = '', to] = band.replace('+', '').split('-')
  return to === undefined ? fill(said.ageFrom, { from }) : fill(said.ageFromTo, { from, to })
}
