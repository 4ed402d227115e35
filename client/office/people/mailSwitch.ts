import { MailSwitch } from '../../../server/contract/person.ts'
import { useAnswer } from '../../api/answers.ts'

/** Whether a link can go by mail; until that is known, and where it cannot, it is handed over. */
export function useMailSwitch(): boolean {
  return useAnswer(MailSwitch, '/people/mail').data?.isOn ?? false
}
