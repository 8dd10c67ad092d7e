import { afterEach, expect, it, vi } from 'vitest'
import { operationTable } from '../../../src/openapi/index'
import { type Downloaded, keptTable, type TableRequest } from '../../../src/openapi/load/keptTable'
import { watchedClock } from '../../stage'
import { harbour } from '../documents'

const table = operationTable(harbour, { docs: false })

/** A request for a table, and how often it was downloaded. */
function wanted(key: string, more: Partial<TableRequest> = {}) {
  let downloads = 0
  const request: TableRequest = {
    key,
    clock: watchedClock(),
    ttl: 1000,
    warn: () => {},
    download: async (): Promise<Downloaded> => {
      downloads += 1
      return { table }
    },
    ...more,
  }
  return { request, count: () => downloads }
}

afterEach(() => vi.unstubAllGlobals())

it('one download serves all who ask at the same time', async () => {
  const { request, count } = wanted('together')
  await Promise.all([keptTable(request), keptTable(request)])
  expect(count()).toBe(1)
})

it('in workerd each request downloads for itself: it must not wait for another', async () => {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' })
  const { request, count } = wanted('workerd')
  await Promise.all([keptTable(request), keptTable(request)])
  expect(count()).toBe(2)
  await keptTable(request)
  expect(count()).toBe(2)
})

it('a failure is not kept, and is told to all who waited', async () => {
  let fails = true
  const { request } = wanted('failure', {
    download: async () => {
      if (fails) throw new Error('down')
      return { table }
    },
  })
  const results = await Promise.allSettled([keptTable(request), keptTable(request)])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  fails = false
  expect(await keptTable(request)).toBe(table)
})

it('a clock that was set back does not keep a table for ever', async () => {
  const clock = watchedClock()
  let date = 10_000
  const { request, count } = wanted('clock', { clock: { ...clock, date: () => date } })
  await keptTable(request)
  date = 5000
  await keptTable(request)
  expect(count()).toBe(2)
})

it('memory keeps the 32 that were used last', async () => {
  const first = wanted('first')
  const second = wanted('second')
  await keptTable(first.request)
  await keptTable(second.request)
  for (let number = 0; number < 31; number += 1) {
    await keptTable(first.request)
    await keptTable(wanted(`other ${number}`).request)
  }
  await keptTable(first.request)
  await keptTable(second.request)
  expect([first.count(), second.count()]).toEqual([1, 2])
})

it('a server that says "unchanged" of what nobody keeps is not believed', async () => {
  const { request } = wanted('unchanged', { download: async () => ({}) })
  await expect(keptTable(request)).rejects.toThrow('The download brought nothing.')
})
