import { Outlet } from '@tanstack/react-router'
import { SessionKeeper } from './SessionKeeper.tsx'

export function Root() {
  return (
    <>
      <Outlet />
      <SessionKeeper />
    </>
  )
}
