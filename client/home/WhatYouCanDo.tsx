import { Link } from '@tanstack/react-router'
import { useMembership } from '../api/may.ts'
import { lacking, usePages } from '../api/page.ts'
import { usePartnership } from '../api/partnership.ts'
import { OwnAgencyNote } from '../record/OwnAgencyNote.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'

/** The first page of roles that read no figures of cases: what they come here to do, and nothing else. */
export function WhatYouCanDo() {
  const { slug: partnership } = usePartnership()
  const membership = useMembership()
  const tasks = usePages()
    .flatMap(({ to, needs, task }) => (task && !lacking(membership, task.needs ?? needs) ? [{ to, ...task }] : []))
    .sort((one, other) => one.place - other.place)
  return (
    <>
      <PageTitle title="What you can do here">
        You are signed in as {membership.roleNames.join(' and ').toLowerCase()}.
      </PageTitle>
      <OwnAgencyNote />
      <ul className="vigil-ways">
        {tasks.map(({ to, label, about }) => (
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
