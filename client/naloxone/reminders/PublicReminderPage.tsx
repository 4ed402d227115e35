import { getRouteApi, Link } from '@tanstack/react-router'
import { PlainPage } from '../../frame/PlainPage.tsx'

const route = getRouteApi('/$partnership/public/reminder')

/** What the mail of a reminder leads to. It knows nothing of who opens it, and its window's title says nothing either. */
export function PublicReminderPage() {
  const { partnership } = route.useParams()
  return (
    <PlainPage
      title="The reminder you asked for"
      lede="Something that you were given may soon be out of date: look at the day printed on its box."
    >
      <p className="govuk-body">
        If it is your naloxone kit, get another from where you had it, a pharmacy that has them, or your drug service.
        It is free, and nobody asks what became of the last.
      </p>
      <p className="govuk-body">
        Keep the old one until you have the new one. In an emergency use any kit you have, and call 999.
      </p>
      <p className="govuk-body">
        Nothing else is sent, and your address is kept no longer. To be reminded of the next kit, ask when you get it.
      </p>
      <p className="govuk-body">
        <Link to="/$partnership/public/naloxone" params={{ partnership }} className="govuk-link">
          Safety notices about kits
        </Link>
      </p>
    </PlainPage>
  )
}
