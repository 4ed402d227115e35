/** What each code of a codelist is called, in the order in which people should read them. */
export type Words = Readonly<Record<string, string>>

export const yesNoUnknown: Words = { yes: 'Yes', no: 'No', unknown: 'Don’t know' }

/** A code without a word is shown as it stands, never left out. */
export function say(words: Words, code: string | null | undefined) {
  if (code === null || code === undefined || code === '') return 'not known'
  return words[code] ?? code.replaceAll('_', ' ')
}

export function plural(count: number, one: string, many = `${one}s`) {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`
}

/** What each code of an enum of the contract is called; the compiler says when one is missing. */
export function wordsFor<Code extends string>(words: Readonly<Record<Code, string>>): Words {
  return words
}
