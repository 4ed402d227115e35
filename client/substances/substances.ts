import type { z } from 'zod'
import { Substances } from '../../server/contract/substance.ts'
import { useAnswer } from '../answers.ts'
import type { Words } from '../words.ts'

export type Substance = z.infer<typeof Substances>[number]

const hour = 3_600_000

export function useSubstances(): readonly Substance[] {
  return useAnswer(Substances, '/substances', {}, { staleTime: hour }).data ?? []
}

export function substanceWords(substances: readonly Substance[]): Words {
  return Object.fromEntries(substances.map(({ code, name }) => [code, name]))
}

const levelOrder = { class: 0, family: 1, drug: 2 }

/** Substances whose name or alias holds what was typed: those that begin with it first, wider groups before drugs. */
export function matchSubstances(substances: readonly Substance[], typed: string, most: number) {
  const sought = typed.trim().toLowerCase()
  const scored = substances.flatMap((substance) => {
    const names = [substance.name, ...substance.aliases].map((name) => name.toLowerCase())
    if (!names.some((name) => name.includes(sought))) return []
    const begins = names.some((name) => name.startsWith(sought)) ? 0 : 1
    return [{ substance, rank: begins * 10 + levelOrder[substance.level] }]
  })
  return scored
    .sort((a, b) => a.rank - b.rank || a.substance.name.localeCompare(b.substance.name))
    .slice(0, most)
    .map(({ substance }) => substance)
}

/** The alias by which a match was found, when its own name does not show it. */
export function aliasFor({ name, aliases }: Substance, typed: string) {
  const sought = typed.trim().toLowerCase()
  if (sought === '' || name.toLowerCase().includes(sought)) return null
  return aliases.find((alias) => alias.toLowerCase().includes(sought)) ?? null
}
