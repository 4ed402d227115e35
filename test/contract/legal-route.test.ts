import { describe, expect, it } from 'vitest'
import { legalRouteOf, publicBoxesAllowedOn } from '../../server/contract/rules/legal-route.ts'
import { SupplyLaw } from '../../server/contract/supply-law.ts'

const law = (given: object) =>
  SupplyLaw.parse({
    ...{ code: 'a-law', title: 'A law', covers: 'supply', suppliers: [], needsTraining: false, state: 'in_force' },
    ...{ inForceOn: null, until: null, source: 'a test', knownBy: 'read', enteredByName: null, enteredAt: null },
    ...given,
  })
const services = law({ title: 'Services', suppliers: ['drug_service'], inForceOn: '2015-10-01' })
const routeOne = law({ title: 'Route 1', suppliers: ['nurse', 'police'], needsTraining: true, inForceOn: '2024-12-02' })
const hostels = law({ title: 'Hostels', suppliers: ['hostel'], needsTraining: true, state: 'proposed' })
const boxes = law({ title: 'Boxes', covers: 'public_box', state: 'proposed' })
const laws = [services, routeOne, hostels, boxes]
const route = (supply: object) => legalRouteOf({ suppliedOn: '2025-01-15', recipientKind: 'at_risk', ...supply }, laws)

describe('the legal route of a supply', () => {
  // docs/domain.md: acceptance check 15
  it('asks a nurse of November 2024 for a PGD or a PSD, and lets a trained one of January 2025 pass', () => {
    const nurse = { supplierKind: 'nurse', supplierTrained: 'yes' }
    expect(route({ ...nurse, suppliedOn: '2024-11-20' })).toMatchObject({
      law: null,
      advice: {
        path: ['supplierKind'],
        message: '“Route 1” was not yet in force: its first day is 2024-12-02',
        hint: expect.stringContaining('a PGD, a PSD or a prescription'),
      },
    })
    expect(route(nurse)).toEqual({ law: 'Route 1', advice: null })
    expect(route({ ...nurse, suppliedOn: '2024-12-02' }).law).toBe('Route 1')
    expect(route({ ...nurse, suppliedOn: '2024-12-01' }).law).toBeNull()
  })

  it('asks for training where the law does, and nothing of the staff of a drug service', () => {
    expect(route({ supplierKind: 'police' }).advice?.path).toEqual(['supplierTrained'])
    expect(route({ supplierKind: 'police', supplierTrained: 'no' }).advice?.message).toContain('said not to be so')
    expect(route({ supplierKind: 'drug_service' })).toEqual({ law: 'Services', advice: null })
    expect(route({ supplierKind: 'drug_service', suppliedOn: '2015-09-30' }).advice).not.toBeNull()
  })

  it('lets what rests on a prescriber pass on any day', () => {
    for (const suppliedUnder of ['patient_group_direction', 'patient_specific_direction', 'prescription'])
      expect(route({ supplierKind: 'nurse', suppliedOn: '2020-01-01', suppliedUnder }).advice).toBeNull()
  })

  it('takes a law that is proposed, made without a day, or replaced for none', () => {
    expect(route({ supplierKind: 'hostel', supplierTrained: 'yes' }).advice?.message).toBe('“Hostels” is only proposed')
    const made = law({ title: 'Hostels', suppliers: ['hostel'], state: 'made' })
    expect(legalRouteOf({ suppliedOn: '2026-09-01', supplierKind: 'hostel' }, [made]).advice?.message).toContain('made')
    const replaced = law({ title: 'Old', suppliers: ['hostel'], inForceOn: '2020-01-01', until: '2020-12-31' })
    expect(legalRouteOf({ suppliedOn: '2020-12-31', supplierKind: 'hostel' }, [replaced]).advice).toBeNull()
    expect(legalRouteOf({ suppliedOn: '2021-01-01', supplierKind: 'hostel' }, [replaced]).advice?.message).toContain(
      'no longer in force',
    )
  })

  it('says nothing where it is not known who supplied, or no table is at hand', () => {
    expect(route({})).toEqual({ law: null, advice: null })
    expect(legalRouteOf({ suppliedOn: '2025-01-15', supplierKind: 'nurse' }, [])).toEqual({ law: null, advice: null })
  })

  it('knows a public box by its own law alone', () => {
    expect(route({ recipientKind: 'public_box', supplierKind: 'drug_service' }).advice?.path).toEqual(['recipientKind'])
    expect(publicBoxesAllowedOn('2026-11-30', laws)).toBe(false)
    const inForce = law({ covers: 'public_box', inForceOn: '2026-12-01' })
    expect([publicBoxesAllowedOn('2026-11-30', [inForce]), publicBoxesAllowedOn('2026-12-01', [inForce])]).toEqual([
      false,
      true,
    ])
  })
})
