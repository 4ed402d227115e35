import { Person } from '../../../server/contract/person.ts'
import { useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { ConfirmedButton } from '../../ui/ConfirmedButton.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'

/** A new administrator changes nobody's sign-in until somebody else than the one who invited them has said so. */
export function ConfirmAdministrator({ person, isMyself }: { person: Person; isMyself: boolean }) {
  const confirming = useWriting(Person, 'POST', `/people/${person.accountId}/confirm-administrator`)
  const may = useMay()
  if (person.administratorState !== 'waits') return null
  return (
    <section className="vigil-panel" aria-labelledby="confirm-heading">
      <h2 className="govuk-heading-m" id="confirm-heading">
        Waits to be confirmed
      </h2>
      <p className="govuk-body vigil-prose">
        {isMyself ? 'You can' : `${person.name} can`} invite people and give roles
        {person.state === 'invited' ? ' once they have accepted the invitation' : ' already'}. Changing how others sign
        in waits until another administrator or the information governance lead has confirmed it. That is not whoever
        gave this role, nor a lead whom that person brought in.
      </p>
      {confirming.error && <ProblemNotice failure={confirming.error} />}
      {may('administrator:confirm') && !isMyself && person.state === 'active' && (
        <ConfirmedButton
          label="Confirm this administrator"
          question={`Do this when you know ${person.name}, and that they are to run accounts here. From then on they may reset passwords and second factors.`}
          isSending={confirming.isPending}
          onConfirm={() => confirming.mutate({ body: {} })}
        />
      )}
    </section>
  )
}
