import { PlainPage } from '../../frame/PlainPage.tsx'

export function NoAccounts() {
  return (
    <PlainPage title="Nobody has an account yet">
      <p className="govuk-body vigil-prose">
        The first account is made on the machine that runs Vigil. It prints a link, with which the person sets a
        password and a second factor; an administrator then invites everybody else from the page “People”.
      </p>
      <pre className="vigil-evidence">
        npm run vigil -- user add name@example.org --name "Name" --partnership slug --role administrator
      </pre>
    </PlainPage>
  )
}
