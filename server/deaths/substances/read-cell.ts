import type { FindingRole } from '../../contract/finding.ts'
import type { Match, SubstanceNames } from './names.ts'
import { isAmount, isNeutral } from './neutral-words.ts'
import { plain, toWords, type Word } from './words.ts'

/** One cell of a list of substances, as people keep them: "Methadone (prescribed), Diazepam 10mg (street) + heroin?". */

export type CellSubstance = {
  /** Null: not in the tree; `name` is then what was written, without marks, amounts and brackets. */
  code: string | null
  written: string
  name: string
  role: FindingRole | null
  prescribed: 'yes' | 'no' | 'unknown'
  isUncertain: boolean
  /** Named as looked for and not found. */
  isNegative: boolean
  /** Of a name that is not in the tree: codes that it may be a slip of, all of one class; never another drug that exists. */
  near: string[]
}

export type SubstanceCell = {
  substances: CellSubstance[]
  /** The cell says that nothing was found ("nil detected"); "not tested" or "pending" do not say it. */
  saysNone: boolean
  /** What the cell says beside names: "not tested", "see report". */
  notes: string[]
}

/** What one part says of its substances, beside their names. */
type Said = {
  role: FindingRole | null
  prescribed: 'yes' | 'no' | 'unknown'
  isUncertain: boolean
  isNegative: boolean
}

const NOTHING_SAID: Said = { role: null, prescribed: 'unknown', isUncertain: false, isNegative: false }

const SAYS_NONE =
  /^(?:(?:all |screen |tox(?:icology)? |drugs? )*(?:nil|none|negative|neg|nothing|nad|clear|no|not|zero)(?: (?:illicit |other )?(?:drugs?|substances?|alcohol or drugs|toxicology))?(?: (?:was|were|are|of note|significant|relevant|known|at all))*(?: (?:detected|found|present|identified|recorded|seen|implicated|taken|involved))?(?: (?:in|at|on) (?:blood|urine|toxicology|screen|pm|post mortem))?|(?:drugs?|substances?|toxicology|screen|all) (?:not detected|not found|absent|negative|neg|nil|none)|nd)$/
const SAYS_NOTHING =
  /^(?:n a|na|n k|nk|not applicable|not tested|not screened|not done|not performed|not yet (?:known|available|tested)|not (?:known|stated|recorded|available|reported|received)|no (?:tests?|toxicology|tox|screen|sample|report|result|results|post mortem|pm)(?: (?:done|taken|performed|available|yet|carried out|reports?|results?|received))*|unknown|unk|unspecified|pending|awaited|awaiting(?: (?:tox|toxicology|results?|report|pm))*|tox(?:icology)? (?:pending|awaited|not done|outstanding|tbc)|results? (?:pending|awaited)|tbc|tba|to be confirmed|blank|null|other|others|various|etc|drugs?|multiple drugs?|polydrug|mixed drugs?|see (?:report|notes?|pm|comments?|above|below)|(?:nil|nothing|none|no) (?:else|others?(?: drugs?| substances?)?)(?: (?:was |were )?(?:detected|found|taken))?|(?:none|nil) known|x+|)$/

/** A sentence is no word of absence. */
const LONGEST_OF_WORDS = 80
const saysNone = (words: string) => words.length <= LONGEST_OF_WORDS && SAYS_NONE.test(words)
const saysNothing = (words: string) => words.length <= LONGEST_OF_WORDS && SAYS_NOTHING.test(words)

const ROLES: readonly [RegExp, FindingRole][] = [
  [/^(?:not (?:detected|found|present|identified)|nil detected|none detected|negative|neg|absent)$/, 'not_detected'],
  [/^(?:not (?:implicated|causative|contributory|in cause|a cause)|incidental|incidental finding)$/, 'incidental'],
  [
    /^(?:given|administered)? ?(?:in|during|by|at)? ?(?:the )?(?:resus|resuscitation|ambulance|ambulance crew|paramedics?|ems|hospital|crew)(?: drugs?| only)?$|^(?:iatrogenic|hospital administered|given in resuscitation|ems administered)$/,
    'given_in_resuscitation',
  ],
  [
    /^(?:believed|thought|reported|alleged|said|reportedly|understood|known) (?:to have )?(?:been )?(?:taken|used|taking)$|^(?:believed taken|taken|history only|self report(?:ed)?)$/,
    'believed_taken',
  ],
  [/^(?:metabolite|metabolites|as metabolite|metabolite only)$/, 'metabolite'],
  [
    /^(?:implicated|in cause|cause|causative|contributory|contributing|contributed|primary|in cause of death|cause of death|direct cause|fatal|fatal level|toxic|toxic level|lethal|lethal level)$/,
    'implicated',
  ],
  [
    /^(?:detected|present|positive|pos|found|identified|trace|traces|trace amount|trace level|low level|therapeutic|therapeutic level|in blood|in urine|blood|urine|screen positive)$/,
    'detected',
  ],
]

const PRESCRIBED_NO =
  /^(?:not (?:prescribed|on prescription)|no prescription|non prescribed|nonprescribed|unprescribed|street|illicit|illegal|diverted|bought|bought online|internet|online|counterfeit|fake|someone elses|anothers|friends|partners|off the street|black market|dealer)$/
const PRESCRIBED_YES =
  /^(?:prescribed|prescription|rx|px|script|scripted|on script|on prescription|own prescription|own|repeat|repeat prescription|gp|prescribed by gp|prescribed to (?:him|her|them)|supervised|ost|oat|opioid substitution|daily supervised|take home)$/
const UNCERTAIN =
  /^(?:query|possible|possibly|poss|probable|probably|prob|likely|suspected|suspect|susp|presumed|presumptive|maybe|unconfirmed|not confirmed|tbc|to be confirmed|apparent|apparently|believed|thought|presumably|uncertain|alleged|allegedly)$/
/** How it was taken and in which form: kept in what was written. */
const METHOD =
  /^(?:iv|im|sc|po|pr|oral|orally|injected|injecting|injection|intravenous|smoked|smoking|snorted|inhaled|nasal|intranasal|sublingual|swallowed|ingested|transdermal|patch|patches|tablet|tablets|tabs?|capsules?|caps|pills?|liquid|powder|spray|linctus|mixture|solution|syrup|vape|vaped|edible|depot|slow release|modified release|immediate release|mr|sr|xl|er|ir|retard|controlled release)$/

const SALT = new Set(
  'hydrochloride hcl hydrobromide hbr sulphate sulfate phosphate tartrate bitartrate citrate maleate mesylate mesilate besylate besilate sodium potassium calcium acetate fumarate succinate oxalate nitrate chloride bromide hydrate dihydrate hemihydrate monohydrate anhydrous base freebase salt lactate gluconate carbonate tosylate napsylate pamoate embonate decanoate palmitate hemitartrate hydrogentartrate'.split(
    ' ',
  ),
)
const JOINED_AFTER =
  /^(?:related|induced|laced|associated|type|containing|based|positive|contaminated|adulterated|toxicity|intoxication|overdose|free|negative|use|using|derived|and|or)$/

export function readSubstanceCell(text: string, names: SubstanceNames): SubstanceCell {
  const { substances, saysNone, notes } = remembered(cells, names, text, () => readCell(text, names))
  return { substances: substances.map((one) => ({ ...one })), saysNone, notes: [...notes] }
}

/** Columns say the same few things in thousands of rows. */
const cells = new WeakMap<SubstanceNames, Map<string, SubstanceCell>>()
const MOST_REMEMBERED = 5_000

export function remembered<Read>(
  memory: WeakMap<SubstanceNames, Map<string, Read>>,
  names: SubstanceNames,
  text: string,
  read: () => Read,
): Read {
  const known = memory.get(names) ?? new Map<string, Read>()
  memory.set(names, known)
  const before = known.get(text)
  if (before !== undefined) return before
  const now = read()
  if (known.size < MOST_REMEMBERED) known.set(text, now)
  return now
}

function readCell(text: string, names: SubstanceNames): SubstanceCell {
  const cell: SubstanceCell = { substances: [], saysNone: false, notes: [] }
  const whole = tidy(plain(text))
  if (whole === '') return cell
  let headed: FindingRole | null = null
  let isDenialOpen = false
  for (const part of partsOf(whole, names)) {
    const heading = /^([^:]{3,40}):\s*(.*)$/s.exec(part.text)
    const headingRole = heading && roleOf(wordsOf(heading[1] as string))
    if (heading && headingRole) headed = headingRole
    const rest = heading && headingRole ? (heading[2] as string) : part.text
    if (rest === '') continue
    const read = readPart(rest, names)
    const says = wordsOf(rest)
    if (read.substances.length === 0) {
      const hasNames = cell.substances.length > 0
      const aside = part.isAside ? qualifies(says, read.said) : null
      const isHeard = !saysNothing(says) && !saysNone(says) ? read.said : null
      const qualified = hasNames ? (aside ?? isHeard) : null
      // what speaks of the name before it is read, and nothing is left to tell
      if (qualified) qualify(cell, qualified)
      else if (saysNone(says) && !saysNothing(says)) cell.saysNone = true
      if (says !== '' && !qualified) cell.notes.push(rest)
      isDenialOpen = false
      continue
    }
    for (const substance of read.substances) {
      const isNegative = substance.isNegative || (part.isAlternative && isDenialOpen)
      cell.substances.push({
        ...substance,
        isNegative: isNegative || headed === 'not_detected',
        role: isNegative ? 'not_detected' : (substance.role ?? headed),
      })
    }
    isDenialOpen = cell.substances.at(-1)?.isNegative ?? false
  }
  invertedNames(cell, names)
  cell.substances = once(cell.substances)
  cell.saysNone = cell.saysNone && cell.substances.every((substance) => substance.isNegative)
  return cell
}

/** "Opiates - none": after a dash, words of absence speak of the name before it. */
function qualifies(says: string, said: Said | null): Said | null {
  return saysNone(says) && !saysNothing(says) ? { ...NOTHING_SAID, isNegative: true } : said
}

/** "MDMA/ecstasy": one drug by two names. */
function once(substances: readonly CellSubstance[]): CellSubstance[] {
  const keyOf = ({ written: _w, near: _n, ...said }: CellSubstance) => JSON.stringify(said)
  return substances.filter((one, at) => substances.findIndex((other) => keyOf(other) === keyOf(one)) === at)
}

/** "Methadone, prescribed": a part that names nothing speaks of the one before it. */
function qualify(cell: SubstanceCell, said: Said): void {
  const last = cell.substances.at(-1)
  if (!last) return
  // "tramadol and metabolites" is still tramadol
  if (said.role !== 'metabolite') last.role = said.role ?? last.role
  if (said.prescribed !== 'unknown') last.prescribed = said.prescribed
  last.isUncertain ||= said.isUncertain
  last.isNegative ||= said.isNegative
  if (last.isNegative) last.role = 'not_detected'
}

/** "Fentanyl, acetyl": the drug first and its beginning after. */
function invertedNames(cell: SubstanceCell, names: SubstanceNames): void {
  for (let at = cell.substances.length - 1; at > 0; at--) {
    const [drug, beginning] = [cell.substances[at - 1], cell.substances[at]]
    if (!drug?.code || beginning?.code !== null) continue
    const code = names.codeOf(`${beginning.name} ${drug.name}`) ?? names.codeOf(`${beginning.name}${drug.name}`)
    if (!code) continue
    const written = cutTo(`${drug.written}, ${beginning.written}`, 200)
    cell.substances.splice(at - 1, 2, { ...drug, code, name: names.nameOf(code), written })
  }
}

type Part = { text: string; isAlternative: boolean; isAside: boolean }

/** Cuts at `; , / + &`, "and", "or", "with", "plus" and line ends; a name that holds one of these stays whole, and so does a bracket. */
function partsOf(text: string, names: SubstanceNames): Part[] {
  const words = toWords(text)
  const kept = names
    .scan(words)
    .map(({ from, to }) => ({ from: (words[from] as Word).from, to: (words[to - 1] as Word).to }))
  const parts: Part[] = []
  let depth = 0
  let start = 0
  let isAlternative = false
  let isAside = false
  function cut(at: number, to: number, by = '') {
    parts.push({ text: tidy(text.slice(start, at)), isAlternative, isAside })
    start = to
    isAlternative = /^n?or$/i.test(by)
    isAside = /^-+$/.test(by)
  }
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string
    if ('([{'.includes(letter) && /[)\]}]/.test(text.slice(at))) depth++
    if (')]}'.includes(letter)) depth = Math.max(0, depth - 1)
    if (depth > 0) continue
    const name = kept.find(({ from, to }) => from < at && at < to)
    if (name) {
      at = name.to - 1
      continue
    }
    if (/[;,/\\+&\n\r|•]/.test(letter)) {
      if (
        /[,/]/.test(letter) &&
        /[\dNnOo]/.test(text[at - 1] ?? '') &&
        /[\dNnOo](?![A-Za-z])/.test(text.slice(at + 1, at + 3))
      )
        continue
      // "10mg/5ml", "250 mg/100 ml"
      if (letter === '/' && /\d\s?(?:mg|g|mcg|ug|micrograms?|ml|mmol)\s?$/i.test(text.slice(0, at))) continue
      cut(at, at + 1)
      continue
    }
    const word = /^\s+(and|or|nor|plus|with|w\/|then|-+)\s+|^\s+(?=[1-9][.)]\s)/i.exec(text.slice(at))
    if (word) {
      cut(at, at + word[0].length, word[1])
      at += word[0].length - 1
    }
  }
  cut(text.length, text.length)
  return parts.filter((part) => part.text !== '')
}

/** Without list marks, and with signs that mean a word written as the word. */
function tidy(text: string): string {
  return (
    text
      .replace(/[ \t]{2,}/g, ' ')
      .replace(/\bn\/a\b/gi, 'not applicable')
      .replace(/\bn\/k\b/gi, 'not known')
      .replace(/\bw\/o\b/gi, 'without')
      .replace(/\band\/or\b/gi, 'or')
      // "0.21 mg/L": a letter alone could begin another name
      .replace(/(\d\s?(?:mg|g|mcg|[µμu]g|ng|micrograms?))\s?\/\s?l\b/gi, '$1 litre')
      .replace(/\+\s?ve\b/gi, ' positive')
      .replace(/(^|[\s(])-\s?ve\b/gi, '$1negative')
      .replace(/^\s*(?:[-*•]+|\d{1,2}[.)])\s+/, '')
      .replace(/^[\s.,;:"]+|[\s.,;:"]+$/g, '')
  )
}

function readPart(text: string, names: SubstanceNames): { substances: CellSubstance[]; said: Said | null } {
  const said = { ...NOTHING_SAID }
  if (/\?/.test(text)) said.isUncertain = true
  let rest = text.replaceAll('?', ' ')
  let isSaid = said.isUncertain
  const inBrackets: CellSubstance[] = []
  const unread: string[] = []

  // `name:role:prescribed`
  const [first = '', ...fields] = rest.split(':').map((field) => field.trim())
  if (fields.length > 0) {
    const named = fields.every((field) => hear(wordsOf(field), said))
    if (named) rest = first
    else rest = isOnlyNeutral(first, names) ? fields.join(' ') : rest.replaceAll(':', ' ')
  }
  if (!isWholeName(rest, names)) {
    rest = rest.replace(/[([{]([^()[\]{}]*)[)\]}]?/g, (_, content: string) => {
      for (const bit of content.split(/[,;/:]/).map((piece) => piece.trim())) {
        if (bit === '' || (!names.codeOf(bit) && hear(wordsOf(bit), said))) {
          isSaid = true
          continue
        }
        // "morphine (codeine metabolite)" says where it came from
        const isOrigin = !names.codeOf(bit) && /\b(?:metabolites?|metabolised|from)\b/i.test(bit)
        const inner = isOrigin ? [] : readPart(bit, names).substances
        if (inner.some(({ code }) => code !== null)) inBrackets.push(...inner)
        else unread.push(bit)
      }
      return ' '
    })
  }
  rest = rest
    .replace(/[()[\]{}]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const bare = hearAround(rest, said, names)
  if (bare !== rest) isSaid = true
  if (bare === '' || saysNone(wordsOf(bare)) || saysNothing(wordsOf(bare))) {
    return { substances: inBrackets.map((inner) => withSaid(inner, said, text)), said: isSaid ? said : null }
  }

  const codes = resolve(bare, names, unread)
  if (codes?.length === 0) {
    return { substances: inBrackets.map((inner) => withSaid(inner, said, text)), said: isSaid ? said : null }
  }
  const role = said.isNegative ? 'not_detected' : said.role
  const written = cutTo(text, 200)
  if (codes === null) {
    const name = cutTo(unread.length === 0 ? bareName(bare) : `${bareName(bare)} (${unread.join(', ')})`, 120)
    const unknown: CellSubstance = { ...said, code: null, written, name, role, near: names.nearest(bareName(bare)) }
    // "xyz (heroin)": the bracket says what is meant, and is all that is known of it
    return { substances: [unknown, ...inBrackets.map((inner) => withSaid(inner, said, text))], said }
  }
  const outer = codes.map(
    (code): CellSubstance => ({ ...said, code, written, name: names.nameOf(code), role, near: [] }),
  )
  const inner = inBrackets.filter(({ code }) => code === null || !codes.includes(code))
  // "benzodiazepines (diazepam)", "alcohol (ethanol)": the bracket says which
  const kept = outer.filter(({ code }) => !inner.some((bit) => bit.code && code && names.isImplied(code, bit.code)))
  return { substances: [...kept, ...inner.map((bit) => withSaid(bit, said, text))], said }
}

function withSaid(substance: CellSubstance, said: Said, text: string): CellSubstance {
  return {
    ...substance,
    written: cutTo(text, 200),
    role: said.isNegative ? 'not_detected' : (substance.role ?? said.role),
    prescribed: substance.prescribed === 'unknown' ? said.prescribed : substance.prescribed,
    isUncertain: substance.isUncertain || said.isUncertain,
    isNegative: substance.isNegative || said.isNegative,
  }
}

/** The codes of a name; an empty list where it only holds words of no name; null where it holds a word that is not known. */
function resolve(text: string, names: SubstanceNames, bracketed: string[]): string[] | null {
  const whole = names.codeOf(text)
  if (whole && bracketed.length === 0) return [whole]
  const words = toWords(text)
  const matches = names.scan(words)
  if (matches.length === 0) return words.every((word) => isFiller(word.text)) ? [] : null
  for (const bit of bracketed) {
    // "fentanyl (acetyl)": the bracket holds the beginning of the name
    const joined = matches.length === 1 && (names.codeOf(`${bit} ${text}`) ?? names.codeOf(`${bit}${text}`))
    if (joined) return [joined]
    if (isBeginningOfName(bit)) return null
  }
  if (!words.every((_, at) => isCovered(matches, at) || isSpokenBeside(words, matches, at))) return null
  return mostSpecific(
    matches.map(({ code }) => code),
    names,
  )
}

const isCovered = (matches: readonly Match[], at: number) => matches.some(({ from, to }) => from <= at && at < to)

/** A word beside a name that leaves the name what it is: an amount, a salt, a word of every day; joined by a hyphen few do. */
function isSpokenBeside(words: readonly Word[], matches: readonly Match[], at: number): boolean {
  const word = words[at] as Word
  const next = words[at + 1]
  const isJoinedBefore = next?.gap === 'joined' && isCovered(matches, at + 1)
  const isJoinedAfter = word.gap === 'joined' && isCovered(matches, at - 1)
  if (isJoinedBefore) return word.text.length >= 3 && isNeutral(word.text) && !isAmount(word.text)
  if (isJoinedAfter)
    return JOINED_AFTER.test(word.text) || (isNeutral(word.text) && !/^\d/.test(word.text)) || SALT.has(word.text)
  // "2 fentanyl": a figure before a name may be part of it; after it, or with its unit, it is an amount
  if (/^\d+$/.test(word.text) && isCovered(matches, at + 1)) return false
  return isFiller(word.text) || SALT.has(word.text)
}

function isFiller(word: string): boolean {
  return isAmount(word) || METHOD.test(word) || SALT.has(word) || isNeutral(word)
}

/** "fluoro", "para", "n": what stands before a drug's name to make another of it. */
export function isBeginningOfName(text: string): boolean {
  const words = toWords(text)
  return (
    words.length > 0 &&
    words.every(({ text: word }) =>
      /(?:yl|oxy|hydro|fluoro|chloro|bromo|iodo|nitro|amino|thio|para|ortho|meta|alpha|beta|iso|nor|des|mono|di|tri|aza|oxo|cyclo)$|^[a-z\d]$/.test(
        word,
      ),
    )
  )
}

/** A group beside one of its drugs says nothing more: "U-47700 synthetic opioid". */
function mostSpecific(codes: string[], names: SubstanceNames): string[] {
  const once = [...new Set(codes)]
  return once.filter((code) => !once.some((other) => names.isImplied(code, other)))
}

function isWholeName(text: string, names: SubstanceNames): boolean {
  return /[([{]/.test(text) && names.codeOf(text) !== undefined
}

function isOnlyNeutral(text: string, names: SubstanceNames): boolean {
  const words = toWords(text)
  return names.scan(words).length === 0 && words.every((word) => isFiller(word.text))
}

/** Takes words of role, prescribing, doubt and absence off both ends of a name; what is a name as it stands stays whole. */
function hearAround(text: string, said: Said, names: SubstanceNames): string {
  let rest = text.replace(/^(?:no|nil|nothing|none)\b.*\b(?:other than|apart from|except(?: for)?|besides|but)\s+/i, '')
  if (names.codeOf(rest)) return rest
  const denial =
    /^(?:no|not|nil|neg(?:ative)?|absent|without)\s+(?:(?:evidence|traces?|detectable|any|for|of)\s+)*(?=\S)/i.exec(
      rest,
    )
  if (denial && names.scan(toWords(rest.slice(denial[0].length)))[0]?.from === 0) {
    said.isNegative = true
    rest = rest.slice(denial[0].length)
  }
  // the longest name is shorter
  if (rest.length > 200) return rest
  for (let isChanged = true; isChanged && rest !== '' && !names.codeOf(rest); ) {
    isChanged = false
    const words = rest.split(/\s+/)
    for (let count = Math.min(4, words.length); count > 0 && !isChanged; count--) {
      const back = wordsOf(words.slice(-count).join(' '))
      // the form stays with a name that is not known: "blue tablets"
      if (!METHOD.test(back) && hear(back, said)) {
        rest = words.slice(0, -count).join(' ')
        isChanged = true
      } else if (hear(wordsOf(words.slice(0, count).join(' ')), said, true)) {
        rest = words.slice(count).join(' ')
        isChanged = true
      }
    }
  }
  return rest.replace(/^[\s,.-]+|[\s,-]+$/g, '')
}

/** Is this a word of role, prescribing, doubt, absence or method? Then it is said. */
function hear(words: string, said: Said, isBefore = false): boolean {
  if (words === '') return true
  const role = roleOf(words)
  if (role && !(isBefore && /metabolite|blood|urine|toxic|therapeutic|fatal|lethal|primary|taken/.test(words))) {
    said.role = role
    if (role === 'not_detected') said.isNegative = true
    return true
  }
  if (PRESCRIBED_NO.test(words)) {
    said.prescribed = 'no'
    return true
  }
  if (PRESCRIBED_YES.test(words)) {
    said.prescribed = 'yes'
    return true
  }
  if (UNCERTAIN.test(words)) {
    said.isUncertain = true
    return true
  }
  // "heroin: yes", "cocaine - no": a word before a name is not its answer
  if (!isBefore && /^(?:y|yes|true)$/.test(words)) return true
  if (!isBefore && /^(?:n|no|false|nil|none)$/.test(words)) {
    said.isNegative = true
    return true
  }
  return METHOD.test(words) && !isBefore
}

function roleOf(words: string): FindingRole | null {
  const spelled = words.replaceAll('_', ' ')
  return ROLES.find(([pattern]) => pattern.test(spelled))?.[1] ?? null
}

function wordsOf(text: string): string {
  return toWords(plain(text).replaceAll('_', ' '))
    .map((word) => word.text)
    .join(' ')
}

/** A name that is not in the tree, without its amount and what stands beside that: "Xyzolam 2mg tablets", but "blue tablets". */
function bareName(text: string): string {
  const words = text.split(/\s+/)
  let kept = words.length
  for (let at = words.length - 1; at > 0; at--) {
    const word = wordsOf(words[at] as string)
    if (word === '' || isAmount(word) || SALT.has(word)) kept = at
    else if (!METHOD.test(word)) break
  }
  return words
    .slice(0, kept)
    .join(' ')
    .replace(/^[\s,.:-]+|[\s,.:-]+$/g, '')
}

function cutTo(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`
}
