import { type Draft, dayOf } from '../../record/draft.ts'
import type { Section } from '../../record/fields.ts'
import { supplySettingWords } from '../../words/supplySettingWords.ts'
import { yesNoUnknown } from '../../words/words.ts'
import {
  interceptWords,
  reasonWords,
  recipientWords,
  suppliedUnderWords,
  supplierWords,
  supplyKindWords,
} from './supplyWords.ts'

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

/** Suppliers whom the law asks to be trained: everybody but the staff of drug services and the armed forces’ doctors. */
const asksForTraining = ({ supplierKind = 'unknown' }: Draft) =>
  !['unknown', 'drug_service', 'forces_medical'].includes(supplierKind)

const lawAndMore: Section = {
  title: 'Who supplied, and what else was given',
  contentNote:
    'Under which law it was supplied, where in the justice system, and what else was given. All of it may stay as it is.',
  fields: [
    {
      path: 'supplierKind',
      label: 'Who supplied it',
      kind: 'choice',
      words: supplierWords,
      initial: 'unknown',
      hint: 'The law lets some supply without a prescription, from a day. Advice is shown where it does not seem to.',
    },
    {
      path: 'supplierTrained',
      label: 'Are they trained in storage and supply?',
      kind: 'choice',
      words: yesNoUnknown,
      initial: 'unknown',
      isQuiet: true,
      isAsked: asksForTraining,
    },
    {
      path: 'suppliedUnder',
      label: 'On what the supply rested',
      kind: 'choice',
      words: suppliedUnderWords,
      initial: 'unknown',
      isQuiet: true,
      isAsked: asksForTraining,
    },
    {
      path: 'legalRouteReason',
      label: 'Why it was lawful',
      kind: 'text',
      isQuiet: true,
      hint: 'Only where the advice is wrong here',
      isAsked: (draft) => asksForTraining(draft) || draft.recipientKind === 'public_box',
    },
    {
      path: 'interceptStage',
      label: 'Where in the justice system the person was',
      kind: 'choice',
      words: interceptWords,
      initial: 'unknown',
      isQuiet: true,
      isAsked: ({ setting = '' }) => ['police', 'custody', 'court', 'probation', 'prison_release'].includes(setting),
    },
    {
      path: 'equipmentPacks',
      label: 'Packs of clean equipment',
      kind: 'number',
      isQuiet: true,
      hint: 'Leave empty if not known',
    },
    { path: 'sharpsBins', label: 'Sharps bins', kind: 'number', isQuiet: true },
    { path: 'condoms', label: 'Condoms', kind: 'number', isQuiet: true },
  ],
}

export const supplySections = { supply, recipient, lawAndMore }
export const supplyForm: Section[] = [supply, recipient, lawAndMore]
