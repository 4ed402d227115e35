import type { z } from 'zod'
import type { Place, Setting } from '../../server/contract/place.ts'
import { wordsFor } from '../words/words.ts'

export const precisionWords = wordsFor<z.infer<typeof Place>['precision']>({
  exact: 'Exactly',
  postcode: 'To its postcode',
  cell: 'To an area about a kilometre or two across',
  lsoa: 'To its small area (LSOA)',
  town: 'To its town or village',
})

export const settingWords = wordsFor<Setting>({
  own_home: 'Own home',
  others_home: 'Somebody else’s home',
  shared_housing: 'Shared housing',
  hostel_or_supported: 'Hostel or supported housing',
  tent_or_street: 'Tent or street',
  public_toilet: 'Public toilet',
  vehicle: 'Car or other vehicle',
  car_park: 'Car park',
  beach_or_harbour: 'Beach or harbour',
  licensed_premises: 'Licensed premises',
  festival: 'Festival',
  hotel: 'Hotel',
  hospital: 'Hospital grounds',
  custody_suite: 'Custody suite',
  prison: 'Prison',
  approved_premises: 'Approved premises',
  service_premises: 'Premises of a service',
  pharmacy: 'Pharmacy',
  workplace: 'Workplace',
  education: 'School, college or university',
  other: 'Other',
  prefer_not_to_say: 'Prefer not to say',
  unknown: 'Don’t know',
})

/** Which of the two places of a death a list or a map goes by. */
export const placeWords = wordsFor<'found' | 'residence'>({
  found: 'where found',
  residence: 'where lived',
})
