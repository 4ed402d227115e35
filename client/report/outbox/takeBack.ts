import { addressOf, post, whyOf } from '../kept/post.ts'
import type { ReportWords } from '../words/en.ts'
import { fill } from '../words/words.ts'

/** Nobody is told whether there was a report with this code. */
export async function takeBack(
  slug: string,
  code: string,
  words: ReportWords['takeBack'],
): Promise<{ isDone: boolean; said: string }> {
  const answer = await post(addressOf(slug, '/withdrawals'), { code })
  if (answer.status === 202) return { isDone: true, said: words.done }
  if (!answer.isProblem) return { isDone: false, said: words.noSignal }
  return { isDone: false, said: fill(words.late, { why: whyOf(answer.body).join(' ') }) }
}
