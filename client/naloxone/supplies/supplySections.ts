import { dayOf } from '../../record/draft.ts'
import type { Section } from '../../record/fields.ts'
import { supplySettingWords } from '../../words/supplySettingWords.ts'
import { yesNoUnknown } from '../../words/words.ts'
import { reasonWords, recipientWords, supplyKindWords } from './supplyWords.ts'

const supply: Section = {
  title: 'The supply',
  fields: [
    { path: 'suppliedOn', label: 'Day', kind: 'day', hint: 'For example, 27 3 2026' },
    { path: 'productCode', label: 'Product', kind: 'register', register: 'products' },
    { path: 'kits', label: 'Number of kits', kind: 'number', initial: '1' },
    {
      path: 'batchId',
      label: 'Batch',
      kind: 'register',
      register: 'batches',
      hint: 'With the expiry as printed on the kit',
    },
    {
      path: 'expiredReason',
      label: 'Why was a batch that had expired supplied?',
      kind: 'text',
      isQuiet: true,
      isAsked: ({ batchId, suppliedOn }, { allBatches }, today) => {
        const batch = allBatches.find((one) => one.batchId === batchId)
        return batch !== undefined && batch.expiresOn < (dayOf(suppliedOn) ?? today)
      },
    },
    { path: 'agencyId', label: 'Agency', kind: 'register', register: 'agencies' },
    { path: 'site', label: 'Site', kind: 'text' },
    { path: 'setting', label: 'Setting', kind: 'choice', words: supplySettingWords, initial: 'unknown' },
    { path: 'place', label: 'Place', kind: 'place' },
    { path: 'knownOn', label: 'When the partnership learnt this', kind: 'day', hint: 'Leave empty for today' },
  ],
}

const recipient: Section = {
  title: 'Who received it',
  hint: 'Never write a name, date of birth, NHS number or address.',
  fields: [
    { path: 'recipientKind', label: 'Recipient', kind: 'choice', words: recipientWords, initial: 'unknown' },
    {
      path: 'recipientPseudonym',
      label: 'Pseudonym',
      kind: 'text',
      hint: 'A code your service uses so that people are counted once; nothing that names anybody',
    },
    { path: 'supplyKind', label: 'First or repeat supply', kind: 'choice', words: supplyKindWords, initial: 'unknown' },
    { path: 'reason', label: 'Reason', kind: 'choice', words: reasonWords, initial: 'unknown' },
    {
      path: 'isFirstContact',
      label: 'Was this the person’s first contact with a service?',
      kind: 'choice',
      words: yesNoUnknown,
      initial: 'unknown',
    },
    { path: 'trainingGiven', label: 'Was training given?', kind: 'choice', words: yesNoUnknown, initial: 'unknown' },
  ],
}

export const supplySections = { supply, recipient }
export const supplyForm: Section[] = [supply, recipient]
