/** The room of the time under the map: without it the map would shrink when the time comes. */
export function TimeAwaited() {
  return <div className="vigil-time" />
}
