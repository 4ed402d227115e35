import type { Person } from '../../../server/contract/person.ts'
import { Tag } from '../../ui/Tag.tsx'
import { say, wordsFor } from '../../words/words.ts'

const stateWords = wordsFor<Person['state']>({ invited: 'Invited', active: 'Active', disabled: 'Disabled' })
const colours = { invited: 'blue', active: 'green', disabled: 'grey' } as const

export function StateTag({ state }: { state: Person['state'] }) {
  return <Tag colour={colours[state]}>{say(stateWords, state)}</Tag>
}
