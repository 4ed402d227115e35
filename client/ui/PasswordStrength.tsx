import { useEffect, useState } from 'react'

const words = [
  'very easy to guess',
  'easy to guess',
  'could be guessed',
  'hard to guess',
  'very hard to guess',
] as const
/** server/office/sessions/passwords.ts refuses what is easier to guess. */
const weakestScore = 3
const pauseMilliseconds = 400

interface PasswordStrengthProps {
  password: string
  /** the person's name and e-mail address: the first things to be tried */
  about: readonly string[]
}

/** How hard a password is to guess, in words, while it is typed. Its word lists are fetched only here. */
export function PasswordStrength({ password, about }: PasswordStrengthProps) {
  const [rating, setRating] = useState<{ score: number; advice: string }>()
  const tried = about.join('\n')
  useEffect(
    function rate() {
      if (password === '') {
        setRating(undefined)
        return
      }
      let isCurrent = true
      const pause = setTimeout(async () => {
        const { ratePassword } = await import('./passwordStrength.ts')
        if (isCurrent) setRating(ratePassword(password, tried.split('\n')))
      }, pauseMilliseconds)
      return () => {
        isCurrent = false
        clearTimeout(pause)
      }
    },
    [password, tried],
  )
  return (
    <div className="vigil-strength">
      <div className={`vigil-strength__bar vigil-strength__bar--${rating?.score ?? 'none'}`} aria-hidden="true" />
      <p className="govuk-body-s" role="status">
        {rating && (
          <>
            This password is <strong>{words[rating.score]}</strong>
            {rating.score < weakestScore && ', and would not be taken'}. {rating.advice}
          </>
        )}
      </p>
    </div>
  )
}
