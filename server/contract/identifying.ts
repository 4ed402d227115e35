import { isNhsNumber } from './identity.ts'

/** Words and figures by which a text says who somebody is. None of them is ever echoed. */

const TEN_DIGITS = /(?<![\d.])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d.])/g
const LABELLED_BIRTH = /\b(d\.?\s?o\.?\s?b|date of birth|born( on)?)\b\W{0,4}(\d{1,2}|\d{4})\W/i
const MAIL_ADDRESS = /[^\s@]+@[^\s@]+\.[a-z]{2,}/i

/** What kind of identity a text holds; undefined when none is recognised. */
export function identityIn(text: string, mayHoldNhsNumbers = true): string | undefined {
  if (text.length < 8) return undefined
  if (LABELLED_BIRTH.test(`${text} `)) return 'a date of birth'
  if (MAIL_ADDRESS.test(text)) return 'an e-mail address'
  if (!mayHoldNhsNumbers) return undefined
  for (const match of text.match(TEN_DIGITS) ?? []) {
    if (isNhsNumber(match.replace(/\D/g, ''))) return 'an NHS number'
  }
  return undefined
}

const DATE = /\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b|\b(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}\b/
const MONTH_DATE =
  /\b\d{1,2}(?:st|nd|rd|th)?[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[ -](?:19|20)?\d{2}\b/i
const POSTCODE = /\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/
const PHONE = /(?:\+|\b0)\d[\d ()-]{8,}\d/
const ADDRESS =
  /\b\d{1,4}[a-z]?,? [A-Z][A-Za-z' ]{1,30} ?\b(?:[Ss]treet|[Rr]oad|[Aa]venue|[Ll]ane|[Cc]lose|[Dd]rive|[Tt]errace|[Cc]rescent|St|Rd|Ave)\b/
const TITLE = /\b(?:mr|mrs|ms|miss|mx|dr|prof|rev|sir|pc|sgt|dc)\b\.?\s+[A-Z]/i
const SAYS_NAME = /\b(?:name|named|called|patient|deceased|client|nok|next of kin)\b\s*[:=-]?\s*[A-Z]/

/**
 * The commonest given names of England and Wales (ONS, Baby names, historical data, 1944 to 2004), but for those that are names of drugs
 * on the street (Charlie, Molly, Mandy, Tina, Crystal, Adam) or of colours: beside a name of a drug they say whose it was.
 */
const GIVEN_NAMES = new Set(
  `aaron adrian alan albert alex alexander alfie alison amanda amelia amy andrea andrew angela ann anna anne anthony antony arthur ashley
  barbara barry benjamin bernard beth bethany brenda brian bruce callum cameron carl carol caroline catherine charlotte chelsea cheryl chloe
  christine christopher claire clare clive colin connor craig daniel danielle darren dave david dean deborah debra denise dennis derek
  diana diane donald donna dorothy douglas duncan dylan edward eileen elaine eleanor elizabeth ellie emily emma eric ethan evan fiona francis
  frank gail gareth gary gavin gemma geoffrey george georgia gerald gillian glenn gordon graham gregory hannah harold harry hayley heather helen
  henry holly howard hugh iain ian isaac isabella jackie jacob jacqueline jamie jane janet janice jason jayne jean jeffrey jennifer
  jeremy jessica jill joan joanna joanne john jonathan jordan joseph josephine joshua joyce judith julia julian julie june karen karl kate
  katherine kathleen katie keith kelly kenneth kerry kevin kieran kimberley kirsty kyle laura lauren lee leanne leslie lesley lewis liam
  linda lisa lorraine louise lucy luke lynn lynne malcolm marc marcus margaret maria marie marilyn marion martin martyn mary matthew maureen
  maurice megan melanie melissa michael michelle mohammed muhammad naomi natalie natasha nathan neil nicholas nicola nicole nigel oliver olivia
  owen pamela patricia patrick paul pauline peter philip phillip rachael rachel ralph raymond rebecca reece rhys richard robert robin roger
  ronald rosemary roy russell ruth ryan sally samantha samuel sandra sarah scott sean sharon sheila shirley shane simon sophie stacey stanley
  stella stephanie stephen steven stewart stuart susan suzanne sylvia terence teresa thomas timothy toby tracey tracy trevor valerie vanessa
  victor victoria vincent wayne wendy william yvonne zoe zachary`
    .split(/\s+/)
    .filter((name) => name !== ''),
)

/** Whether a text holds a postcode or a house in a street. */
export function holdsAddress(text: string): boolean {
  return POSTCODE.test(text) || ADDRESS.test(text)
}

/** Why a text is not kept as the name of a drug: it says whose it was, or of when. Undefined where it may be kept. */
export function whyNotADrug(text: string): string | undefined {
  const says =
    identityIn(text) ??
    (DATE.test(text) || MONTH_DATE.test(text) ? 'a date' : undefined) ??
    (holdsAddress(text) ? 'an address' : undefined) ??
    (PHONE.test(text) ? 'a telephone number' : undefined) ??
    (TITLE.test(text) || SAYS_NAME.test(text) || holdsGivenName(text) ? "somebody's name" : undefined)
  return says && `seems to hold ${says}: write the name of the drug only`
}

function holdsGivenName(text: string): boolean {
  // "St John's wort" is a herb
  const words =
    text
      .toLowerCase()
      .replace(/\bst\.? john['’]?s\b/g, '')
      .match(/\p{L}+/gu) ?? []
  return words.some((word) => GIVEN_NAMES.has(word))
}
