import type { z } from 'zod'
import { Substances } from '../../server/contract/substance.ts'
import { useAnswer } from '../api/answers.ts'
import type { Words } from '../words/words.ts'

export type Substance = z.infer<typeof Substances>[number]

const hour = 3_600_000

export function useSubstances(): readonly Substance[] {
  return useAnswer(Substances, '/substances', {}, { staleTime: hour }).data ?? []
}

/** What a chosen substance is called. The tree is fetched only where one is chosen. */
export function useSubstanceName(code: string | undefined): string | undefined {
  const { data } = useAnswer(Substances, '/substances', {}, { staleTime: hour, enabled: code !== undefined })
  return code && (data?.find((substance) => substance.code === code)?.name ?? code)
}

export function substanceWords(substances: readonly Substance[]): Words {
  return Object.fromEntries(substances.map(({ code, name }) => [code, name]))
}

/** The alias by which a match was found, when its own name does not show it. */
export function aliasFor({ name, aliases }: Substance, typed: string) {
  const sought = typed.trim().toLowerCase()
  if (sought === '' || name.toLowerCase().includes(sought)) return null
  return aliases.find((alias) => alias.toLowerCase().includes(sought)) ?? null
}
