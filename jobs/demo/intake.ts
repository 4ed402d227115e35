import { type Entry, NewEntry } from '../../server/contract/chronology.ts'
import type { Day } from '../../server/contract/day.ts'
import { type Involved, NewDeathNotice } from '../../server/contract/death-notice.ts'
import { addDays } from '../../server/day.ts'
import type { Trx } from '../../server/db/tenant.ts'
import type { Keyring } from '../../server/keys/keyring.ts'
import { addEntry } from '../../server/panel/chronology/store.ts'
import { addNotice } from '../../server/panel/notices/store.ts'
import { answerRequest, askAgencies } from '../../server/panel/requests/store.ts'

type Agency = { agency_id: string; name: string; kind: Involved['agencyKind'] }
type Case = {
  death_id: string
  event_day: Day
  event_day_precision: 'day' | 'month' | 'year'
  age_years: number | null
  sex: 'female' | 'male' | 'other' | 'unknown'
  found_town: string | null
  treatment: string
  housing: string
  prison_release_on: Day | null
  hospital_discharge_on: Day | null
}

const CASES_WITH_A_LIFE = 14

/** What lies before the panel this morning: first notices that wait, requests to agencies, and the life before some of the deaths. */
export async function addIntake(trx: Trx, keyring: Keyring, today: Day): Promise<void> {
  const agencies: Agency[] = await trx('agency').orderBy('name').select('agency_id', 'name', 'kind')
  const { rows } = await trx.raw(
    `select known.death_id, known.event_day, known.event_day_precision, known.age_years, known.sex, known.found_town, known.treatment,
       known.housing, known.prison_release_on, known.hospital_discharge_on
     from counted_death('infinity', 'infinity') known
     where known.event_day_precision = 'day'
     order by known.event_day desc, known.death_id
     limit ${CASES_WITH_A_LIFE}`,
  )
  const cases = rows as Case[]
  for (const notice of noticesOf(agencies, cases[0], today)) await addNotice(trx, keyring, today, notice)
  for (const [at, one] of cases.entries()) {
    for (const entry of lifeBefore(one, agencies)) await addEntry(trx, one.death_id, entry)
    if (at < ASKED_DAYS_AGO.length)
      await askAbout(trx, one, agencies, addDays(today, -(ASKED_DAYS_AGO[at] ?? 0)), at === 2)
  }
}

/** Of the newest cases: asked lately, asked so long ago that it is overdue, and answered. */
const ASKED_DAYS_AGO = [2, 12, 9]

const agencyOf = (agencies: readonly Agency[], ...kinds: Agency['kind'][]) =>
  agencies.find(({ kind }) => kinds.includes(kind))

function involvedIn(agencies: readonly Agency[]): Involved[] {
  const service = agencyOf(agencies, 'drug_service', 'outreach')
  return [
    ...(service
      ? [
          {
            agencyKind: service.kind,
            service: service.name,
            agencyId: service.agency_id,
            contact: null,
            role: 'Keyworker',
          },
        ]
      : []),
    {
      agencyKind: 'gp',
      service: 'The person’s own surgery',
      agencyId: null,
      contact: null,
      role: 'General practitioner',
    },
    {
      agencyKind: 'ambulance',
      service: 'Ambulance service',
      agencyId: null,
      contact: null,
      role: 'Attended the scene',
    },
  ]
}

function noticesOf(agencies: readonly Agency[], latest: Case | undefined, today: Day): NewDeathNotice[] {
  const told = [
    {
      sentBy: 'police',
      reference: 'DEMO-N1',
      eventDay: addDays(today, -1),
      eventDayBasis: 'found',
      ageYears: 38,
      sex: 'male',
      foundTown: 'Redruth',
      setting: 'own_home',
      believedTaken: ['heroin'],
      circumstances: 'Found at home in the morning by a friend. Nobody else was there.',
      involved: involvedIn(agencies),
    },
    ...(latest
      ? [
          {
            sentBy: 'hospital',
            reference: 'DEMO-N2',
            eventDay: latest.event_day,
            ageYears: latest.age_years,
            sex: latest.sex,
            foundTown: latest.found_town,
            receivedOn: addDays(today, -2),
            involved: involvedIn(agencies).slice(1),
          },
        ]
      : []),
    {
      sentBy: 'coroner',
      reference: 'DEMO-N3',
      eventDay: addDays(today, -40).slice(0, 7),
      ageYears: 52,
      sex: 'female',
      receivedOn: addDays(today, -6),
      circumstances: 'Told after the post-mortem; the day of death is not known.',
    },
    {
      sentBy: 'medical_examiner',
      reference: 'DEMO-N4',
      eventDay: addDays(today, -3),
      ageYears: 17,
      receivedOn: addDays(today, -2),
    },
  ]
  return told.map((notice) => NewDeathNotice.parse(notice))
}

/** As the record of the death has it, so that the two say the same. */
function lifeBefore(one: Case, agencies: readonly Agency[]): NewEntry[] {
  const { event_day: day } = one
  const service = agencyOf(agencies, 'drug_service', 'outreach')?.agency_id ?? null
  const by = (agencyId: string | null, givenBy: string) => (agencyId ? { agencyId } : { givenBy })
  const told: (Partial<Entry> & Pick<Entry, 'kind' | 'fromDay'>)[] = []
  if (one.treatment === 'in_treatment') {
    told.push({
      kind: 'treatment',
      fromDay: addDays(day, -410),
      ...by(service, 'Treatment service'),
      what: 'Structured treatment, third time',
    })
    told.push({
      ...{ kind: 'prescribing', fromDay: addDays(day, -96), ...by(service, 'Treatment service') },
      ...{ product: 'Buprenorphine, long-acting', dose: '96 mg every four weeks', route: 'long_acting_injection' },
    })
  }
  if (one.prison_release_on)
    told.push({
      kind: 'release',
      fromDay: one.prison_release_on,
      givenBy: 'Prison',
      interceptStage: 'release',
      what: 'End of sentence',
    })
  if (one.hospital_discharge_on) {
    told.push({
      kind: 'hospital_attendance',
      fromDay: addDays(one.hospital_discharge_on, -2),
      givenBy: 'Royal hospital',
      what: 'Overdose, given naloxone',
    })
    told.push({ kind: 'hospital_discharge', fromDay: one.hospital_discharge_on, givenBy: 'Royal hospital' })
  }
  if (one.housing === 'rough_sleeping' || one.housing === 'temporary')
    told.push({
      kind: 'housing',
      fromDay: addDays(day, -150).slice(0, 7),
      givenBy: 'Housing options',
      what: 'Lost a tenancy',
    })
  told.push({
    kind: 'contact',
    fromDay: addDays(day, -12),
    ...by(service, 'Outreach'),
    what: 'Seen by outreach; offered a kit',
  })
  return told.map((entry) => NewEntry.parse(entry))
}

async function askAbout(
  trx: Trx,
  one: Case,
  agencies: readonly Agency[],
  askedOn: Day,
  isAnswered: boolean,
): Promise<void> {
  const about = {
    ...{ deathId: one.death_id, eventDay: one.event_day, eventDayPrecision: one.event_day_precision },
    ...{ ageYears: one.age_years, sex: one.sex },
  }
  const services = involvedIn(agencies)
  for (const service of services) {
    const [requestId] = await askAgencies(trx, about, [service], askedOn)
    if (!isAnswered || requestId === undefined) continue
    const told = ANSWERS[service.agencyKind]
    const entries = told
      ? [NewEntry.parse({ kind: told.kind, fromDay: addDays(one.event_day, -told.daysBefore), what: told.what })]
      : []
    await answerRequest(trx, requestId, { entries, isDone: true }, askedOn)
  }
}

/** What each kind of service tells; a keyworker’s contacts are in the chronology already. */
const ANSWERS: Partial<Record<Involved['agencyKind'], { kind: Entry['kind']; daysBefore: number; what: string }>> = {
  gp: { kind: 'contact', daysBefore: 41, what: 'Seen about pain in the back; pregabalin not continued' },
  ambulance: {
    kind: 'overdose',
    daysBefore: 68,
    what: 'Attended at home; naloxone given, came round, was not conveyed',
  },
}
