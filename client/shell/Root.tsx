import { Outlet } from '@tanstack/react-router'
import { SessionKeeper } from '../session/SessionKeeper.tsx'

export function Root() {
  return (
    <>
      <Outlet />
      <SessionKeeper />
    </>
  )
}
