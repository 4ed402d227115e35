import type { SignInOptions } from '../../../server/contract/session.ts'
import { SignInStep } from '../../../server/contract/session.ts'
import { usePost } from '../../api/usePost.ts'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { roleNames, roleSentences } from '../../words/roleWords.ts'

type DemoAccount = NonNullable<SignInOptions['demoAccounts']>[number]

const order = Object.keys(roleNames)

/** The demonstration has an account for each role: one press signs in as it. */
export function DemoAccounts({ accounts, onStep }: { accounts: DemoAccount[]; onStep: (step: SignInStep) => void }) {
  const signingIn = usePost(SignInStep, '/sign-in/demo')
  const partnerships = [...new Set(accounts.map(({ partnership }) => partnership))]
  return (
    <section aria-label="Accounts of the demonstration">
      <p className="vigil-lede">
        This is a demonstration: no person or record in it is real. Choose a role, and see what it sees.
      </p>
      {signingIn.error && <ProblemNotice failure={signingIn.error} />}
      {partnerships.map((partnership, position) => (
        <details className="vigil-demo__partnership" key={partnership} open={position === 0}>
          <summary>
            <h2 className="govuk-heading-m">{partnership}</h2>
          </summary>
          <ul className="vigil-demo">
            {accounts
              .filter((account) => account.partnership === partnership)
              .toSorted((a, b) => order.indexOf(a.role) - order.indexOf(b.role))
              .map(({ accountId, name, role, roleName }) => (
                <li key={accountId}>
                  <button
                    type="button"
                    className="vigil-link-button"
                    disabled={signingIn.isPending}
                    onClick={() => signingIn.mutate({ accountId }, { onSuccess: onStep })}
                  >
                    {roleName}
                    <span className="govuk-visually-hidden">, {partnership}</span>
                  </button>
                  <p>{roleSentences[role] ?? ''}</p>
                  <p className="vigil-quiet">{name}</p>
                </li>
              ))}
          </ul>
        </details>
      ))}
    </section>
  )
}
