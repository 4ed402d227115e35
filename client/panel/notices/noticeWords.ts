import type { DeathNotice } from '../../../server/contract/death-notice.ts'
import type { NoticeState } from '../../../server/contract/filters.ts'
import { wordsFor } from '../../words/words.ts'

export const noticeStateWords = wordsFor<NoticeState>({
  waiting: 'Waiting',
  accepted: 'Accepted',
  merged: 'Merged into a death',
  rejected: 'Rejected',
  routed: 'For the child death review',
  passed_on: 'Passed on to another partnership',
})

export const noticeDecidedWords = wordsFor<DeathNotice['decisions'][number]['decided']>({
  accepted: 'Accepted as a death',
  merged: 'Merged into a death that was there',
  rejected: 'Rejected',
  routed: 'Routed to the child death review',
  passed_on: 'Passed on',
  undone: 'Taken back',
})

export const sealedPartWords = wordsFor<'name' | 'dateOfBirth' | 'nhsNumber' | 'pasted'>({
  name: 'a name',
  dateOfBirth: 'a date of birth',
  nhsNumber: 'an NHS number',
  pasted: 'the text it was read from',
})
