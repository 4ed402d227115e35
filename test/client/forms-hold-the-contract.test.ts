import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { deathKind } from '../../client/deaths/deathKind.ts'
import { overdoseKind } from '../../client/naloxone/overdoses/overdoseKind.ts'
import { supplyKind } from '../../client/naloxone/supplies/supplyKind.ts'
import { allFields, type Section } from '../../client/record/fields.ts'
import type { SmallFormKind } from '../../client/ui/smallForms.ts'
import { DeathChange, NewDeath } from '../../server/contract/death.ts'
import { NewOverdose, OverdoseChange } from '../../server/contract/overdose.ts'
import { GiveSecondFactor } from '../../server/contract/session.ts'
import { NewSupply, SupplyChange } from '../../server/contract/supply.ts'
import { pathsOfContract } from './paths-of-contract.ts'

/** What a contract takes that no form asks for, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  source: 'what is recorded on a page comes from Vigil, which is what the contract says where nothing is sent',
  reference: 'Vigil makes one where none is sent',
  eventDayPrecision: 'follows from which of the three boxes of the day are filled',
}
const ONLY_WHEN_AMENDED: Readonly<Record<string, string>> = {
  isWithdrawn: 'a new record is never withdrawn',
}

const RECORDS: [
  string,
  { add: z.ZodType; change: z.ZodType; form: readonly Section[]; amendForm: readonly Section[] },
][] = [
  ['death', { add: NewDeath, change: DeathChange, form: deathKind.form, amendForm: deathKind.amendForm }],
  [
    'overdose',
    { add: NewOverdose, change: OverdoseChange, form: overdoseKind.form, amendForm: overdoseKind.amendForm },
  ],
  ['supply', { add: NewSupply, change: SupplyChange, form: supplyKind.form, amendForm: supplyKind.amendForm }],
]

const forgottenIn = (contract: z.ZodType, form: readonly Section[], exceptions = EXCEPTIONS) => {
  const fields = allFields(form)
  const isAsked = (path: string) =>
    fields.some((field) => field.path === path || (field.kind === 'place' && path.startsWith(`${field.path}.`)))
  return pathsOfContract(contract).filter((path) => !isAsked(path) && !(path in exceptions))
}

describe.each(RECORDS)('the form of a %s', (_, { add, change, form, amendForm }) => {
  it('asks for or carries all that an amendment may say: what it forgot would be reset at the first one', () => {
    expect(forgottenIn(change, amendForm)).toEqual([])
  })

  it('asks for all that a new record may say', () => {
    expect(forgottenIn(add, form, { ...EXCEPTIONS, ...ONLY_WHEN_AMENDED })).toEqual([])
  })

  it('asks for nothing that the contract does not take', () => {
    const isTaken = (path: string) => pathsOfContract(change).some((one) => one === path || one.startsWith(`${path}.`))
    expect(
      allFields(amendForm)
        .map(({ path }) => path)
        .filter((path) => !isTaken(path)),
    ).toEqual([])
  })
})

it('names no exception that there is not', () => {
  const taken = new Set(RECORDS.flatMap(([, { add }]) => pathsOfContract(add)))
  expect(Object.keys({ ...EXCEPTIONS, ...ONLY_WHEN_AMENDED }).filter((path) => !taken.has(path))).toEqual([])
})

it('a field that only the contract has is found, at the top and in a part', () => {
  const grown = z.strictObject({ ...SupplyChange.shape, lotColour: z.string().nullable().default(null) })
  expect(forgottenIn(grown, supplyKind.amendForm)).toEqual(['lotColour'])
  const part = z.strictObject({ findings: z.array(z.strictObject({ role: z.string(), laboratoryCode: z.string() })) })
  expect(forgottenIn(part, deathKind.amendForm)).toEqual(['findings.*.laboratoryCode'])
})

/** Of small forms: what the contract takes and no field asks for, what a field asks for and is not sent as it stands, and why. */
const OF_SMALL_FORMS: Readonly<Record<string, { unasked?: string[]; unsent?: string[]; why: string }>> = {
  newHold: {
    unasked: ['heldFrom'],
    unsent: ['what'],
    why: 'held from today; everything is held where no death is named',
  },
  invite: { unasked: ['isMailed'], unsent: ['by'], why: 'the one follows from the other' },
  subjectSought: { unsent: ['by'], why: 'says which of the others is asked for' },
  trainingSession: {
    unasked: ['competentUntil', 'isCompetent', 'kits', 'person', 'personKind'].map((part) => `persons.*.${part}`),
    unsent: ['persons', 'personKind', 'isCompetent', 'competentUntil'],
    why: 'people are a list of codes, a line each; what is said of all of them is said once',
  },
  newHolder: {
    unasked: ['notHeld', 'place.longitude', 'place.latitude', 'place.precision'],
    unsent: ['place'],
    why: 'a point is written as one text; what a holder no longer holds is said later',
  },
  changeHolder: {
    unasked: ['place.longitude', 'place.latitude', 'place.precision'],
    unsent: ['place'],
    why: 'a point is written as one text',
  },
  newAlert: {
    unasked: ['batches.*.batchNumber', 'batches.*.expiresAsPrinted', 'batches.*.firstNumber', 'batches.*.lastNumber'],
    unsent: ['batches', 'ranges'],
    why: 'both are read from what is pasted',
  },
  firstNotice: {
    unasked: [
      ...['agencyId', 'agencyKind', 'contact', 'role', 'service'].map((part) => `involved.*.${part}`),
      ...['eventDayPrecision', 'pasted'],
    ],
    unsent: ['involved'],
    why: 'those involved are a list with a control of its own; how well the day is known follows from it; what was pasted is kept whole',
  },
  rejectNotice: { unasked: ['decided'], why: 'the form is of one decision' },
  takeBackDecision: { unasked: ['decided'], why: 'the form is of one decision' },
  passNoticeOn: { unasked: ['decided'], why: 'the form is of one decision' },
  answerEntry: {
    unasked: ['agencyId', 'fromPrecision', 'givenBy', 'toPrecision'],
    why: 'whose word it is follows from who was asked; how well a day is known from how it is written',
  },
  newEntry: {
    unasked: ['fromPrecision', 'toPrecision'],
    why: 'how well a day is known follows from how it is written',
  },
  changeEntry: {
    unasked: ['fromPrecision', 'toPrecision'],
    why: 'how well a day is known follows from how it is written',
  },
  newReminder: {
    unasked: ['dateOfBirth', 'name.family', 'name.given'],
    why: 'a code of the service or an NHS number says whose it is; a system that has neither may send name and date of birth',
  },
  stopReminders: {
    unasked: ['name.family', 'name.given'],
    unsent: ['by', 'family', 'given'],
    why: 'the first says by what the person is known; the names are sent together',
  },
  newBatch: { unasked: ['expiresPrecision'], why: 'how well the expiry is known follows from how it is written' },
  newAgreement: { unsent: ['others'], why: 'they are parties too' },
}
/** What small forms send that leave the checking to the server. */
const UNCHECKED: Readonly<Record<string, z.ZodType>> = {
  giveCode: GiveSecondFactor,
  confirmCode: GiveSecondFactor,
  showAgain: GiveSecondFactor,
}

describe('the small forms', async () => {
  const client = new URL('../../client/', import.meta.url)
  const files = readdirSync(client, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('dist/'))
    .map((path) => ({ path, written: readFileSync(new URL(path, client), 'utf8') }))
  const namesIn = (pattern: RegExp) =>
    files.flatMap(({ path, written }) => [...written.matchAll(pattern)].map(([, name = '']) => ({ path, name })))
  const made = namesIn(/ (\w+) = smallForm\(/g)
  const forms = await Promise.all(
    made.map(async ({ path, name }) => {
      const form = (await import(new URL(path, client).href))[name] as SmallFormKind<z.ZodType>
      return { name, form, contract: form.schema ?? UNCHECKED[name] ?? z.never() }
    }),
  )

  it('are fields as data, each exported by its file and shown on a page', () => {
    const shown = namesIn(/<SmallForm\s+form=\{(\S+)\}/g).map(({ name }) => name)
    // one is made on its page: it has a field for each batch that is there
    const madeThere = shown.filter((name) => name === 'form')
    expect(madeThere.length).toBe(1)
    expect(shown.toSorted()).toEqual([...made.map(({ name }) => name), ...madeThere].toSorted())
    expect(shown.length).toBe(namesIn(/(<SmallForm)\s/g).length)
    expect(shown.length).toBeGreaterThan(20)
  })

  it.each(forms)(
    'of which $name asks for all that its contract takes, and nothing else',
    ({ name, form, contract }) => {
      const { unasked = [], unsent = [] } = OF_SMALL_FORMS[name] ?? {}
      const sent = form.fields.map(({ path }) => path).filter((path) => !unsent.includes(path))
      expect([...sent, ...unasked].toSorted()).toEqual(pathsOfContract(contract).toSorted())
      expect(form.fields.map(({ path }) => path)).toEqual(expect.arrayContaining(unsent))
    },
  )

  it('name no exception of a form that there is not', () => {
    const names = made.map(({ name }) => name)
    expect([...Object.keys(OF_SMALL_FORMS), ...Object.keys(UNCHECKED)].filter((name) => !names.includes(name))).toEqual(
      [],
    )
  })
})
