import { Link } from '@tanstack/react-router'
import { useMay, useMembership } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { OwnAgencyNote } from '../record/OwnAgencyNote.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

const ways = [
  {
    action: 'overdose:write',
    to: '/$partnership/reversals/new',
    label: 'Record a reversal',
    about: 'Somebody was given naloxone. Best guess is fine, and “don’t know” is an answer.',
  },
  {
    action: 'death:write',
    to: '/$partnership/deaths/new',
    label: 'Notify a death',
    about: 'Drugs are suspected or known to have played a part. Never a name here.',
  },
  {
    action: 'supply:write',
    to: '/$partnership/supplies/new',
    label: 'Record a supply of naloxone',
    about: 'Kits handed to a person, or to another holder.',
  },
  {
    action: 'overdose:read',
    to: '/$partnership/reversals',
    label: 'Reversals recorded',
    about: 'To look up or amend.',
  },
  {
    action: 'overdose:read',
    to: '/$partnership/agency-reports',
    label: 'How your agency reports',
    about: 'How complete, how late, and when the last report came.',
  },
  { action: 'death:read', to: '/$partnership/deaths', label: 'Deaths recorded', about: 'To look up or amend.' },
  { action: 'supply:read', to: '/$partnership/supplies', label: 'Supplies recorded', about: 'To look up or amend.' },
  {
    action: 'supply:read',
    to: '/$partnership/to-look-at',
    label: 'To look at',
    about: 'Records that could not be entered today: days that cannot be, places that do not fit.',
  },
  {
    action: 'total:read',
    to: '/$partnership/figures',
    label: 'Released figures',
    about: 'Deaths, reversals and supplies by year; small counts are hidden.',
  },
  {
    action: 'person:write',
    to: '/$partnership/people',
    label: 'People',
    about:
      'Invite somebody, give or take roles, disable an account. Areas and records are imported by a panel coordinator or a public health analyst.',
  },
  { action: 'api-key:write', to: '/$partnership/api-keys', label: 'API keys', about: 'For the systems of agencies.' },
  {
    action: 'agreement:read',
    to: '/$partnership/agreements',
    label: 'Sharing agreements',
    about: 'With whom data are shared, for what, and until when.',
  },
  { action: 'audit:read', to: '/$partnership/audit', label: 'Audit', about: 'Who read, wrote and took what.' },
  {
    action: 'refusal:read',
    to: '/$partnership/refusals',
    label: 'Refused attempts',
    about: 'Who asked for what their role does not include.',
  },
  {
    action: 'audit:read',
    to: '/$partnership/notices',
    label: 'Notices',
    about: 'Identities that were opened in an emergency.',
  },
  {
    action: 'retention:read',
    to: '/$partnership/retention',
    label: 'Retention',
    about: 'What is kept for how long, and what was removed.',
  },
  {
    action: 'policy:read',
    to: '/$partnership/access',
    label: 'Who can see this',
    about: 'What each role includes, yours too.',
  },
] as const

/** The first page of roles that read no figures of cases: what they come here to do, and nothing else. */
export function WhatYouCanDo() {
  const { slug: partnership } = usePartnership()
  const { roleNames } = useMembership()
  const may = useMay()
  return (
    <>
      <PageTitle title="What you can do here">You are signed in as {roleNames.join(' and ').toLowerCase()}.</PageTitle>
      <OwnAgencyNote />
      <ul className="vigil-ways">
        {ways
          .filter(({ action }) => may(action))
          .map(({ to, label, about }) => (
            <li key={to}>
              <Link to={to} params={{ partnership }} className="govuk-link">
                {label}
              </Link>
              <p>{about}</p>
            </li>
          ))}
      </ul>
    </>
  )
}
