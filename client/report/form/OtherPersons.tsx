import type { ReportPage } from '../../../server/contract/reversal-report.ts'
import type { Answers } from '../kept/draft.ts'
import { fill, useWords } from '../words/words.ts'
import { DosesField, MoreOfPerson, PersonFields } from './PersonFields.tsx'
import { MOST_PERSONS } from './toReport.ts'

interface OtherPersonsProps {
  /** The first stands above. */
  persons: number
  answers: Answers
  told: ReportPage | null
  onPersons: (persons: number) => void
}

/** Where more than one person was given naloxone. The last one added can be taken out again. */
export function OtherPersons({ persons, answers, told, onPersons }: OtherPersonsProps) {
  const words = useWords()
  return (
    <>
      {Array.from({ length: persons - 1 }, (_, before) => before + 1).map((person) => (
        <section key={person} className="report-person" aria-label={fill(words.ask.person, { n: person + 1 })}>
          <h2>{fill(words.ask.person, { n: person + 1 })}</h2>
          <PersonFields person={person} answers={answers} />
          <DosesField person={person} answers={answers} />
          <MoreOfPerson
            person={person}
            answers={answers}
            ageBands={told?.ageBands ?? []}
            substances={told?.substances ?? []}
          />
          {person === persons - 1 && (
            <button type="button" className="report-button report-button--quiet" onClick={() => onPersons(persons - 1)}>
              {fill(words.ask.removePerson, { n: person + 1 })}
            </button>
          )}
        </section>
      ))}
      {persons < MOST_PERSONS && (
        <button type="button" className="report-button report-button--quiet" onClick={() => onPersons(persons + 1)}>
          {words.ask.addPerson}
        </button>
      )}
    </>
  )
}
