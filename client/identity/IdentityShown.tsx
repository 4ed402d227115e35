import type { NextOfKin, OpenedIdentity, PersonAddress, PersonName } from '../../server/contract/identity.ts'
import { dayInWords } from '../words/day.ts'
import { say } from '../words/words.ts'
import { addressWords, fieldWords, relationshipWords } from './identityWords.ts'

/** What was opened, until it is closed. It is kept nowhere in the browser. */
export function IdentityShown({ opened, onClose }: { opened: OpenedIdentity; onClose: () => void }) {
  const { name, otherNames, dateOfBirth, nhsNumber, addresses, nextOfKin } = opened.identity
  const parts = [
    name !== undefined && { field: 'name', lines: name ? [sayName(name)] : [] },
    otherNames && { field: 'otherNames', lines: otherNames.map(sayName) },
    dateOfBirth !== undefined && { field: 'dateOfBirth', lines: dateOfBirth ? [dayInWords(dateOfBirth)] : [] },
    nhsNumber !== undefined && { field: 'nhsNumber', lines: nhsNumber ? [sayNumber(nhsNumber)] : [] },
    addresses && { field: 'addresses', lines: addresses.map(sayAddress) },
    nextOfKin && { field: 'nextOfKin', lines: nextOfKin.map(sayKin) },
  ].filter((part) => part !== false && part !== undefined)
  return (
    <div role="status">
      <dl className="govuk-summary-list vigil-prose">
        {parts.map(({ field, lines }) => (
          <div className="govuk-summary-list__row" key={field}>
            <dt className="govuk-summary-list__key">{say(fieldWords, field)}</dt>
            <dd className="govuk-summary-list__value">
              {lines.length === 0 ? 'not recorded' : lines.map((line) => <div key={line}>{line}</div>)}
            </dd>
          </div>
        ))}
      </dl>
      <button type="button" className="govuk-button govuk-button--secondary" onClick={onClose}>
        Close the identity
      </button>
    </div>
  )
}

function sayName({ given, family }: PersonName) {
  return `${given} ${family}`
}

/** 943 476 5919, as it is read aloud. */
function sayNumber(digits: string) {
  return digits.replace(/^(\d{3})(\d{3})(\d{4})$/, '$1 $2 $3')
}

function sayAddress({ kind, lines, postcode }: PersonAddress) {
  return `${say(addressWords, kind)}: ${[lines, postcode].filter(Boolean).join(', ')}`
}

function sayKin({ name, relationship, dateOfBirth, phone, email, address, wishes }: NextOfKin) {
  const parts = [
    `${sayName(name)} (${say(relationshipWords, relationship).toLowerCase()})`,
    dateOfBirth && `born ${dayInWords(dateOfBirth)}`,
    phone,
    email,
    address && [address.lines, address.postcode].filter(Boolean).join(', '),
    wishes,
  ]
  return parts.filter(Boolean).join('; ')
}
