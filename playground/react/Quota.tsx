import { useState } from 'react'
import { useApiEvents, useRateLimit } from './hooks'

/** What the quota does: renders again only when one of these changes. */
export function Quota() {
  const { available, resumesIn, waiting } = useRateLimit()
  const [refused, setRefused] = useState(0)
  useApiEvents('throttled', () => setRefused((count) => count + 1))
  if (resumesIn) return <p role="status">{`${waiting} waiting, resuming in ${resumesIn} s`}</p>
  return <p role="status">{`${available} free, ${refused} refused so far`}</p>
}
