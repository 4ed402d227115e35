import { NewGuestLink } from '../../../server/contract/person.ts'
import { smallForm } from '../../ui/smallForms.ts'

/** The death is the one of the page. */
export const newGuestLink = smallForm({
  fields: [
    {
      path: 'guestName',
      label: 'Guest',
      kind: 'text',
      hint: 'Their name or post, and whom they work for',
      width: 'wide',
      missing: 'Enter who the guest is',
    },
    {
      path: 'purpose',
      label: 'Purpose',
      kind: 'long text',
      hint: 'The guest reads it too. Never a name, a date of birth or an address of the person who died.',
      missing: 'Say in a few words why they may see this case (10 letters or more)',
    },
    {
      path: 'days',
      label: 'For how long',
      kind: 'select',
      words: { '1': 'One day', '3': '3 days', '7': '7 days', '14': '14 days' },
      initial: '7',
      missing: 'Choose for how long',
    },
  ],
  schema: NewGuestLink.omit({ deathId: true }),
  toBody: (link) => ({ ...link, days: Number(link.days) }),
})
