import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Civis, createCivis } from '../../src/apis/civis/index'
import { camelName } from '../../src/apis/civis/names'
import { isPlain } from '../../src/call/kindOf'
import type { OperationSpec } from '../../src/openapi/OperationSpec'
import { type Planted, rootsKey } from '../../src/operation/operation'

/**
 * Holds the names against those that the Python client makes of the same specification. ORACLES
 * names the folder with the record; without it there is nothing to check against.
 */
const folder = process.env.ORACLES
if (!folder) console.warn('!!! ORACLES IS NOT SET: the recorded names are not checked')

interface Recorded {
  resource: string
  method: string
  http_method: string
  path: string
  positional: string[]
  params: { name: string; name_raw: string; in: string; required: boolean }[]
  iterable: boolean
  deprecated_method_name: boolean
}
interface Names {
  n_methods: number
  n_iterable: number
  n_resources: number
  methods: Recorded[]
  skipped_operations: { http_method: string; path: string }[]
}
interface Called {
  readonly spec: OperationSpec
  readonly id: string
}

describe.runIf(folder)('the names of the Python client', () => {
  let names: Names
  let civis: Civis
  /** The same tree, which tells what is called in place of calling it. */
  // biome-ignore lint/suspicious/noExplicitAny: resources and methods by name
  let recorder: any
  beforeAll(async () => {
    names = JSON.parse(readFileSync(`${folder}/civis-names.json`, 'utf8'))
    const text = readFileSync(`${folder}/../specs/civis.swagger2.json`, 'utf8')
    const fetch = (async () => expect.fail('nothing is to be sent')) as typeof globalThis.fetch
    civis = await createCivis({ apiKey: 'none', localApiSpec: text, fetch })
    const tree = (civis as unknown as Planted)[rootsKey].tree
    recorder = tree?.(((operation: unknown) => operation) as never)
  })

  it('are as many: resources, methods, and those with pages', () => {
    expect(Object.keys(civis)).toHaveLength(names.n_resources)
    const methods = Object.keys(civis).flatMap((resource) =>
      Object.keys(civis[resource]).map((method) => civis[resource][method]),
    )
    expect(methods).toHaveLength(names.n_methods)
    // An old name of a list is the same list.
    expect(methods.filter((method) => method.iterate)).toHaveLength(names.n_iterable)
  })

  it('call the same operations, in both spellings', () => {
    expect(names.methods.length).toBeGreaterThan(400)
    for (const { resource, method, http_method, path, iterable } of names.methods) {
      const own = civis[camelName(resource)]?.[camelName(method)]
      expect(own, `${resource}.${method}`).toBeTypeOf('function')
      expect(civis[resource][method], `${resource}.${method}`).toBe(own)
      expect(Object.keys(civis[resource])).toContain(camelName(method))
      expect(Boolean(own.iterate), `${resource}.${method}.iterate`).toBe(iterable)
      const called: Called = recorder[resource][method]()
      expect(`${called.spec.verb} ${called.spec.template}`).toBe(`${http_method} ${path}`)
    }
  })

  it('take the same parameters, in the same places', () => {
    for (const { resource, method, params } of names.methods) {
      const { spec }: Called = recorder[resource][method]()
      const own = [
        ...spec.parameters.map(({ name, required, in: place }) => ({ name, required, in: place })),
        ...spec.bodies.flatMap(({ properties = [], requiredProperties }) =>
          properties.map((name) => ({
            name,
            required: requiredProperties.includes(name),
            in: 'body',
          })),
        ),
      ]
      const recorded = params
        .filter(({ name }) => name !== 'iterator')
        .map((each) => ({ name: each.name_raw, required: each.required, in: each.in }))
      const sorted = (list: typeof own): string[] => list.map((each) => JSON.stringify(each)).sort()
      expect(sorted(own), `${resource}.${method}`).toEqual(sorted(recorded))
      // What is required keeps its order; the path has one of its own, which calls put right.
      const needed = (list: typeof own): string[] =>
        list
          .filter(({ required, in: place }) => required && place !== 'path')
          .map(({ name }) => name)
      expect(needed(own), `${resource}.${method}`).toEqual(needed(recorded))
    }
  })

  it('take the values of a path in the order of the specification', async () => {
    const swapped = names.methods.filter(({ params, path }) => {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const listed = params.filter((each) => each.in === 'path').map((each) => each.name_raw)
      return listed.join() !== inPath.join()
    })
    expect(swapped.map(({ method }) => method)).toEqual(
      expect.arrayContaining(['put_schemas_tables_projects', 'delete_schemas_tables_projects']),
    )
    const urls: string[] = []
    const fetch = (async (url: string) => {
      urls.push(new URL(url).pathname)
      return new Response(null, { status: 204 })
    }) as typeof globalThis.fetch
    const text = readFileSync(`${folder}/../specs/civis.swagger2.json`, 'utf8')
    const sending = await createCivis({ apiKey: 'none', localApiSpec: text, fetch })
    await sending.databases.delete_schemas_tables_projects(1, 5, 'public', 'visits')
    await sending.databases.deleteSchemasTablesProjects({
      id: 1,
      projectId: 5,
      schemaName: 'public',
      tableName: 'visits',
    })
    const path = '/databases/1/schemas/public/tables/visits/projects/5'
    expect(urls).toEqual([path, path])
    for (const { resource, method, params, path: template } of swapped) {
      const values = params.filter((each) => each.in === 'path').map((each) => each.name_raw)
      await sending[resource][method](...values)
      expect(urls.at(-1)).toBe(template.replace(/[{}]/g, ''))
    }
  })

  it('leave out what the Python client leaves out', () => {
    for (const { http_method, path } of names.skipped_operations) {
      expect(() => civis.$operation(`${http_method} ${path}`), path).toThrow('there is no')
    }
    expect(civis.$resources).not.toContain('featureFlags')
  })

  it('answer to list… wherever a GET does not end in a parameter, unseen where Python has none', () => {
    let hidden = 0
    for (const resource of Object.keys(civis)) {
      for (const method of Object.getOwnPropertyNames(civis[resource])) {
        const called: unknown = /^(get|list)([A-Z]|$)/.test(method) && recorder[resource][method]()
        if (!called) continue
        const { spec } = called as Called
        if (spec.template.endsWith('}')) continue
        const list = method.replace(/^get/, 'list')
        expect(civis[resource][list], `${resource}.${list}`).toBeTypeOf('function')
        if (!Object.keys(civis[resource]).includes(list)) hidden += 1
      }
    }
    expect(hidden).toBeGreaterThan(0)
    expect(isPlain(civis)).toBe(true)
  })
})
