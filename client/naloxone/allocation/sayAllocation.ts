import type { AllocationLine, NaloxoneAllocation, NaloxoneGaps } from '../../../server/contract/naloxone-allocation.ts'
import { supplySettingWords } from '../../words/supplySettingWords.ts'
import { say, type Words, wordsFor } from '../../words/words.ts'

export const wayWords: Words = wordsFor<NaloxoneAllocation['beside'][number]['way']>({
  greedy: 'Kit by kit, each where it reaches most (greedy)',
  as_last_year: 'As last year',
  by_population: 'By population',
})

export const gapWords: Words = wordsFor<NaloxoneGaps['rows'][number]['gap']>({
  much_harm_few_kits: 'Much harm, few kits',
  much_harm_many_kits: 'Much harm, many kits',
  little_harm_few_kits: 'Little harm, few kits',
  little_harm_many_kits: 'Little harm, many kits',
})

export const whyWords: Words = wordsFor<NaloxoneAllocation['leftOut'][number]['why']>({
  no_place: 'its place is not recorded',
  full: 'it has no room',
  a_person: 'a person carries kits, and is no site',
  not_lawful: 'no law of today lets kits lie in a public box',
})

export const sayChannel = (channel: string | null) =>
  channel === null ? 'any channel' : say(supplySettingWords, channel)

export const events = (number: number) => (number < 10 ? number.toFixed(1) : Math.round(number).toLocaleString('en-GB'))

export const share = (reached: number) => `${Math.round(reached * 100)} %`

/** Of an area on the map, in the words of its row. */
export const sayGap = ({ events: harm, liveKits, reached }: NaloxoneGaps['rows'][number]) =>
  `${events(harm)} events a year, about ${Math.round(liveKits).toLocaleString('en-GB')} live kits: ${share(reached)} reached`

/** Why a line is there. */
export function sayWhy({ goesTo, usesOfAKit, fewest, most, kits }: AllocationLine) {
  const where = goesTo
    ? `Most go to ${goesTo.name}, with ${events(goesTo.events)} events a year and ${Math.round(goesTo.liveKits)} live kits. `
    : ''
  const certain = fewest === most ? 'The same whatever is assumed.' : `From ${fewest} to ${most} by what is assumed.`
  return `${where}${Math.round(usesOfAKit * 100)} in 100 kits of this channel are used in a year. ${kits > 0 ? certain : ''}`
}

export function sayAllocation({ kits, given, gain, bound, isTie, stable, lines }: NaloxoneAllocation) {
  if (lines.length === 0)
    return 'No kit would reach anybody: there is no site with room and a place, or no event is recorded.'
  const most = given < kits ? `Sites have room for ${given} of ${kits} kits. ` : ''
  return `${most}They are expected to reach ${events(gain)} events a year beyond those that are reached already; no way of giving them out reaches more than ${events(bound)}. ${
    isTie ? 'Giving each kit where it reaches most does as well: the two tie, as elsewhere. ' : ''
  }If loss, use or risk are half or twice what is thought, ${Math.round(stable * 100)} in 100 kits at least stay where they are.`
}
