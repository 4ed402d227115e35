/**
 * Words that stand beside the name of a drug and say nothing of which drug it is. An unknown word directly before a known drug makes
 * another drug of it ("benzyl fentanyl"); one of these does not ("acute fentanyl toxicity").
 */
const NEUTRAL = new Set(
  `a an the of and or with without w from by to in on at for due via per plus both as is was were be been had has have
  he she his her their this that which who while when after before during following then also only likely possibly probably
  most more than total over under into between against
  acute chronic subacute mixed multi multiple mult poly polydrug polysubstance multidrug multisubstance single combined combination combine comb
  concomitant concurrent additive synergistic joint adverse toxic lethal fatal nonfatal non excess excessive massive severe
  accidental intentional unintentional undetermined inadvertent deliberate
  drug drugs substance substances medication medications medicine medicines agent agents analyte analytes tablet tablets tabs capsule capsules pill pills
  patch patches powder liquid solution syrup spray lozenge ampoule ampoules mixture crushed dissolved
  illicit illegal street prescribed prescription prescriptions unprescribed nonprescribed otc counterfeit fake pressed
  pharmaceutical pharmaceuticals recreational designer synthetic novel new adulterated contaminated laced cut pure raw
  therapeutic subtherapeutic supratherapeutic high low raised elevated trace large small significant measurable level levels concentration concentrations
  use using used misuse abuse ingestion ingesting ingested injection injected injecting intravenous iv im oral orally nasal intranasal transdermal sublingual
  snorted smoked smoking inhaled inhalation insufflated insufflation took taken taking swallowed administered
  intoxication intoxications intoxicated intox toxicity toxicities toxic toxicosis tox overdose overdoses overdosage od poisoning poisonings poisoned
  effect effects complication complications complicating complicated sequelae association associated related induced including includes included involving involved
  contributing contributed contributory consequent secondary resulting caused causing precipitated presence present detected positive pos found
  suspected probable possible presumed query apparent reported alleged believed known unknown unspecified nos other others another various several some any
  recent remote past history hx current regular ongoing heavy long short term time day
  dependence dependent dependency addiction disorder syndrome withdrawal tolerance
  death deaths died deceased cause causes certified confirmed consistent
  blood femoral urine vitreous serum plasma post mortem postmortem toxicology screen screening analysis result results test tests
  free bound parent active inactive metabolite metabolites metabolised
  and/or et al etc ie eg vs viz incl inc plus minus number no nos amount amounts dose doses quantity
  part section ia ib ic id iia iib i ii iii iv v
  pulmonary cardiac cardiovascular hypertensive atherosclerotic respiratory hypoxic ischemic ischaemic hepatic renal cerebral bronchial coronary
  disease diseases failure arrest heart lung liver kidney brain injury injuries pneumonia bronchopneumonia aspiration asphyxia positional
  hypertension obesity diabetes asthma hepatitis cirrhosis emphysema encephalopathy cardiomyopathy hypothermia drowning
  depression bodies body male female adult found person patient individual decedent
  morning evening night daily home house bed
  aneurysm stroke infarct infarction rupture ruptured thrombus embolus sepsis septic shock seizure edema oedema ulcer wtih wth withthe
  mix mixes bag bags wrap wraps deal deals hit hits line lines rock rocks pm path pathology coroner coroners lab laboratory report summary findings finding
  quiet excited delirium status unclear hosp hospital rx px`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** Endings of ordinary words, never of the first part of a drug's name. */
const ORDINARY_ENDING =
  /.{2}(tion|tions|sion|sions|ity|ities|ing|ness|ment|ments|ly|ism|osis|itis|emia|aemia|pathy|ology|ogenic|ated|ised|ized|less|ful|ship|ward|wards|ence|ance|ible|able|ically|otic|ular|ative|ious|eous|uous|rrhage|rrhages|rrhagic|ysm|oma|plegia|trophy|megaly|cardia|pnoea|pnea|algia|uria|ectomy|otomy|vascular|intestinal|thoracic|genous|igenous)$/

const LONG_NEUTRAL = [...NEUTRAL].filter((word) => word.length >= 6)

export function isNeutral(word: string): boolean {
  const known = judged.get(word)
  if (known !== undefined) return known
  const isIt = judgeNeutral(word)
  if (judged.size < MOST_REMEMBERED) judged.set(word, isIt)
  return isIt
}

/** Files say the same words in every row. */
const judged = new Map<string, boolean>()
const MOST_REMEMBERED = 20_000

function judgeNeutral(word: string): boolean {
  if (word.length > 30) return false
  if (NEUTRAL.has(word) || ORDINARY_ENDING.test(word)) return true
  // "1a", "2": the part of a certificate; "10mg", "30", "2x": how much
  if (/^([1-9]|i{1,3})[a-d]$/.test(word) || isAmount(word)) return true
  // slips of the commonest ("intoxicaton", "toxcity", "actue") and words that a file has run together ("intoxicationcombined")
  return (
    LONG_NEUTRAL.some(
      (known) =>
        Math.abs(known.length - word.length) <= 2 && lettersApart(word, known, 3) <= (known.length > 8 ? 2 : 1),
    ) || isRunTogether(word)
  )
}

/** A quantity: a figure, or a figure with its unit. */
export function isAmount(word: string): boolean {
  return (
    /^x?\d+([.,]\d+)?(x|mg|mgs|mcg|mcgs|ug|g|grams?|micrograms?|milligrams?|ml|mls|l|ng|units?|iu|mmol|percent)?$/.test(
      word,
    ) || UNITS.has(word)
  )
}
const UNITS = new Set(
  'x mg mgs mcg mcgs ug gram grams microgram micrograms milligram milligrams ml mls litre litres unit units iu dl mmol hr hrs hour hours'.split(
    ' ',
  ),
)

/** "thefentanyl", "acuteethanol" are not asked here: both halves must be neutral. */
function isRunTogether(word: string): boolean {
  if (word.length < 6) return false
  for (let cut = 2; cut <= word.length - 2; cut++) {
    if (NEUTRAL.has(word.slice(0, cut)) && (cut >= 4 || cut + 3 <= word.length) && NEUTRAL.has(word.slice(cut)))
      return true
  }
  return false
}

/** How many letters must be changed, added, left out or exchanged with their neighbour; given up at `limit`. */
export function lettersApart(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(
        (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        (row[j] as number) + 1,
        (next[j - 1] as number) + 1,
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] as number) + 1)
      next.push(cost)
    }
    before = row
    row = next
  }
  return row[b.length] as number
}
