import type { MouseEvent } from 'react'
import { apiAddress, type Query } from '../api/address.ts'
import { usePartnership } from '../api/partnership.ts'
import { isSecondFactorFresh } from '../api/session.ts'
import { askForSecondFactor } from '../api/stepUp.ts'

interface CsvLinkProps {
  path: string
  query?: Query
  what: string
  /** false for lists that say nothing of a person: the server gives those out as they are */
  needsSecondFactor?: boolean
}

/** The same rows as a file, with the same filters. Where they say something of a person, the second factor is asked for first, unless it was given lately. */
export function CsvLink({ path, query, what, needsSecondFactor = true }: CsvLinkProps) {
  const partnership = usePartnership().slug
  function askFirst(press: MouseEvent<HTMLAnchorElement>) {
    if (!needsSecondFactor || isSecondFactorFresh()) return
    press.preventDefault()
    const link = press.currentTarget
    void askForSecondFactor().then((isGiven) => {
      if (isGiven) link.click()
    })
  }
  return (
    <a className="govuk-link" href={apiAddress(`${path}.csv`, { ...query, partnership })} download onClick={askFirst}>
      Download {what} (CSV)
    </a>
  )
}
