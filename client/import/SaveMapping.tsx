import { useState } from 'react'
import { type ImportMapping, type ImportSubject, SavedMappings } from '../../server/contract/import.ts'
import { useWriting } from '../api/answers.ts'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { TextField } from '../ui/Field.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'

/** For a list that comes every month: the same columns and words are read the same way, here and by `vigil import --map`. */
export function SaveMapping({ subject, mapping }: { subject: ImportSubject; mapping: ImportMapping }) {
  const [name, setName] = useState('')
  const saving = useWriting(SavedMappings, 'PUT', '/imports/mappings')
  return (
    <DefinitionOnDemand term="Keep these choices for the next file">
      <TextField path="mapping-name" label="Name" value={name} onChange={setName} width="short" />
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        disabled={name.trim() === '' || saving.isPending}
        onClick={() => saving.mutate({ body: { subject, name: name.trim(), mapping } })}
      >
        Keep
      </button>
      {saving.isSuccess && <p role="status">Kept.</p>}
      {saving.error && <ProblemNotice failure={saving.error} />}
    </DefinitionOnDemand>
  )
}
