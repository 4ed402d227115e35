import { deaths } from '../../deaths/store.ts'
import { overdoses } from '../../naloxone/overdoses/store.ts'
import { supplies } from '../../naloxone/supplies/store.ts'

/** The kinds of record that files bring, in the order in which they are written and taken back. */
export const importedKinds = {
  death: deaths.definition,
  overdose: overdoses.definition,
  supply: supplies.definition,
}
