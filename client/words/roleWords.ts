import { roleNames as names, type Role } from '../../server/contract/access.ts'
import { wordsFor } from './words.ts'

/** What each role is for, in a line, where somebody chooses between them. */
export const roleSentences = wordsFor<Role>({
  panel_coordinator: 'Records and amends deaths, prepares the panel, opens identities for a stated purpose.',
  panel_member: 'Reads deaths, reversals, signals and figures; changes nothing.',
  consultant: 'Reads everything without identity, judges signals, may open an identity in an emergency.',
  analyst: 'Reads and imports records without identity, makes releases of figures.',
  naloxone_coordinator: 'Keeps naloxone supplies, batches and reversals.',
  agency_reporter: 'Records reversals, and sees those of their own agency.',
  agency_contributor: 'Records reversals, deaths and supplies of their own agency, and sees those.',
  stock_holder: 'Records the naloxone that their own agency supplies.',
  trainer: 'Records the naloxone supplied in training.',
  police: 'Notifies deaths, records their own reports, sees totals of the partnership; nothing that peers report.',
  prison: 'Records deaths, reversals and supplies of their own service; nothing that peers report.',
  commissioner: 'Reads released figures, small counts hidden; no case.',
  expert: 'Reads released figures, small counts hidden; no case.',
  governance: 'Reads who opened and changed what, refused attempts, and sharing agreements; no case.',
  administrator: 'Invites people, gives roles, makes API keys; no case.',
})

/** What each role is called, in the order in which they are chosen from. */
export const roleNames = wordsFor<Role>(
  Object.fromEntries(Object.keys(roleSentences).map((role) => [role, names[role as Role]])) as Record<Role, string>,
)
