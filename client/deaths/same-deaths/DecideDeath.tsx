import { SameDeathPair } from '../../../server/contract/same-death.ts'
import { DecidePair } from '../../record/pairs/DecidePair.tsx'

/** Whether two records are of one death. */
export function DecideDeath({ pair }: { pair: SameDeathPair }) {
  const [one, other] = pair.records
  return (
    <DecidePair
      state={pair.state}
      path="/same-deaths"
      answers={SameDeathPair}
      needs="death:write"
      ids={{ deathId: one.deathId, otherId: other.deathId }}
      about={`${one.reference} and ${other.reference}`}
      words={{ same: 'Same death: count once', notSame: 'Not the same', undo: 'Undo' }}
    />
  )
}
