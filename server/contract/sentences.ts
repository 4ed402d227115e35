import { z } from 'zod'

/** What a contract says of a value that it does not take, for people: each follows the name of its field. A schema's own message goes first. */
z.config({ customError: sentence })

const KINDS: Readonly<Record<string, string>> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object with fields',
}

function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : KINDS[issue.expected]
    case 'too_big':
      if (issue.origin === 'string') return `has at most ${issue.maximum} characters`
      return issue.origin === 'array' ? `has at most ${issue.maximum} entries` : `must be ${issue.maximum} or less`
    case 'too_small':
      if (issue.origin === 'string')
        return issue.minimum === 1 ? 'is empty' : `has at least ${issue.minimum} characters`
      if (issue.origin === 'array') return `has at least ${issue.minimum} entries`
      return issue.inclusive === false ? `must be more than ${issue.minimum}` : `must be ${issue.minimum} or more`
    case 'invalid_value':
      return `is not one of: ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return issue.format === 'uuid' ? 'is not an id of ours' : undefined
    default:
      return undefined
  }
}
