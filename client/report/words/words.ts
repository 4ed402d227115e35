import { createContext, useContext } from 'react'
import { en, type ReportWords } from './en.ts'

/** The language of the page that is open. */
export const WordsContext = createContext<{ language: string; words: ReportWords }>({ language: 'en-GB', words: en })

export function useWords(): ReportWords {
  return useContext(WordsContext).words
}

/** `'Batch {batch}'` with its gaps filled in. */
export function fill(words: string, gaps: Readonly<Record<string, string | number>>): string {
  return words.replace(/\{(\w+)\}/g, (gap, name: string) => String(gaps[name] ?? gap))
}

/** A day as people say it: 'Monday 3 March' */
export function useSayDay(): (day: string) => string {
  const { language } = useContext(WordsContext)
  return (day) =>
    new Date(`${day}T12:00:00Z`).toLocaleDateString(language, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'UTC',
    })
}
