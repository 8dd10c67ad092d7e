import { skipToken } from '@tanstack/react-query'
import { type Order, type User, useApiQuery } from './hooks'

/** The second query waits for what the first one gives. */
export function UserOrders({ name }: { name: string }) {
  const found = useApiQuery((api) => api.get<User[]>('users', { query: { name } }))
  const id = found.data?.[0]?.id
  const orders = useApiQuery((api) =>
    id === undefined ? skipToken : api.get<Order[]>('users/{id}/orders', { params: { id } }),
  )
  if (found.isSuccess && id === undefined) return <p>There is no {name}.</p>
  return <p>{orders.data ? `${orders.data.length} orders` : 'Loading …'}</p>
}
