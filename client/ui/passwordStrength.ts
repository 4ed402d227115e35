import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common'
import { dictionary as english, translations } from '@zxcvbn-ts/language-en'

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...dictionary, ...english },
  graphs: adjacencyGraphs,
  translations,
})

/** 0 to 4, and what would make it harder to guess. Wheeler DL. zxcvbn. USENIX Security 2016. */
export function ratePassword(password: string, about: readonly string[]) {
  const { score, feedback } = zxcvbn.check(password, [...about])
  return { score, advice: [feedback.warning, ...feedback.suggestions].filter(Boolean).join(' ') }
}
