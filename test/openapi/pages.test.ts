import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/index'
import { openapi } from '../../src/openapi/index'
import { itemsIn } from '../../src/openapi/pages'
import { rejection, stage } from '../stage'
import { openapi3 } from './documents'

/** A list that is asked for by some query parameters; `answer` tells its pages. */
function list(
  names: string[],
  answer: (query: URLSearchParams, nth: number) => Response,
  parameter: object = {},
) {
  const parameters = names.map((name) => ({ name, in: 'query', ...parameter }))
  const document = openapi3(
    {
      '/teams/{id}/ships': {
        get: { parameters, responses: {} },
        post: { parameters, responses: {} },
      },
    },
    { components: { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'key' } } } },
  )
  const { fetch, sent, clock } = stage((request, nth) =>
    answer(new URL(request.url).searchParams, nth),
  )
  const { teams } = openapi(document, { fetch, clock, retry: false })
  const items = async (...args: unknown[]): Promise<unknown[]> => {
    const all: unknown[] = []
    for await (const item of teams.listShips.iterate(...args)) all.push(item)
    return all
  }
  const queries = (): string[] => sent.map(({ url }) => new URL(url).search)
  return { teams, items, queries, sent }
}

const json = (data: unknown, headers: Record<string, string> = {}): Response =>
  Response.json(data, { headers })

describe('pages by a Link header', () => {
  const linked = () =>
    list(['page', 'per_page'], (query) => {
      const page = Number(query.get('page') ?? 1)
      const next = `<https://elsewhere.example/x?page=${page + 1}&per_page=2&key=secret>; rel="next"`
      return json([page], { link: page < 3 ? `<a>; rel=prev, ${next}` : '<a>; rel="first"' })
    })

  it('follow the query of the link, at the place of the operation, until there is none', async () => {
    const { items, queries, sent } = linked()
    expect(await items(7, { per_page: 2 })).toEqual([1, 2, 3])
    expect(queries()).toEqual(['?per_page=2', '?page=2&per_page=2', '?page=3&per_page=2'])
    expect(new Set(sent.map(({ url }) => url.split('?')[0]))).toEqual(
      new Set(['https://api.example.com/v1/teams/7/ships']),
    )
  })

  it('keep everything else of the call', async () => {
    const { items, queries, sent } = linked()
    await items({ id: 7, perPage: 5, $query: { extra: 'x' }, $headers: { 'x-a': 'b' } })
    expect(queries()[2]).toBe('?page=3&per_page=2&extra=x')
    expect(sent[2]?.headers.get('x-a')).toBe('b')
    expect(sent[2]?.url).toContain('/teams/7/')
  })
})

describe('pages by number', () => {
  const pages = (sizes: number[]) => (query: URLSearchParams) => {
    const size = sizes[Number(query.get('page') ?? 1) - 1] ?? 0
    return json({ total: 9, items: Array.from({ length: size }, (_, at) => at) })
  }

  it('end with an empty page', async () => {
    const { items, queries } = list(['page'], pages([2, 2]))
    expect(await items(7)).toEqual([0, 1, 0, 1])
    expect(queries()).toEqual(['', '?page=2', '?page=3'])
  })

  it('end with one that is shorter than the page before', async () => {
    const { items, queries } = list(['page'], pages([2, 2, 1]))
    expect(await items(7)).toHaveLength(5)
    expect(queries()).toHaveLength(3)
  })

  it('go on from the one that was asked for, in any spelling', async () => {
    const { items, queries } = list(['page_number'], (query) =>
      json(query.get('page_number') === '6' ? [] : [1]),
    )
    await items(7, { pageNumber: 5 })
    expect(queries()).toEqual(['?page_number=5', '?page_number=6'])
  })

  it('count from zero where the document does', async () => {
    const { items, queries } = list(['page'], (_, nth) => json(nth > 1 ? [] : [1]), {
      schema: { default: 0 },
    })
    await items(7)
    expect(queries()).toEqual(['', '?page=1'])
  })

  it.each([
    ['a page that says so', { items: [1], has_more: false }, {}],
    ['X-Total-Pages', [1], { 'x-total-pages': '1' }],
    ['X-Next-Page', [1], { 'x-next-page': '' }],
  ])('end with %s', async (_, data, headers) => {
    const { items, queries } = list(['page'], () => json(data, headers as Record<string, string>))
    expect(await items(7)).toEqual([1])
    expect(queries()).toHaveLength(1)
  })
})

it.each([
  ['$skip', ['', '?%24skip=2', '?%24skip=3']],
  ['startIndex', ['', '?startIndex=3', '?startIndex=4']],
])('pages by offset count what came: %s', async (name, expected) => {
  const sizes = [2, 1, 0]
  const { items, queries } = list([name], (_, nth) => json(Array(sizes[nth - 1]).fill(nth)))
  expect((await items(7)).length).toBeGreaterThan(1)
  expect(queries()).toEqual(expected.slice(0, queries().length))
  expect(queries().length).toBe(2)
})

describe('pages by a mark', () => {
  it.each<[string, (mark: string | undefined) => object]>([
    ['cursor', (mark) => ({ members: [1], response_metadata: { next_cursor: mark ?? '' } })],
    ['pageToken', (mark) => ({ items: [1], nextPageToken: mark })],
    ['NextToken', (mark) => ({ Items: [1], NextToken: mark ?? null })],
    [
      'after',
      (mark) => ({ data: [1], paging: { cursors: {}, next: mark && `https://x/?after=${mark}` } }),
    ],
    ['cursor', (mark) => ({ data: [1], _links: { next: mark && { href: `/x?cursor=${mark}` } } })],
  ])('%s follow it until there is none', async (name, page) => {
    const { items, queries } = list([name], (_, nth) => json(page(['a', 'b'][nth - 1])))
    expect(await items(7)).toEqual([1, 1, 1])
    expect(queries()).toEqual(['', `?${name}=a`, `?${name}=b`])
  })

  it('go on from the last item where the server says that there is more', async () => {
    const { items, queries } = list(['starting_after'], (_, nth) =>
      json({ data: [{ id: `i${nth}` }], has_more: nth < 2 }),
    )
    expect(await items(7)).toHaveLength(2)
    expect(queries()).toEqual(['', '?starting_after=i1'])
  })

  it('end where the mark stays the same', async () => {
    const { items, queries } = list(['cursor'], () => json({ items: [1], next_cursor: 'a' }))
    expect(await items(7)).toEqual([1, 1])
    expect(queries()).toHaveLength(2)
  })
})

it('pages come with their answers', async () => {
  const { teams } = list(['page'], (_, nth) => json(nth > 1 ? [] : [1]))
  const pages: unknown[] = []
  for await (const { data, response } of teams.listShips.pages(7))
    pages.push([data, response.status])
  expect(pages).toEqual([
    [[1], 200],
    [[], 200],
  ])
})

it('nothing is sent before the first item is asked for, nor after the loop is left', async () => {
  const { teams, sent } = list(['page'], () => json([1, 2]))
  const items = teams.listShips.iterate(7)
  await Promise.resolve()
  expect(sent).toHaveLength(0)
  for await (const item of items) if (item === 2) break
  expect(sent).toHaveLength(1)
})

it('only a GET that asks for pages has any', async () => {
  const { teams } = list(['q'], () => json([]))
  expect(teams.listShips.iterate).toBeUndefined()
  const { teams: paged } = list(['page'], () => json([]))
  expect(paged.postShips.iterate).toBeUndefined()
  const document = openapi3({
    '/a/{b}/c': { get: { parameters: [{ name: 'page', in: 'query' }], responses: {} } },
    '/a/{b}/{d}/c': { get: { responses: {} } },
  })
  const api = openapi(document, { fetch: stage().fetch })
  const error = await rejection(api.a.listC.iterate(1, 2).next())
  expect(error).toBeInstanceOf(ConfigError)
  expect(error.message).toContain('GET /a/{b}/{d}/c has no pages')
})

it('a rule of one’s own replaces all of these', () => {
  const document = openapi3({ '/a': { get: { responses: {} } }, '/b': { get: { responses: {} } } })
  const rule = { items: () => [], next: () => undefined }
  const api = openapi(document, { pages: ({ id }) => (id === 'a.list' ? rule : undefined) })
  expect(api.a.list.iterate).toBeTypeOf('function')
  expect(api.b.list.iterate).toBeUndefined()
})

it.each([
  [[1], [1]],
  [{ data: [1], errors: [2] }, [1]],
  [{ results: { items: [1] } }, [1]],
  [{ total_count: 1, repositories: [1] }, [1]],
  [{ a: [1], b: [2] }, []],
  [{ data: null }, []],
  [null, []],
  ['text', []],
])('the items of %j are %j', (page, items) => {
  expect(itemsIn(page)).toEqual(items)
})
