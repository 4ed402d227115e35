/** What the first part of an address is about, one and many. */
const subjects: Readonly<Record<string, readonly [one: string, many: string]>> = {
  deaths: ['a death', 'deaths'],
  overdoses: ['a reversal', 'reversals'],
  supplies: ['a naloxone supply', 'naloxone supplies'],
  signals: ['a signal', 'signals'],
  nights: ['a night', 'nights'],
  imports: ['an import', 'imports'],
  agencies: ['an agency', 'agencies'],
  people: ['a person’s account', 'people'],
  'api-keys': ['an API key', 'API keys'],
  'guest-links': ['a guest link', 'guest links'],
  guest: ['a case as a guest', 'a case as a guest'],
  audit: ['the audit', 'the audit'],
  refusals: ['refused attempts', 'refused attempts'],
  map: ['the map', 'the map'],
  indicators: ['figures', 'figures'],
  overview: ['the figures of the first page', 'the figures of the first page'],
  'case-access': ['who has opened a record', 'who has opened a record'],
  'toxicology-panels': ['a toxicology panel', 'toxicology panels'],
  naloxone: ['a naloxone batch', 'naloxone batches'],
  identities: ['a person', 'people'],
  'governance-notices': ['a notice', 'notices'],
  retention: ['the retention schedule', 'the retention schedule'],
  holds: ['a legal hold', 'legal holds'],
  agreements: ['a sharing agreement', 'sharing agreements'],
  'subject-requests': ['a living person’s request', 'living people’s requests'],
}

const identityDeeds: Readonly<Record<string, string>> = {
  '/identity': 'recorded an identity',
  '/identity/open': 'opened an identity',
  '/identity/break-glass': 'opened an identity in an emergency',
}

/** `get /deaths/:deathId` → "opened a death". What has no words here stands as it was written. */
export function sayOperation(operation: string) {
  const request = /^(get|post|put|delete) \/([\w-]+)(\/[^.]*)?(\.csv)?$/i.exec(operation)
  const subject = subjects[request?.[2] ?? '']
  if (!request || !subject) return operation
  const [, method = '', first = '', rest = '', csv] = request
  const [one, many] = subject
  const ofIdentity = identityDeeds[/\/identity(\/[\w-]+)?$/.exec(rest)?.[0] ?? '']
  if (ofIdentity && method.toLowerCase() !== 'get') return ofIdentity
  if (csv) return `took a file of ${rest.includes(':') ? one : many}`
  if (method.toLowerCase() === 'get') {
    if (rest.endsWith('/history')) return `opened the history of ${one}`
    return rest.includes(':') ? `opened ${one}` : `read ${many}`
  }
  const deed = rest.split('/').at(-1) ?? ''
  if (deed && !deed.startsWith(':') && first !== 'naloxone') return `${deed.replaceAll('-', ' ')}: ${one}`
  return method.toLowerCase() === 'post' && !rest.includes(':') ? `added ${one}` : `changed ${one}`
}
