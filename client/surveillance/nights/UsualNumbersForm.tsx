import { type FormEvent, useState } from 'react'
import { UsualNumbers } from '../../../server/contract/partnership.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { describedBy, Field } from '../../ui/Field.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'

/** What is usual in a year, from annual reports: with it the check for rises can judge before there are two years of records. */
export function UsualNumbersForm() {
  const stated = useAnswer(UsualNumbers, '/nights/usual')
  return (
    <section aria-labelledby="usual">
      <h2 className="govuk-heading-m" id="usual">
        What is usual in a year
      </h2>
      <p className="govuk-body">
        While there is little history, the check for rises goes by what your annual reports say. Leave a box empty where
        nothing is known.
      </p>
      <Answered answer={stated} what="what is usual">
        {(known) => <Form key={JSON.stringify(known)} known={known} />}
      </Answered>
    </section>
  )
}

const kinds = [
  { path: 'deathsAYear', label: 'Deaths in a usual year' },
  { path: 'reversalsAYear', label: 'Reversals in a usual year' },
] as const

function Form({ known }: { known: UsualNumbers }) {
  const [written, setWritten] = useState({
    deathsAYear: text(known.deathsAYear),
    reversalsAYear: text(known.reversalsAYear),
  })
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  const saving = useWriting(UsualNumbers, 'PUT', '/nights/usual')
  function save(event: FormEvent) {
    event.preventDefault()
    const found = Object.fromEntries(
      kinds.flatMap(({ path, label }) =>
        isUsable(written[path]) ? [] : [[path, `${label}: a number above 0, such as 42`]],
      ),
    )
    setErrors(found)
    if (Object.keys(found).length > 0) return
    saving.mutate({
      body: { deathsAYear: number(written.deathsAYear), reversalsAYear: number(written.reversalsAYear) },
    })
  }
  return (
    <form className="vigil-form" noValidate onSubmit={save} aria-label="What is usual in a year">
      {kinds.map(({ path, label }) => (
        <Field key={path} path={path} label={label} error={errors[path]}>
          <input
            id={path}
            aria-describedby={describedBy({ path, label, error: errors[path] })}
            className={`govuk-input govuk-input--width-5 ${errors[path] ? 'govuk-input--error' : ''}`}
            inputMode="decimal"
            value={written[path]}
            onChange={(event) => setWritten({ ...written, [path]: event.target.value })}
          />
        </Field>
      ))}
      <button type="submit" className="govuk-button govuk-button--secondary" disabled={saving.isPending}>
        Save
      </button>
      {saving.isSuccess && (
        <p className="govuk-body" role="status">
          Noted. The next night uses it.
        </p>
      )}
      {saving.error && <ProblemNotice failure={saving.error} />}
    </form>
  )
}

function text(number: number | null) {
  return number === null ? '' : String(number)
}

function number(written: string) {
  return written.trim() === '' ? null : Number(written.replace(',', ''))
}

function isUsable(written: string) {
  const read = number(written)
  return read === null || (read > 0 && read < 1_000_000)
}
