import { type Answers, answerTo } from '../kept/draft.ts'
import { useWords } from '../words/words.ts'
import { Choices } from './Choices.tsx'

interface WhenProps {
  answers: Answers
  lastDay: string | undefined
  wrong: 'dayMissing' | 'dayToCome' | undefined
}

/** The day and the time of day are asked of what was not just now. */
export function WhenFields({ answers, lastDay, wrong }: WhenProps) {
  const words = useWords()
  return (
    <div className="report-when">
      <Choices
        name="when"
        legend={words.ask.when}
        words={words.when}
        answers={answers}
        none="now"
        inARow={2}
        className="report-ask--when"
      >
        <div className="report-day">
          <label htmlFor="day">{words.ask.day}</label>
          {wrong && (
            <p className="report-error" id="day-wrong">
              {words.ask[wrong]}
            </p>
          )}
          <input
            id="day"
            name="day"
            type="date"
            max={lastDay}
            defaultValue={answerTo(answers, 'day')}
            aria-invalid={wrong ? true : undefined}
            aria-describedby={wrong && 'day-wrong'}
          />
        </div>
      </Choices>
      <Choices
        name="partOfDay"
        legend={words.ask.partOfDay}
        words={{ ...words.partOfDay, '': words.partOfDayNone }}
        answers={answers}
        none=""
        inARow={2}
        className="report-ask--part"
      />
    </div>
  )
}
