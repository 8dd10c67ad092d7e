import { type User, useApiSuspenseQuery } from './hooks'

/** A detail below a `Suspense` and an error boundary: here it is there, always. */
export function UserDetail({ id }: { id: number }) {
  const { data } = useApiSuspenseQuery((api) => api.get<User>('users/{id}', { params: { id } }))
  return <h1>{data.name}</h1>
}
