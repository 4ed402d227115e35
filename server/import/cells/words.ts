/**
 * What people write in spreadsheets for Vigil's words: one table, by field. What stands in none of them is asked of a person in the
 * mapping of values, never guessed: "open" of a coroner is a conclusion, "open" of a case is a status.
 */

/** Cells that say nothing, in a column of any kind but free text. */
const BLANK = new Set([
  '',
  '-',
  '--',
  '---',
  '.',
  'n/a',
  'na',
  'n.a.',
  'null',
  '#n/a',
  'not applicable',
  'blank',
  '(blank)',
  '<na>',
  'nan',
])
/** Cells that say that it is not known. */
const UNKNOWN = new Set(
  "unknown|not known|not stated|not recorded|not specified|not sure|unsure|unclear|unk|u/k|uk|nk|n/k|n.k.|dk|d/k|don’t know|don't know|dont know|?|??|tbc|not available|information not available|missing|no information|no info".split(
    '|',
  ),
)

/** What Excel and its like show where a formula has failed, or a column is too narrow to be copied. */
export function isSpreadsheetError(text: string): boolean {
  return /^(#(ref|value|div\/0|name|num|null|spill|calc|field|getting_data)[!?]?|#{2,}|err:\d{3})$/i.test(text.trim())
}

export function saysNothing(text: string): boolean {
  return BLANK.has(text.trim().toLowerCase())
}

const NO_LIST =
  /^(?:(?:as |see )?above|as (?:before|previous(?:ly)?)|ditto|same(?: as (?:above|before|previous))?|see (?:tox(?:icology)?|attached|cause of death|coroner|post ?mortem|inquest|file|other)\b.*|(?:tox(?:icology)? |bloods? |samples? )?not (?:requested|submitted|sent|yet back|back|undertaken|carried out|known (?:at this time|yet))|(?:results? )?to follow|(?:insufficient|unsuitable|no) samples?|inquest|prescription med(?:ication)?s?)$/i

/** In a column of substances: that they stand elsewhere, or that nobody has looked. Not one of them names any. */
export function namesNoSubstance(text: string): boolean {
  return text.length <= 60 && NO_LIST.test(asWord(text))
}

export function saysUnknown(text: string): boolean {
  return UNKNOWN.has(text.trim().toLowerCase())
}

type Words = Readonly<Record<string, string>>

function wordsFor(meanings: Readonly<Record<string, string>>): Words {
  return Object.fromEntries(
    Object.entries(meanings).flatMap(([option, written]) => written.split('|').map((word) => [word, option])),
  )
}

const ANSWERS = wordsFor({ yes: 'y|true|t|1|✓|✔', no: 'n|false|f|0|none', unknown: 'u' })
const SEX = wordsFor({
  female: 'f|woman|w|fem|girl',
  male: 'm|man|boy',
  unknown: 'u|indeterminate',
  other: 'non-binary|non binary|nonbinary|x|o',
})

const BY_FIELD: Readonly<Record<string, Words>> = {
  sex: SEX,
  conclusion: wordsFor({
    accident:
      'accidental|accidents|accidental death|accident or misadventure|accident/misadventure|misadventure|death by misadventure',
    alcohol_or_drug_related:
      'drug related|drugs related|drug-related|drug related death|drug-related death|drugs-related|alcohol related|alcohol-related|alcohol/drug related|alcohol or drug related|alcohol and drug related|drug or alcohol related|drug/alcohol related|drug misuse|dependence on drugs|non-dependent use of drugs',
    narrative: 'narrative conclusion|narrative verdict',
    suicide:
      'intentional|intentional self-harm|intentional self harm|took own life|took their own life|self-inflicted|self inflicted',
    homicide: 'unlawful killing|unlawfully killed|murder|manslaughter',
    natural: 'natural causes|natural cause|naturel',
    undetermined: 'open|open verdict|open conclusion|could not be determined|undetermined intent|cannot be determined',
    pending:
      'awaited|awaiting|awaiting inquest|inquest pending|not yet concluded|adjourned|ongoing|pending investigation',
    unknown: 'u',
  }),
  event_day_basis: wordsFor({
    death: 'date of death|dateofdeath|died|day of death',
    found: 'date found|found dead|day found',
    reported: 'date reported|datereported|report|day reported',
  }),
  housing: wordsFor({
    own_or_rented:
      'own home|owner occupier|owned|home owner|rented|private rented|privately rented|council|council tenant|social housing|housing association|tenant|settled|settled accommodation',
    with_family_or_friends:
      'with family|living with family|with friends|parents|with parents|family home|family or friends',
    hostel_or_supported: 'hostel|supported|supported housing|supported accommodation|supported living',
    temporary: 'temporary accommodation|b&b|bed and breakfast|emergency accommodation',
    rough_sleeping: 'rough sleeper|rough sleeping|street homeless|sleeping rough|on the street',
    prison: 'in prison|custody',
  }),
  treatment: wordsFor({
    in_treatment: 'current|in treatment|yes|y|active|open to service|open to treatment|engaged',
    within_six_months: 'within 6 months|left within six months|discharged within 6 months',
    earlier: 'previous|previously|past|historic|more than six months ago',
    never: 'never in treatment|not known to services|never known',
  }),
  setting: wordsFor({
    own_home: 'home|home address|own address|residence|own residence|own flat|own house|at home|private residence',
    others_home:
      "friend’s home|friends home|friend's home|friends address|friend’s address|other address|another’s home|other’s home|relative’s home|family home",
    hostel_or_supported: 'hostel|supported accommodation|supported housing|shelter',
    tent_or_street: 'street|tent|public place|outdoors|outside|open space|park|public space',
    public_toilet: 'toilet|public toilets|toilets|wc',
    vehicle: 'car|van|motor vehicle|caravan',
    beach_or_harbour: 'beach|harbour|quay',
    licensed_premises: 'pub|bar|nightclub|club',
    hotel: 'b&b|guest house|hotel/motel|motel|airbnb|bed and breakfast',
    hospital: 'a&e|ed|emergency department|acute hospital|ward',
    custody_suite: 'custody|police custody|police station',
    prison: 'hmp',
    approved_premises: 'ap|probation hostel',
    service_premises: 'drug service|treatment service',
    workplace: 'work|place of work',
    education: 'school|college|university',
    // of a supply
    outreach: 'street outreach',
    needle_exchange: 'nsp|nx|needle and syringe programme|needle & syringe programme|needle exchange programme',
    treatment_service: 'drug treatment service|treatment|drug service|community drug service',
    training_session: 'training',
    prison_release: 'prison|on release|release from prison',
    click_and_deliver: 'post|postal|online|click and deliver|mail',
  }),
  status: wordsFor({
    notified: 'new|reported',
    accepted_suspected: 'suspected|accepted|suspected drd|confirmed suspected|open',
    toxicology_pending: 'awaiting toxicology|toxicology awaited|tox pending|awaiting tox',
    toxicology_in: 'toxicology received|tox received',
    inquest: 'awaiting inquest|inquest pending|at inquest',
    panel: 'for panel|to panel|awaiting panel|panel review',
    closed: 'complete|completed|concluded|inquest concluded|done',
    excluded: 'not drd|not a drd|not drug related|out of scope|rejected',
  }),
  record: wordsFor({
    supply: 'supplies|supplied|kit supplied|kits supplied|issue|issued|kit issued|distribution',
    overdose:
      'overdoses|overdose event|event|incident|use|used|naloxone given|reversal|administration|administered|naloxone used',
  }),
  given_by: wordsFor({
    family_or_friend: 'friend|family|partner|relative|carer|family member',
    peer: 'peer supporter|another person who uses drugs',
    ambulance: 'paramedic|ambulance crew|paramedics|ems|swast',
    police: 'police officer|officer|pc',
    hostel: 'hostel staff|hostel worker',
    outreach: 'outreach worker|outreach team',
    drug_service: 'staff|drug worker|key worker|keyworker|service',
    hospital: 'nurse|doctor',
    bystander: 'member of the public|passer-by|passerby|public|good samaritan',
    self: 'self-administered|themselves',
  }),
  reporter_kind: wordsFor({
    family_or_friend: 'friend|family|partner|relative|carer',
    ambulance: 'paramedic|ambulance service|swast',
    police: 'police officer|officer',
    hostel: 'hostel staff|hostel worker',
    outreach: 'outreach worker|outreach team',
    drug_service: 'drug worker|key worker|keyworker|service|staff',
    public: 'member of the public|anonymous',
  }),
  outcome: wordsFor({
    // nothing here makes a survivor of somebody of whom it is only known where they were taken
    taken_by_ambulance_alive: 'taken to hospital alive|conveyed alive|taken by ambulance, alive',
    recovered_stayed: 'recovered and stayed|recovered at scene|recovered on scene',
    recovered_left: 'recovered and left|left scene recovered|walked off recovered',
    hospital_later_known_alive: 'discharged from hospital',
    died_at_scene: 'died at scene|dead at scene|pronounced at scene|rolex',
    died_later: 'died in hospital|died later',
    not_an_overdose: 'not overdose|not an od',
  }),
  outcome_evidence: wordsFor({
    seen_by_reporter: 'seen|witnessed',
    told_by_person: 'told by person|self-reported|self report',
    told_by_third_party: 'third party|told by others',
    confirmed_by_service: 'confirmed|service records',
  }),
  recipient_kind: wordsFor({
    at_risk: 'client|service user|patient|self|person at risk|person who uses drugs|pwud|own use|individual',
    family_or_friend: 'family|friend|carer|parent|partner|relative|family/carer|family or carer|significant other',
    worker: 'staff|professional|professionals|staff member|hostel staff|police officer|service',
    peer_distributor: 'peer|peer supplier|peer worker|peer volunteer',
    public_box: 'box|public access',
  }),
  supply_kind: wordsFor({
    first: 'first supply|initial|new|1st|first kit|new supply',
    repeat: 'resupply|re-supply|replacement|refill|repeat supply|2nd|second|subsequent',
  }),
  reason: wordsFor({
    first: 'first supply|initial|new|first kit',
    used: 'used on someone|kit used|used kit|used in overdose|used in od|administered',
    lost: 'lost kit|stolen|lost/stolen|lost or stolen',
    expired: 'out of date|expired kit|expiry|ood',
    confiscated: 'taken by police|confiscated by police|seized',
    damaged: 'broken',
    spare: 'additional|extra|second kit|additional kit',
  }),
  part_of_day: wordsFor({ overnight: 'night|early hours', morning: 'am', afternoon: 'pm', evening: 'eve' }),
}

/** How a cell is compared: in lower case, without blanks around, doubled or a full stop at its end. */
export function asWord(text: string): string {
  return text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[‘’]/g, '’')
    .replace(/\s+/g, ' ')
    .replace(/[.;:]$/, '')
}

export type ChoiceReading<Option extends string> =
  | { kind: 'value'; value: Option }
  | { kind: 'blank' }
  | { kind: 'unread'; reason: string; hint: string }

const MOST_OPTIONS_SHOWN = 12

/** Vigil's word for what a cell says. `meant` is what a person has said that this file's own words mean. */
export function readChoice<Option extends string>(
  text: string,
  field: string,
  options: readonly Option[],
  meant: Readonly<Record<string, string>> = {},
): ChoiceReading<Option> {
  const word = asWord(text)
  const said = meant[word] ?? meant[text.trim().toLowerCase()]
  if (said === '') return { kind: 'blank' }
  if (said !== undefined && options.includes(said as Option)) return { kind: 'value', value: said as Option }
  const code = word.replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '')
  const own = options.find((option) => option === code)
  if (own) return { kind: 'value', value: own }
  const isAnswer = options.length === 3 && options.every((option) => ['yes', 'no', 'unknown'].includes(option))
  const known = isAnswer ? ANSWERS[word] : BY_FIELD[field]?.[word]
  if (known && options.includes(known as Option)) return { kind: 'value', value: known as Option }
  if (saysUnknown(text)) {
    const unknown = options.find((option) => option === 'unknown')
    return unknown ? { kind: 'value', value: unknown } : { kind: 'blank' }
  }
  if (saysNothing(text)) return { kind: 'blank' }
  return {
    kind: 'unread',
    reason: 'this is not one of the words for it',
    hint: `say what it means under “What words mean”, or use one of: ${options.slice(0, MOST_OPTIONS_SHOWN).join(', ')}${options.length > MOST_OPTIONS_SHOWN ? ' …' : ''}`,
  }
}
