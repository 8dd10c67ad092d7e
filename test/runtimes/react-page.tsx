import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { bearer, type Client, createClient } from 'portolan'
import { ApiProvider, createApiHooks } from 'portolan/react'
import { type ReactNode, StrictMode, useEffect } from 'react'
import { createRoot, type Root } from 'react-dom/client'

const { useApiQuery, useApiSuspenseQuery, useRateLimit } = createApiHooks<Client>()

function Item() {
  return <li>{useApiQuery((api) => api.get<{ name: string }[]>('items')).data?.[0]?.name}</li>
}

function Limited({ nth }: { nth: number }) {
  const { data } = useApiQuery((api) => api.get<{ ok: boolean }>('limited'), { scope: nth })
  return <li>{data && `ok ${data.ok}`}</li>
}

function Slow() {
  return <li>{useApiQuery((api) => api.get('slow')).status}</li>
}

let renders = 0
function Quota() {
  const { waiting } = useRateLimit()
  useEffect(() => {
    renders += 1
  })
  return <b>{waiting}</b>
}

function Missing() {
  return <li>{String(useApiSuspenseQuery((api) => api.get('missing')).data)}</li>
}

/** Waits for something that can be seen on the page. */
async function until(what: string, seen: () => boolean): Promise<void> {
  const end = performance.now() + 15_000
  while (!seen()) {
    if (performance.now() > end) throw new Error(`Never seen: ${what}`)
    await new Promise(requestAnimationFrame)
  }
}

/** What hooks do in a page, as a report that can leave it. */
export async function run(baseURL: string): Promise<unknown> {
  const rateLimit = { limit: 5, window: 500 }
  const api = createClient({ baseURL, auth: bearer('token-1'), rateLimit })
  const errors: unknown[] = []
  const show = (children: ReactNode): Root => {
    const root = createRoot(document.body.appendChild(document.createElement('ul')), {
      onUncaughtError: (error: unknown) => errors.push((error as Error).name),
    })
    root.render(
      <StrictMode>
        <QueryClientProvider client={new QueryClient()}>
          <ApiProvider api={api}>{children}</ApiProvider>
        </QueryClientProvider>
      </StrictMode>,
    )
    return root
  }
  const texts = (): string[] =>
    [...document.querySelectorAll('li')].map((li) => String(li.textContent))
  const ids = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth)

  const thousand = show(ids(1000).map((id) => <Item key={id} />))
  await until('a thousand items', () => texts().filter((text) => text === 'one').length === 1000)
  thousand.unmount()

  const startedAt = performance.now()
  const limited = show([...ids(12).map((id) => <Limited key={id} nth={id} />), <Quota key="q" />])
  await until(
    'all that is limited',
    () => texts().filter((text) => text === 'ok true').length === 12,
  )
  const seconds = (performance.now() - startedAt) / 1000
  const shown = { limited: texts(), renders, seconds }
  limited.unmount()

  const slow = show(<Slow />)
  await until('a request under way', () => api.rateLimit.state().inFlight === 1)
  slow.unmount()
  await until('its end', () => api.rateLimit.state().inFlight === 0)

  const missing = show(<Missing />)
  await until('an error', () => errors.length > 0)
  missing.unmount()
  return { ...shown, errors }
}
