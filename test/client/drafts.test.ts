import { describe, expect, it } from 'vitest'
import type { z } from 'zod'
import { deathKind } from '../../client/deaths/deathKind.ts'
import { identityForm } from '../../client/identity/identitySections.ts'
import { overdoseKind } from '../../client/naloxone/overdoses/overdoseKind.ts'
import { supplyKind } from '../../client/naloxone/supplies/supplyKind.ts'
import { countOf, dayOf, fromDraft, toAmendment, toDraft, toRecord, without } from '../../client/record/draft.ts'
import { allFields, type Section } from '../../client/record/fields.ts'
import { findErrors } from '../../client/record/findErrors.ts'
import { firstAnswers } from '../../client/record/firstAnswers.ts'
import { DeathChange, NewDeath } from '../../server/contract/death.ts'
import { NewOverdose, OverdoseChange } from '../../server/contract/overdose.ts'
import { NewSupply, SupplyChange } from '../../server/contract/supply.ts'
import '../../server/contract/sentences.ts'
import { pathsOfContract } from './paths-of-contract.ts'

const id = (n: number) => `00000000-0000-4000-8000-00000000000${n}`
const found = { longitude: -5.0513, latitude: 50.2604, precision: 'postcode' }

/** Each says all that its contract takes, and nowhere what stands there where nothing is said. */
const death = {
  ...{ status: 'excluded', exclusionReason: 'lived elsewhere', eventDay: '2026-02-27', eventDayBasis: 'found' },
  ...{ eventDayPrecision: 'day', notifiedOn: '2026-03-01', registeredOn: '2026-03-09', ageYears: 41, sex: 'female' },
  ...{ ethnicity: 'White British', housing: 'temporary', treatment: 'earlier', prisonReleaseOn: '2025-11-02' },
  ...{ hospitalDischargeOn: '2026-01-31', residence: { ...found, precision: 'town' }, residenceTown: 'Truro' },
  ...{ foundPlace: found, foundTown: 'St. Austell', setting: 'hotel', wasAlone: 'yes', wasWitnessed: 'no' },
  ...{ ambulanceCalled: 'yes', naloxonePresent: 'no', naloxoneGiven: 'yes' },
  ...{ causeOfDeath: '1a Mixed drug toxicity\n1b Heroin, alcohol', otherConditions: 'COPD, asthma' },
  ...{ treatmentEndedOn: '2026-01-04', mentalHealthDiagnosis: 'no', panelFinding: 'drug_related' },
  ...{
    underlyingCauseIcd10: 'X42',
    otherCausesIcd10: 'T40.1 T42.4',
    conclusion: 'accident',
    toxicologyCompleteOn: '2026-03-08',
  },
  ...{ toxicologyPanelId: id(1) },
  findings: [
    {
      ...{ substanceCode: 'heroin', notInTree: null, placedFrom: 'brown', role: 'implicated', matrix: 'urine' },
      ...{ concentration: 0.44, unit: 'mg/L', isBelowDetectionLimit: true, prescribed: 'no', decidedBy: 'coroner' },
      asWritten: 'Morphine, 0.44 mg/L',
    },
    {
      ...{ substanceCode: null, notInTree: 'pink, round tablets', placedFrom: null, role: 'detected', matrix: null },
      ...{ concentration: null, unit: null, isBelowDetectionLimit: false, prescribed: 'unknown', decidedBy: null },
      asWritten: null,
    },
  ],
}

const overdose = {
  ...{ isWithdrawn: true, eventDay: '2026-02-27', eventTime: '14:05', timePrecision: 'minute', partOfDay: null },
  ...{ place: found, town: 'Bude', setting: 'hostel_or_supported', reporterKind: 'peer', agencyId: id(2) },
  ambulanceCalled: 'no',
  persons: [
    {
      ...{ ageBand: '25-34', sex: 'male', naloxoneGiven: 'yes', wasUnresponsive: 'yes', opioidPlausible: 'no' },
      ...{ outcome: 'died_later', outcomeEvidence: 'confirmed_by_service', deathId: id(3) },
      ...{ substanceCodes: ['heroin', 'bromazolam'], substancesNotInTree: ['blue, “street” valium', 'monkey dust'] },
      administrations: [
        {
          ...{ productCode: 'nyxoid', kitId: id(4), batchId: id(7), doses: 2, milligrams: 1.8, givenBy: 'peer' },
          ...{ minutesToResponse: '3_to_5', asWritten: 'both sprays' },
        },
        {
          ...{ productCode: 'prenoxad', kitId: null, batchId: null, doses: 1, milligrams: null, givenBy: 'ambulance' },
          ...{ minutesToResponse: null, asWritten: null },
        },
      ],
    },
    {
      ...{ ageBand: null, sex: 'unknown', naloxoneGiven: 'unknown', wasUnresponsive: 'unknown' },
      ...{ opioidPlausible: 'unknown', outcome: 'unknown', outcomeEvidence: 'unknown', deathId: null },
      ...{ substanceCodes: [], substancesNotInTree: [], administrations: [] },
    },
  ],
}

const partly = { ...overdose, eventTime: null, timePrecision: 'part_of_day', partOfDay: 'evening' }

const supply = {
  ...{ isWithdrawn: true, suppliedOn: '2026-02-27', agencyId: id(5), site: 'Harbour', place: found },
  ...{ recipientKind: 'at_risk', recipientPseudonym: 'HX-12', productCode: 'nyxoid', batchId: id(6) },
  ...{ expiredReason: 'nothing else was there', kits: 2, supplyKind: 'repeat', reason: 'used', setting: 'hostel' },
  ...{ isFirstContact: 'no', trainingGiven: 'yes', supplierKind: 'nurse', supplierTrained: 'yes' },
  ...{ suppliedUnder: 'patient_group_direction', legalRouteReason: 'looked up', interceptStage: 'custody' },
  ...{ equipmentPacks: 0, sharpsBins: 1, condoms: 12 },
}

type Kept = { contract: z.ZodType; form: readonly Section[]; records: Record<string, unknown>[] }
const RECORDS: [string, Kept][] = [
  ['death', { contract: DeathChange, form: deathKind.amendForm, records: [death, { ...death, findings: [] }] }],
  ['overdose', { contract: OverdoseChange, form: overdoseKind.amendForm, records: [overdose, partly] }],
  ['supply', { contract: SupplyChange, form: supplyKind.amendForm, records: [supply] }],
]

/** Of what every amendment says by itself. */
const OF_THE_AMENDMENT = ['knownOn', 'changeReason']

const valuesAt = (value: unknown, [part, ...rest]: string[]): unknown[] => {
  if (part === undefined || value === null || value === undefined) return [value]
  if (part === '*') return (value as unknown[]).flatMap((one) => valuesAt(one, rest))
  return valuesAt((value as Record<string, unknown>)[part], rest)
}

describe.each(RECORDS)('a %s that is amended without a change', (_, { contract, form, records }) => {
  const fields = allFields(form)

  it('is tried with a record that says all there is to say', () => {
    const unsaid = pathsOfContract(contract).filter(
      (path) =>
        !records.some((record) =>
          valuesAt(record, path.split('.')).some((value) => value !== null && value !== undefined),
        ),
    )
    expect(unsaid).toEqual(OF_THE_AMENDMENT)
  })

  it.each(records.map((record, n) => [n + 1, record]))('is sent as it stood (record %i)', (__, record) => {
    const whole = { ...record, ...{ knownOn: '2026-03-10', changeReason: 'was wrong', revision: 3, source: 'vigil' } }
    const sent = toRecord(toAmendment(whole, fields), fields)
    expect(contract.parse(sent)).toEqual(contract.parse(record))
  })
})

describe('a draft', () => {
  const fields = allFields(deathKind.form)

  const noDay = 'Day must be a real day, like 27 3 2026'
  it.each([
    [
      'death',
      NewDeath,
      deathKind.form,
      { eventDay: 'Day must be a real day like 27 3 2026, or a month with its year, or a year' },
    ],
    ['overdose', NewOverdose, overdoseKind.form, { eventDay: noDay }],
    ['supply', NewSupply, supplyKind.form, { suppliedOn: noDay, productCode: 'Enter the product' }],
  ])(
    'of a new %s lacks nothing at first but what is asked for, and says so by its label',
    (_, contract, form, said) => {
      const errors = findErrors(contract, toRecord(firstAnswers(form), allFields(form)), allFields(form))
      expect(Object.fromEntries(errors.map(({ path, message }) => [path, message]))).toEqual(said)
    },
  )

  it('sends a month or a year where no more is known, and shows it as such again', () => {
    const draft = toDraft({ ...death, eventDay: '2026-02-01', eventDayPrecision: 'month' }, fields)
    expect(draft.eventDay).toBe('2026-02')
    expect(fromDraft({ eventDay: '2026-2-' }, fields)).toEqual({ eventDay: '2026-02' })
    expect(fromDraft({ eventDay: '2026--' }, fields)).toEqual({ eventDay: '2026' })
    expect(dayOf('2026-3-7')).toBe('2026-03-07')
    expect(dayOf('2026-3-')).toBeUndefined()
  })

  it('leaves what is no number as it was written, so that the contract refuses it at its field', () => {
    expect(fromDraft({ ageYears: 'forty', 'findings.0.concentration': '0.44' }, fields)).toEqual({
      ageYears: 'forty',
      findings: [{ concentration: 0.44 }],
    })
    const [error] = findErrors(
      NewDeath,
      fromDraft({ eventDay: '2026-3-1', status: 'notified', ageYears: 'forty' }, fields),
      fields,
    )
    expect(error).toEqual({ path: 'ageYears', message: 'Age in years must be a number' })
  })

  it('of which the last entry of a list was taken away says so: left out, it would stay', () => {
    const one = toDraft({ ...death, findings: death.findings.slice(0, 1) }, fields)
    expect(toRecord(without(one, 'findings', 0), fields)).toMatchObject({ findings: [] })
  })

  it('of an identity says nothing of what is left empty: a part that is held stays as it is', () => {
    const identityFields = allFields(identityForm)
    expect(fromDraft(firstAnswers(identityForm), identityFields)).toEqual({})
    expect(fromDraft({ 'name.given': 'A', 'otherNames.0.given': '' }, identityFields)).toEqual({ name: { given: 'A' } })
  })

  it('that was kept from before the form was changed sends only what the form asks for', () => {
    const kept = { foundTown: 'Truro', coronerArea: 'Cornwall', 'findings.0.lot': 'A1', 'residence.street': 'x' }
    expect(fromDraft({ ...kept, 'residence.precision': 'town' }, fields)).toEqual({
      foundTown: 'Truro',
      residence: { precision: 'town' },
    })
  })

  it('keeps the parts after one that is taken away, in order', () => {
    const draft = toDraft(overdose, allFields(overdoseKind.form))
    expect(countOf(draft, 'persons.0.administrations')).toBe(2)
    const one = without(draft, 'persons.0.administrations', 0)
    expect(countOf(one, 'persons.0.administrations')).toBe(1)
    expect(one['persons.0.administrations.0.productCode']).toBe('prenoxad')
    expect(without(draft, 'persons', 0)['persons.0.sex']).toBe('unknown')
  })
})
