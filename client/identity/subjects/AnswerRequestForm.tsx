import { useState } from 'react'
import { BirthDay } from '../../../server/contract/day.ts'
import { SubjectErasure, SubjectExport, type SubjectRequest, SubjectSought } from '../../../server/contract/subject.ts'
import { useWriting } from '../../api/answers.ts'
import { DayField } from '../../ui/DayField.tsx'
import { TextField } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { wholeDay } from '../../ui/wholeDay.ts'

const labels = { by: 'Find them by', first: 'Given name', family: 'Family name', value: 'Value' }
const byWords = {
  email: 'E-mail address',
  phone: 'Telephone',
  dateOfBirth: 'Name and date of birth',
  postcode: 'Name and postcode',
  nhsNumber: 'NHS number',
}
type By = keyof typeof byWords

function whyNotSought(by: By, value: string) {
  const day = by === 'dateOfBirth' ? BirthDay.safeParse(wholeDay(value)).error?.issues[0]?.message : undefined
  return day && /^the year has two digits/.test(day)
    ? `Date of birth: ${day}`
    : `Enter ${byWords[by].toLowerCase()} in full`
}

/** Finds a living person by what is sealed about them, and answers: a file of everything, or its erasure. */
export function AnswerRequestForm({ request, onLeave }: { request: SubjectRequest; onLeave: () => void }) {
  const { requestId, kind, reference } = request
  const isExport = kind === 'export'
  const exporting = useWriting(SubjectExport, 'POST', '/subject-requests/export', { holdsSecret: true })
  const erasing = useWriting(SubjectErasure, 'POST', '/subject-requests/erase', { holdsSecret: true })
  const [by, setBy] = useState<By>('email')
  const [given, setGiven] = useState('')
  const [family, setFamily] = useState('')
  const [value, setValue] = useState('')
  const needsName = by === 'dateOfBirth' || by === 'postcode'
  const parsed = SubjectSought.safeParse({
    ...(needsName ? { name: { given, family } } : {}),
    [by]: by === 'dateOfBirth' ? wholeDay(value) : value,
  })
  const writing = isExport ? exporting : erasing
  const frame = { path: 'value', label: byWords[by].replace('Name and ', '').replace(/^./, (c) => c.toUpperCase()) }

  function send() {
    if (!parsed.success) return
    const body = { requestId, sought: parsed.data }
    if (isExport) exporting.mutate({ body }, { onSuccess: (held) => saveFile(held, reference) })
    else erasing.mutate({ body }, { onSuccess: onLeave })
  }
  if (exporting.data) {
    return (
      <p className="govuk-body" role="status">
        The file is in your downloads. Give it to the person, and to nobody else.
      </p>
    )
  }
  return (
    <SmallForm
      labels={labels}
      check={() => (parsed.success ? [] : [{ path: 'value', message: whyNotSought(by, value) }])}
      send={send}
      failure={writing.error}
      isSending={writing.isPending}
      submitLabel={isExport ? 'Find them, and make the file' : 'Find them, and erase'}
      isWarning={!isExport}
      fields={(errorAt) => (
        <>
          <Select
            path="by"
            label={labels.by}
            value={by}
            words={byWords}
            onChange={(next) => {
              setBy(next as By)
              setValue('')
            }}
          />
          {needsName && (
            <>
              <TextField path="first" label={labels.first} width="short" value={given} onChange={setGiven} />
              <TextField path="family" label={labels.family} width="short" value={family} onChange={setFamily} />
            </>
          )}
          {by === 'dateOfBirth' ? (
            <DayField {...frame} value={value} error={errorAt('value')} onChange={setValue} />
          ) : (
            <TextField {...frame} width="wide" value={value} error={errorAt('value')} onChange={setValue} />
          )}
        </>
      )}
      onLeave={onLeave}
    />
  )
}

function saveFile(held: SubjectExport, reference: string) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(held, null, 2)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `data-request-${reference.replace(/[^\w-]+/g, '-')}.json`
  link.click()
  URL.revokeObjectURL(url)
}
