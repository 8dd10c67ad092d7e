import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { Client } from 'portolan'
import { ApiProvider, createApiHooks } from 'portolan/react'

const { useApiMutation, useApiQuery, useRateLimit } = createApiHooks<Client>()
const queryClient = new QueryClient()

export function App({ api }: { api: Client }) {
  return (
    <QueryClientProvider client={queryClient}>
      <ApiProvider api={api}>
        <Users />
        <Quota />
      </ApiProvider>
    </QueryClientProvider>
  )
}

function Users() {
  const { data, error, isPending } = useApiQuery((api) =>
    api.get<{ id: number; name: string }[]>('users', { query: { active: true } }),
  )
  const remove = useApiMutation((api, id: number) => api.delete('users/{id}', { params: { id } }))
  if (isPending) return <p>Loading …</p>
  if (error) return <p>{error.message}</p>
  return (
    <ul>
      {data.map(({ id, name }) => (
        <li key={id}>
          {name}{' '}
          <button type="button" onClick={() => remove.mutate(id)}>
            Delete
          </button>
        </li>
      ))}
    </ul>
  )
}

function Quota() {
  const { resumesIn, waiting } = useRateLimit()
  return resumesIn ? `${waiting} calls wait, resuming in ${resumesIn} s` : null
}
