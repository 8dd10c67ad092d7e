import type { Knowi } from 'portolan/knowi'
import { createApiHooks } from 'portolan/react'

const { useApiQuery, useApiMutation } = createApiHooks<Knowi>()

/** A client of an API brings its own methods and types along. */
export function Dashboards() {
  const { data, isPending } = useApiQuery((api) => api.dashboards.list())
  const create = useApiMutation((api, name: string) => api.dashboards.create({ name }))
  if (isPending) return <p>Loading …</p>
  return (
    <>
      <ul>
        {data?.list.map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
      </ul>
      <button type="button" onClick={() => create.mutate('Sales')}>
        New
      </button>
    </>
  )
}
