import { useQueryClient } from '@tanstack/react-query'
import { apiQuery } from 'portolan/query'
import { type User, useApi, useApiMutation } from './hooks'

/** Shows the new name before the server has said yes, and the old one again if it says no. */
export function RenameUser({ id }: { id: number }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const { queryKey } = apiQuery(api, (api) => api.get<User[]>('users'))
  const rename = useApiMutation(
    (api, name: string) => api.patch<User>('users/{id}', { params: { id }, json: { name } }),
    {
      async onMutate(name) {
        await queryClient.cancelQueries({ queryKey })
        const before = queryClient.getQueryData(queryKey)
        queryClient.setQueryData(queryKey, (users) =>
          users?.map((user) => (user.id === id ? { ...user, name } : user)),
        )
        return { before }
      },
      onError: (_error, _name, given) => queryClient.setQueryData(queryKey, given?.before),
    },
  )
  return (
    <button type="button" onClick={() => rename.mutate('Countess')}>
      {rename.isError ? 'Try again' : 'Rename'}
    </button>
  )
}
