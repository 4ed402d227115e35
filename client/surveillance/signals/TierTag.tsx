import type { SignalTier } from '../../../server/contract/signal.ts'
import { Tag } from '../../ui/Tag.tsx'
import { say } from '../../words/words.ts'
import { tierColours, tierWords } from './signalWords.ts'

export function TierTag({ tier }: { tier: SignalTier }) {
  return <Tag colour={tierColours[tier]}>{say(tierWords, tier)}</Tag>
}
