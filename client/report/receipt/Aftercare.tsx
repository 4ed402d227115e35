import { useWords } from '../words/words.ts'

/** Naloxone wears off before many opioids do: who has just been brought round may stop breathing again. */
export function Aftercare({ haveDied }: { haveDied: boolean }) {
  const words = useWords().aftercare
  return (
    <>
      {!haveDied && <StayWithThem />}
      <section aria-labelledby="talk">
        <h2 id="talk">{words.youTitle}</h2>
        <p>{haveDied ? words.youDied : words.you}</p>
        <ul className="report-lines">
          {words.lines.map(({ name, about, number }) => (
            <li key={name}>
              <a href={`tel:${number.replaceAll(' ', '')}`}>
                {name} {number}
              </a>{' '}
              {about}
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function StayWithThem() {
  const words = useWords().aftercare
  return (
    <section aria-labelledby="aftercare">
      <h2 id="aftercare">{words.title}</h2>
      <ul className="report-bullets">
        {words.items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      <a className="report-button report-button--call" href="tel:999">
        {words.call}
      </a>
    </section>
  )
}
