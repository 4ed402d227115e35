import { ReportPageSettings } from '../../../server/contract/reversal-report.ts'
import { smallForm } from '../../ui/smallForms.ts'
import { wordsFor } from '../../words/words.ts'

const openWords = wordsFor<'yes' | 'no'>({ yes: 'Yes, anybody may report', no: 'No, the page is closed' })

export const reportPageSettings = smallForm({
  fields: [
    {
      path: 'isOpen',
      label: 'Is the page open?',
      kind: 'radios',
      hint: 'Reports need no account. They join the records each night, without anything that says who sent them.',
      words: openWords,
      missing: 'Say whether the page is open',
    },
    {
      path: 'contactNote',
      label: 'Where a kit is to be had at once',
      kind: 'long text',
      hint: 'Everybody can read this. A number, a place and its hours, where outreach goes. Requests themselves are opened once a week.',
      isOptional: true,
    },
  ],
  schema: ReportPageSettings,
  toBody: ({ isOpen, contactNote }) => ({ isOpen: isOpen === 'yes', contactNote: contactNote || null }),
})
