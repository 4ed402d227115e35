import { BirthDay } from '../../../server/contract/day.ts'
import { SubjectErasure, SubjectExport, type SubjectRequest, SubjectSought } from '../../../server/contract/subject.ts'
import { useWriting } from '../../api/answers.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { type Sent, type SmallField, smallForm } from '../../ui/smallForms.ts'

const byWords = {
  email: 'E-mail address',
  phone: 'Telephone',
  dateOfBirth: 'Name and date of birth',
  postcode: 'Name and postcode',
  nhsNumber: 'NHS number',
}

const name: Omit<SmallField, 'path' | 'label'> = {
  kind: 'text',
  width: 'short',
  isAsked: ({ by = '' }) => ['dateOfBirth', 'postcode'].includes(by),
}

function toSought({ by: _by, 'name.given': given, 'name.family': family, ...sought }: Sent) {
  return given === undefined ? sought : { ...sought, name: { given, family } }
}

/** By what somebody is sought: one thing or another, so that the contract says only that all of it together is none. */
export const subjectSought = smallForm({
  fields: [
    { path: 'by', label: 'Find them by', kind: 'select', words: byWords, initial: 'email' },
    { ...name, path: 'name.given', label: 'Given name' },
    { ...name, path: 'name.family', label: 'Family name' },
    ...Object.entries(byWords).map(
      ([by, words]): SmallField => ({
        path: by,
        label: words.replace('Name and ', '').replace(/^./, (first) => first.toUpperCase()),
        kind: by === 'dateOfBirth' ? 'day' : 'text',
        width: 'wide',
        isAsked: (answers) => answers.by === by,
      }),
    ),
  ],
  schema: SubjectSought,
  toBody: toSought,
  check: whyNotSought,
})

function whyNotSought(said: Sent) {
  if (SubjectSought.safeParse(toSought(said)).success) return []
  const by = said.by as keyof typeof byWords
  const day = by === 'dateOfBirth' ? BirthDay.safeParse(said[by]).error?.issues[0]?.message : undefined
  const isYearShort = day && /^the year has two digits/.test(day)
  return [{ path: by, message: isYearShort ? `Date of birth: ${day}` : `Enter ${byWords[by].toLowerCase()} in full` }]
}

/** Finds a living person by what is sealed about them, and answers: a file of everything, or its erasure. */
export function AnswerRequestForm({ request, onLeave }: { request: SubjectRequest; onLeave: () => void }) {
  const { requestId, kind, reference } = request
  const isExport = kind === 'export'
  const exporting = useWriting(SubjectExport, 'POST', '/subject-requests/export', { holdsSecret: true })
  const erasing = useWriting(SubjectErasure, 'POST', '/subject-requests/erase', { holdsSecret: true })
  if (exporting.data) {
    return (
      <p className="govuk-body" role="status">
        The file is in your downloads. Give it to the person, and to nobody else.
      </p>
    )
  }
  return (
    <SmallForm
      form={subjectSought}
      writing={isExport ? exporting : erasing}
      send={(sought) => {
        const body = { requestId, sought }
        if (isExport) exporting.mutate({ body }, { onSuccess: (held) => saveFile(held, reference) })
        else erasing.mutate({ body }, { onSuccess: onLeave })
      }}
      submitLabel={isExport ? 'Find them, and make the file' : 'Find them, and erase'}
      isWarning={!isExport}
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
