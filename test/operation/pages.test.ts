import { describe, expect, test } from 'vitest'
import type { Client } from '../../src/index'
import { itemsOf, type Page, type PageRule, pagesOf } from '../../src/operation/pages'
import { rejection, stage } from '../stage'

const numbered: PageRule = {
  items: (data) => data as number[],
  next: ({ count, number }) => (count > 0 ? [number + 1] : undefined),
}
const list = (api: Client) => (page: unknown) =>
  api.get<number[]>('numbers', { query: { page: page as number } })
const threePages = (request: Request): Response => {
  const page = Number(new URL(request.url).searchParams.get('page'))
  return Response.json(page < 3 ? [page * 10, page * 10 + 1] : [])
}

describe('the items of all pages', () => {
  test('come in their order, until the rule knows no next page', async () => {
    const { api, sent } = stage(threePages)
    const items: number[] = []
    for await (const item of itemsOf<number>(list(api), [1], numbered)) items.push(item)
    expect(items).toEqual([10, 11, 20, 21])
    expect(sent).toHaveLength(3)
  })

  test('begin where the rule says', async () => {
    const { api, sent } = stage(threePages)
    const rule = { ...numbered, first: () => [2] }
    for await (const item of itemsOf<number>(list(api), [7], rule)) {
      expect(item).toBe(20)
      break
    }
    expect(sent).toHaveLength(1)
  })

  test('are asked for when they are read, not before', async () => {
    const { api, sent } = stage(threePages)
    const items = itemsOf<number>(list(api), [1], numbered)
    await Promise.resolve()
    expect(sent).toHaveLength(0)
    await items.next()
    await items.next()
    expect(sent).toHaveLength(1)
    await items.return()
    expect((await items.next()).done).toBe(true)
    expect(sent).toHaveLength(1)
  })

  test('end with the error of the page that failed', async () => {
    const { api } = stage((_, nth) =>
      nth === 1 ? Response.json([1]) : Response.json({}, { status: 404 }),
    )
    const items = itemsOf<number>(list(api), [1], numbered)
    await items.next()
    expect(await rejection(items.next())).toMatchObject({ status: 404 })
  })
})

test('a rule sees the page, its arguments, its number, and how many items came before', async () => {
  const seen: Page[] = []
  const { api } = stage((_, nth) => Response.json(nth === 1 ? [1, 2, 3] : [4]))
  const rule: PageRule = {
    items: numbered.items,
    next(page) {
      seen.push(page)
      return page.number < 2 ? ['b'] : undefined
    },
  }
  const answers: unknown[] = []
  for await (const { data, response } of pagesOf(list(api), ['a'], rule)) {
    expect(response.status).toBe(200)
    answers.push(data)
  }
  expect(answers).toEqual([[1, 2, 3], [4]])
  expect(seen).toMatchObject([
    { args: ['a'], number: 1, count: 3, countBefore: undefined },
    { args: ['b'], number: 2, count: 1, countBefore: 3 },
  ])
})

describe('totalTimeout', () => {
  /** Pages of one item that take so long each, and no end. */
  function slow(...took: number[]) {
    const { api, clock, sent } = stage(async (_, nth) => {
      await new Promise<void>((resolve) => clock.after(took[nth - 1] ?? 0, resolve))
      return Response.json([nth])
    })
    const rule: PageRule = { items: numbered.items, next: ({ number }) => [number + 1] }
    const load = (page: unknown) =>
      api.get<number[]>('numbers', { query: { page: page as number }, totalTimeout: 100 })
    return { items: itemsOf<number>(load, [1], rule), clock, sent }
  }

  test('is for each page, not for all of them, nor for what is done between them', async () => {
    const { items, clock } = slow(60, 60, 60)
    for (const number of [1, 2, 3]) {
      const next = items.next()
      await clock.advance(60)
      expect((await next).value).toBe(number)
      await clock.advance(1000)
    }
    await items.return()
  })

  test('ends the page that takes longer, and the iterator with it', async () => {
    const { items, clock, sent } = slow(60, 101)
    const first = items.next()
    await clock.advance(60)
    await first
    const second = rejection(items.next())
    await clock.advance(100)
    expect(await second).toMatchObject({ name: 'TimeoutError', scope: 'total', attempts: 1 })
    expect((await items.next()).done).toBe(true)
    expect(sent).toHaveLength(2)
    await clock.advance(1)
  })
})

describe('an abort', () => {
  test.each([['a text'], [null], [new Error('mine')]])(
    'ends a page that is under way, with its own reason and without time going by: %s',
    async (reason) => {
      const controller = new AbortController()
      const { signal } = controller
      const { api, clock } = stage((request) =>
        request.url.endsWith('1') ? Response.json([1]) : new Promise(() => {}),
      )
      const load = (page: unknown) =>
        api.get<number[]>('numbers', { query: { page: page as number }, signal })
      const items = itemsOf<number>(load, [1], numbered)
      await items.next()
      const second = rejection(items.next())
      await clock.settle()
      controller.abort(reason)
      expect(await second).toBe(reason)
      expect((await items.next()).done).toBe(true)
    },
  )

  test('between two pages ends the next one, and nothing is sent', async () => {
    const controller = new AbortController()
    const { api, sent } = stage(threePages)
    const load = (page: unknown) =>
      api.get<number[]>('numbers', {
        query: { page: page as number },
        signal: controller.signal,
      })
    const items = itemsOf<number>(load, [1], numbered)
    for (let nth = 0; nth < 2; nth += 1) await items.next()
    controller.abort('enough')
    expect(await rejection(items.next())).toBe('enough')
    expect(sent).toHaveLength(1)
  })
})
