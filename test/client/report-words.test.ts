import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cy } from '../../client/report/words/cy.ts'
import { en } from '../../client/report/words/en.ts'
import { countSyllables, gradeOf, wordsOf } from './readability.ts'

const HIGHEST_GRADE = 4
/** Of so few words the formula says nothing. */
const FEWEST_WORDS = { passage: 8, part: 30 }

/** Counted as one syllable: names, what the law or a licence has us write, and what everybody who holds a kit says. */
const EXEMPT = [
  ...['naloxone', 'overdose', 'ambulance', 'hospital'],
  ...['samaritans', 'openstreetmap', 'contributors', 'geonames', 'odbl'],
]

const passagesOf = (said: unknown): string[] =>
  typeof said === 'string' ? [said] : Object.values(said as object).flatMap(passagesOf)

describe('the words of the public page of reports', () => {
  it('are read with four years of school, as a whole, in each part, and in each passage', () => {
    console.info(`Exempt from the reading grade: ${EXEMPT.join(', ')}`)
    const parts = Object.values(en).map(passagesOf)
    const long = parts.filter((part) => part.flatMap(wordsOf).length >= FEWEST_WORDS.part)
    const passages = passagesOf(en).filter((passage) => wordsOf(passage).length >= FEWEST_WORDS.passage)
    for (const read of [passagesOf(en), ...long, ...passages.map((passage) => [passage])])
      expect(gradeOf(read, EXEMPT), read.join(' ')).toBeLessThanOrEqual(HIGHEST_GRADE)
  })

  it('name no exempt word that they do not use', () => {
    const used = new Set(passagesOf(en).flatMap(wordsOf))
    expect(EXEMPT.filter((word) => !used.has(word))).toEqual([])
  })
})

describe('the draft in Welsh', () => {
  it('says all of it, with the same gaps, and another thing each time but for names', () => {
    const gaps = (passages: string[]) => passages.map((passage) => passage.match(/\{\w+\}/g)?.sort() ?? [])
    expect(gaps(passagesOf(cy))).toEqual(gaps(passagesOf(en)))
    const same = passagesOf(cy).filter((passage, place) => passage === passagesOf(en)[place])
    expect(
      same.filter((passage) => /[a-z]{5}/.test(passage.replace(/\{\w+\}|Vigil|Frank|Person|Hostel/g, ''))),
    ).toEqual([])
  })

  it('is not fetched by any page, until a speaker has confirmed it', () => {
    const files = readdirSync('client/report', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.tsx?$/.test(file),
    )
    const importing = files.filter((file) => readFileSync(`client/report/${file}`, 'utf8').includes('/cy.ts'))
    expect(importing).toEqual([])
  })
})

describe('the reading grade', () => {
  it('counts syllables as they are spoken', () => {
    const counts = { they: 1, woke: 1, stayed: 1, wanted: 2, minutes: 2, people: 2, breathing: 2, ambulance: 3 }
    for (const [word, count] of Object.entries(counts)) expect(countSyllables(word), word).toBe(count)
  })

  it('is that of the formula', () => {
    // 6 words, 2 sentences, 7 syllables: 0.39 × 3 + 11.8 × 7 ÷ 6 − 15.59
    expect(gradeOf(['They woke up. Call them daily.'])).toBeCloseTo(-0.653, 2)
  })
})
