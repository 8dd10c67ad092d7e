import { type User, useApiQuery } from './hooks'

/** A list: loading, failed, there. */
export function UserList() {
  const { data, error, isPending } = useApiQuery((api) => api.get<User[]>('users'), {
    staleTime: 60_000,
  })
  if (isPending) return <p>Loading …</p>
  if (error) return <p role="alert">{error.message}</p>
  return (
    <ul>
      {data.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  )
}
