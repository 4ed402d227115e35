import type { AskedRole } from '../../server/contract/filters.ts'
import { SelectFilter } from '../ui/SelectFilter.tsx'
import { wordsFor } from '../words/words.ts'

export const askedRoleWords = wordsFor<AskedRole>({
  implicated: 'implicated',
  detected: 'found',
  believed_taken: 'believed taken',
})

interface RoleFilterProps {
  value: AskedRole | undefined
  onChange: (role: AskedRole | undefined) => void
}

/** As what the chosen substance is asked for: the same on the list of deaths and on their map. */
export function RoleFilter({ value, onChange }: RoleFilterProps) {
  return (
    <SelectFilter<AskedRole>
      path="role"
      label="The substance was"
      value={value ?? 'implicated'}
      words={askedRoleWords}
      onChange={onChange}
    />
  )
}
