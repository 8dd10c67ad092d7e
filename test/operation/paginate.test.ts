import { describe, expect, test } from 'vitest'
import {
  byCursor,
  byLink,
  byOffset,
  byPage,
  ConfigError,
  type Paginated,
  PortolanError,
  paginate,
} from '../../src/index'
import { baseURL, rejection, stage } from '../stage'

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = []
  for await (const item of items) read.push(item)
  return read
}
const queries = (sent: Request[]): string[] => sent.map(({ url }) => new URL(url).search)
const numberOf = (request: Request, name: string): number =>
  Number(new URL(request.url).searchParams.get(name))

describe('pages by their number', () => {
  test('end at an empty page', async () => {
    const { api, sent } = stage((request) =>
      Response.json(numberOf(request, 'page') < 3 ? ['a', 'b'] : []),
    )
    const users = paginate<string>(api, 'users', { by: byPage(), query: { q: 'x' } })
    expect(await all(users)).toEqual(['a', 'b', 'a', 'b'])
    expect(queries(sent)).toEqual(['?q=x&page=1', '?q=x&page=2', '?q=x&page=3'])
  })

  test('end at a page that is shorter than the one before, whatever was asked for', async () => {
    const { api, sent } = stage((_, nth) => Response.json(nth < 3 ? [1, 2] : [3]))
    const by = byPage({ name: 'p', start: 0 })
    expect(await all(paginate(api, 'users', { by, query: { limit: 100 } }))).toEqual([
      1, 2, 1, 2, 3,
    ])
    expect(queries(sent).map((query) => query.slice(-3))).toEqual(['p=0', 'p=1', 'p=2'])
  })

  test('end where a header says how many there are', async () => {
    const { api, sent } = stage(() =>
      Response.json([1], { headers: { 'x-pagination-total-pages': '2' } }),
    )
    expect(await all(paginate(api, 'users', { by: byPage() }))).toEqual([1, 1])
    expect(sent).toHaveLength(2)
  })

  test('do not trust such a header that is no number', async () => {
    const { api, sent } = stage((_, nth) =>
      Response.json(nth === 1 ? [1] : [], { headers: { 'x-pagination-total-pages': '1e9' } }),
    )
    await all(paginate(api, 'users', { by: byPage() }))
    expect(sent).toHaveLength(2)
  })
})

describe('pages by offset', () => {
  test('count the items that came, not those that were asked for', async () => {
    const { api, sent } = stage((request) => {
      const offset = numberOf(request, 'offset')
      return Response.json({ total: 5, users: [0, 1, 2, 3, 4].slice(offset, offset + 2) })
    })
    const users = paginate<number>(api, 'users', { by: byOffset(), query: { limit: 50 } })
    expect(await all(users)).toEqual([0, 1, 2, 3, 4])
    expect(queries(sent)).toEqual([
      '?limit=50&offset=0',
      '?limit=50&offset=2',
      '?limit=50&offset=4',
    ])
  })
})

describe('pages by cursor', () => {
  test('go on until a page gives none', async () => {
    const { api, sent } = stage((_, nth) =>
      Response.json({ list: [nth], meta: { next: nth < 3 ? `c${nth}` : null } }),
    )
    const by = byCursor({ name: 'after', from: 'meta.next' })
    expect(await all(paginate(api, 'users', { by }))).toEqual([1, 2, 3])
    expect(queries(sent)).toEqual(['', '?after=c1', '?after=c2'])
  })

  test('read the mark wherever a function finds it', async () => {
    const { api, sent } = stage((_, nth) =>
      Response.json([nth], { headers: nth < 2 ? { 'x-next': 'n' } : {} }),
    )
    const by = byCursor({ from: (_, response) => response.headers.get('x-next') })
    expect(await all(paginate(api, 'users', { by }))).toEqual([1, 2])
    expect(queries(sent)).toEqual(['', '?cursor=n'])
  })

  test('fail where a page gives its own mark again', async () => {
    const { api, sent } = stage(() => Response.json({ users: [1], next_cursor: 'same' }))
    const error = await rejection(all(paginate(api, 'users', { by: byCursor() })))
    expect(error).toBeInstanceOf(PortolanError)
    expect(error.message).toContain('no end')
    expect(sent).toHaveLength(2)
  })
})

describe('pages by Link', () => {
  test('follow rel="next", relative or whole, with the query that it has', async () => {
    const links = [
      '<https://api.example.com/v1/users?page=1>; rel="first prev", </v1/users?page=2&a=b,c>; title="x, y"; rel="NEXT last"',
      `<${baseURL}/users?page=3>;rel=next`,
      '<https://api.example.com/v1/users?page=1>; rel=first',
    ]
    const { api, sent } = stage((_, nth) =>
      Response.json([nth], { headers: { link: links[nth - 1] ?? '' } }),
    )
    const users = paginate(api, '{what}', {
      params: { what: 'users' },
      query: { per_page: 1 },
      by: byLink(),
    })
    expect(await all(users)).toEqual([1, 2, 3])
    expect(queries(sent)).toEqual(['?per_page=1', '?page=2&a=b,c', '?page=3'])
  })

  test('take no credential to another origin', async () => {
    const { api, sent } = stage(() =>
      Response.json([1], { headers: { link: '<https://evil.example/x>; rel="next"' } }),
    )
    expect(await rejection(all(paginate(api, 'users')))).toBeInstanceOf(ConfigError)
    expect(sent).toHaveLength(1)
  })

  test('fail where a page links to itself', async () => {
    const { api } = stage(() =>
      Response.json([1], { headers: { link: `<${baseURL}/users?page=2>; rel="next"` } }),
    )
    const error = await rejection(all(paginate(api, 'users')))
    expect(error.message).toContain('no end')
  })
})

describe('a list in pages', () => {
  const two = (): { users: Paginated<number>; sent: Request[] } => {
    const { api, sent } = stage((_, nth) => Response.json(nth < 3 ? [nth] : []))
    return { users: paginate<number>(api, 'users', { by: byPage() }), sent }
  }

  test('sends nothing before it is read, and no page more than is read', async () => {
    const { users, sent } = two()
    await Promise.resolve()
    expect(sent).toHaveLength(0)
    for await (const user of users) {
      expect(user).toBe(1)
      break
    }
    expect(sent).toHaveLength(1)
  })

  test('can be read as pages, each with its response, and more than once', async () => {
    const { users, sent } = two()
    const pages = await all(users.pages())
    expect(pages.map(({ data }) => data)).toEqual([[1], [2], []])
    expect(pages[0]?.response.status).toBe(200)
    expect(await all(users)).toEqual([])
    expect(sent).toHaveLength(4)
  })

  test('has its totalTimeout for each page', async () => {
    const { api, clock } = stage(async (_, nth) => {
      await new Promise<void>((resolve) => clock.after(60, resolve))
      return Response.json(nth < 4 ? [nth] : [])
    })
    const users = all(paginate<number>(api, 'users', { by: byPage(), totalTimeout: 100 }))
    for (let page = 0; page < 4; page += 1) await clock.advance(60)
    expect(await users).toEqual([1, 2, 3])
    expect(clock.now()).toBe(240)
  })

  test('ends with the reason of an abort', async () => {
    const { api, sent } = stage((_, nth) => Response.json([nth]))
    const controller = new AbortController()
    const users = paginate(api, 'users', { by: byPage(), signal: controller.signal })
    const read = async (): Promise<void> => {
      for await (const _ of users) controller.abort('enough')
    }
    expect(await rejection(read())).toBe('enough')
    expect(sent).toHaveLength(1)
  })

  test('says what is missing where it finds no items, or no paging', async () => {
    const { api } = stage(() => Response.json({ a: [1], b: [2] }))
    expect((await rejection(all(paginate(api, 'users')))).message).toContain('give items')
    const items = (data: unknown): number[] => (data as { b: number[] }).b
    expect(await all(paginate(api, 'users', { items }))).toEqual([2])
    expect(() => paginate(api, 'users', { by: 'page' as never })).toThrow(ConfigError)
    expect(() => byPage({ start: -1 })).toThrow(ConfigError)
  })
})
