import type { Interval } from '../../../server/contract/figure.ts'
import type { ReachSplit } from '../../../server/contract/filters.ts'
import type { NaloxoneReach } from '../../../server/contract/naloxone-reach.ts'
import { sayChannel } from '../../words/supplySettingWords.ts'
import { say, type Words, wordsFor } from '../../words/words.ts'
import { recipientWords } from '../supplies/supplyWords.ts'

export const reachSplitWords: Words = wordsFor<ReachSplit>({
  channel: 'Channel',
  product: 'Product',
  area: 'Area',
  agency: 'Agency',
  recipient: 'Who received it',
})

export const whole = (number: number) => Math.round(number).toLocaleString('en-GB')

/** “38 to 41 %” of the people at risk. */
export function sayShare(share: Interval | null) {
  if (!share) return 'not known'
  const [low, high] = [Math.round(share.low * 100), Math.round(share.high * 100)]
  return low === high ? `${low} %` : `${low} to ${high} %`
}

export const sayRange = ({ low, high }: Interval) =>
  whole(low) === whole(high) ? whole(low) : `${whole(low)} to ${whole(high)}`

export function nameOfPart(by: ReachSplit, { part, name }: Pick<NaloxoneReach['rows'][number], 'part' | 'name'>) {
  if (part === null) return by === 'area' ? 'In no area, or place not known' : 'Not known'
  if (by === 'channel') return sayChannel(part)
  if (by === 'recipient') return say(recipientWords, part)
  return name ?? part
}

export function sayReach({ kits, uses }: NaloxoneReach) {
  return `Of ${typeof kits.supplied === 'number' ? whole(kits.supplied) : kits.supplied} kits ever supplied about ${whole(kits.live.estimate)} can still be used (${sayRange(kits.live)} by how many are lost). ${whole(kits.liveExpiringSoon)} of them expire within 90 days. ${
    uses.withoutKit >= 0.5
      ? `${whole(uses.withoutKit)} uses come from kits of which no supply is recorded here.`
      : 'Every reported use can have come from a kit supplied here.'
  }`
}
