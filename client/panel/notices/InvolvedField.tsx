import { useState } from 'react'
import type { Involved } from '../../../server/contract/death-notice.ts'
import { Agencies } from '../../../server/contract/partnership.ts'
import { useAnswer } from '../../api/answers.ts'
import { FieldGroup, TextField } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import type { ControlProps } from '../../ui/smallForms.ts'
import { agencyKindWords } from '../../words/agencyKindWords.ts'

type Line = Record<'agencyKind' | 'service' | 'agencyId' | 'contact' | 'role', string>
const blank: Line = { agencyKind: 'drug_service', service: '', agencyId: '', contact: '', role: '' }

export function readInvolved(written: string): Line[] {
  return written ? (JSON.parse(written) as Line[]) : []
}

/** Those that say which service, as they are sent. */
export function toInvolved(written: string) {
  return readInvolved(written)
    .filter(({ service, agencyId }) => service.trim() || agencyId)
    .map(({ agencyKind, service, agencyId, contact, role }) => ({
      agencyKind: agencyKind as Involved['agencyKind'],
      service: service.trim(),
      agencyId: agencyId || null,
      contact: contact.trim() || null,
      role: role.trim() || null,
    }))
}

/** Every agency and professional who had to do with the person: one an entry, as many as there are. */
export function InvolvedField({ value, onChange, ...frame }: ControlProps) {
  const agencies = useAnswer(Agencies, '/agencies').data ?? []
  const [lines, setLines] = useState(() => readInvolved(value))
  const write = (next: Line[]) => {
    setLines(next)
    onChange(JSON.stringify(next))
  }
  const change = (at: number, changed: Partial<Line>) =>
    write(lines.map((line, index) => (index === at ? { ...line, ...changed } : line)))
  return (
    <FieldGroup {...frame}>
      {lines.map((line, at) => {
        const path = `${frame.path}-${at}`
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the position is the identity: nothing else tells two alike apart
          <fieldset className="govuk-fieldset vigil-repeated" key={at}>
            <legend className="govuk-fieldset__legend govuk-fieldset__legend--s">Involved {at + 1}</legend>
            <Select
              path={`${path}-agency`}
              label="Agency here"
              value={line.agencyId}
              words={Object.fromEntries(agencies.map(({ agencyId, name }) => [agencyId, name]))}
              noneLabel="another service"
              onChange={(agencyId) => {
                const agency = agencies.find((one) => one.agencyId === agencyId)
                change(at, agency ? { agencyId, service: agency.name, agencyKind: agency.kind } : { agencyId: '' })
              }}
            />
            {line.agencyId === '' && (
              <>
                <Select
                  path={`${path}-kind`}
                  label="Kind of agency"
                  value={line.agencyKind}
                  words={agencyKindWords}
                  onChange={(agencyKind) => change(at, { agencyKind })}
                />
                <TextField
                  path={`${path}-service`}
                  label="Name of the service"
                  value={line.service}
                  onChange={(service) => change(at, { service })}
                />
              </>
            )}
            <TextField
              path={`${path}-contact`}
              label="How to reach them at work (optional)"
              value={line.contact}
              onChange={(contact) => change(at, { contact })}
            />
            <TextField
              path={`${path}-role`}
              label="Their role with the person (optional)"
              hint="Such as key worker or GP"
              value={line.role}
              onChange={(role) => change(at, { role })}
            />
            <button
              type="button"
              className="govuk-button govuk-button--secondary"
              onClick={() => write(lines.toSpliced(at, 1))}
            >
              Remove involved {at + 1}
            </button>
          </fieldset>
        )
      })}
      <button type="button" className="govuk-button govuk-button--secondary" onClick={() => write([...lines, blank])}>
        Add {lines.length > 0 ? 'another' : 'an agency or professional'}
      </button>
    </FieldGroup>
  )
}
