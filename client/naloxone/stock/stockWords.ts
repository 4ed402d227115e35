import type { StockLineKind } from '../../../server/contract/filters.ts'
import type { BoxEventKind, BoxState } from '../../../server/contract/public-box.ts'
import type { HolderKind } from '../../../server/contract/stock.ts'
import type { AlertAnswerState, StockAlertKind } from '../../../server/contract/stock-alert.ts'
import { wordsFor } from '../../words/words.ts'

export const holderKindWords = wordsFor<HolderKind>({
  site: 'Site',
  vehicle: 'Vehicle',
  box: 'Public box',
  person: 'Worker',
})

/** What somebody says happened. */
export const movementWords = wordsFor<StockLineKind>({
  receive: 'Kits were delivered here',
  move: 'Kits were moved elsewhere',
  count: 'Kits were counted',
  issue: 'Kits were given out, without a supply record',
  return: 'Kits came back',
  expire: 'Kits expired and were taken off the shelf',
  destroy: 'Kits were destroyed or lost',
  order: 'Kits were ordered',
})

/** What a line of the history is. */
export const lineWords = wordsFor<StockLineKind>({
  order: 'Ordered',
  receive: 'Received',
  move: 'Moved',
  issue: 'Given out',
  return: 'Came back',
  expire: 'Expired',
  destroy: 'Destroyed',
  count: 'Counted',
})

export const alertKindWords = wordsFor<StockAlertKind>({
  recall: 'Recall: send them back',
  quarantine: 'Quarantine: set them aside',
  check_and_replace: 'Check each, replace those that fail',
  inform: 'For information',
})

export const answerWords = wordsFor<AlertAnswerState>({
  acknowledged: 'Read',
  not_required: 'No action needed here',
  ongoing: 'Being done',
  completed: 'Done',
})

export const boxStateWords = wordsFor<BoxState>({
  ready: 'Ready',
  not_ready: 'Not ready',
  out_of_service: 'Out of service',
  not_checked: 'Never looked at',
})

export const boxEventWords = wordsFor<BoxEventKind>({
  ready: 'Looked at: ready',
  not_ready: 'Looked at: not ready',
  opened: 'Opened by somebody',
  out_of_service: 'Put out of service',
})
