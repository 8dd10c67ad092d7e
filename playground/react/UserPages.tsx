import type { PageRule } from 'portolan'
import { type User, useApiInfiniteQuery } from './hooks'

/**
 * How the pages of this API follow each other: by number, until one is empty. Operations that know
 * their pages, such as those of Civis, need no rule.
 */
const numbered: PageRule = {
  items: (data) => data as User[],
  next: ({ number, count }) => (count > 0 ? ['users', { query: { page: number + 1 } }] : undefined),
}

/** A list that grows. */
export function UserPages() {
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useApiInfiniteQuery(
    (api) => api.get<User[]>('users', { query: { page: 1 } }),
    { pages: numbered },
  )
  return (
    <>
      <ul>
        {data?.pages.flatMap((page) => page.data.map(({ id, name }) => <li key={id}>{name}</li>))}
      </ul>
      <button
        type="button"
        disabled={!hasNextPage || isFetchingNextPage}
        onClick={() => fetchNextPage()}
      >
        {hasNextPage ? 'More' : 'That is all'}
      </button>
    </>
  )
}
