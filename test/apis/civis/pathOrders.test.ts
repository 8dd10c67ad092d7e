import { describe, expect, it } from 'vitest'
import { createCivis } from '../../../src/apis/civis/index'
import { inPathOrder, pathOrdersIn } from '../../../src/apis/civis/pathOrders'

const inPath = (name: string) => ({ name, in: 'path', required: true, type: 'string' })
const operation = (...names: string[]) => ({
  summary: 'x',
  parameters: names.map(inPath),
  responses: { 204: { description: 'done' } },
})
const document = {
  swagger: '2.0',
  info: { title: 'x', version: '1' },
  paths: {
    '/a/{id}/b/{name}/': { delete: operation('name', 'id'), get: operation('id', 'name') },
    '/c/{id}': { get: operation('id') },
    '/d/{id}/{name}': { get: operation('id'), parameters: [] },
  },
}

describe('the order of the values of a path', () => {
  it('is kept where the specification has another than the path', () => {
    expect(pathOrdersIn(document)).toEqual({ 'DELETE /a/{id}/b/{name}': ['name', 'id'] })
  })

  it.each([undefined, null, 7, {}, { paths: null }, { paths: { '/{a}/{b}': null } }])(
    'is none in %j',
    (broken) => {
      expect(pathOrdersIn(broken)).toEqual({})
    },
  )

  it('is put right where all values are there, and left alone otherwise', () => {
    const order = ['name', 'id']
    const put = (...args: unknown[]): readonly unknown[] =>
      inPathOrder('/a/{id}/b/{name}', order, args)
    expect(put('n', 1)).toEqual([1, 'n'])
    expect(put('n', 1, { dry: true })).toEqual([1, 'n', { dry: true }])
    expect(put('n')).toEqual(['n'])
    expect(put({ id: 1, name: 'n' })).toEqual([{ id: 1, name: 'n' }])
    expect(put('n', { id: 1 })).toEqual(['n', { id: 1 }])
  })

  it('holds for calls, also of a client that was grown from a table', async () => {
    const sent: string[] = []
    const fetch = (async (url: string, { method }: RequestInit) => {
      sent.push(`${method} ${new URL(url).pathname}`)
      return new Response(null, { status: 204 })
    }) as typeof globalThis.fetch
    const first = await createCivis({ apiKey: 'k', localApiSpec: document, fetch })
    const table = JSON.parse(JSON.stringify(first.$table))
    for (const localApiSpec of [document, table]) {
      const civis = await createCivis({ apiKey: 'k', localApiSpec, fetch })
      await civis.a.deleteB('n', 1)
      await civis.a.deleteB({ id: 1, name: 'n' })
      await civis.a.getB(1, 'n')
    }
    expect(new Set(sent)).toEqual(new Set(['DELETE /a/1/b/n', 'GET /a/1/b/n']))
  })
})
