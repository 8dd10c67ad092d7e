import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { camelKey, snakeKey } from '../../src/keys'
import { type LooseApi, openapi } from '../../src/openapi/index'
import type { ApiClient } from '../../src/openapi/types'

/**
 * Holds the naming rule against the names that the Python client gives. ORACLES names the folder
 * with them; without it there is nothing to check against, and that is said aloud.
 */
const folder = process.env.ORACLES ?? ''
const there = folder !== '' && existsSync(`${folder}/../specs`)

interface Oracle {
  methods: {
    resource: string
    method: string
    http_method: string
    path: string
    positional: string[]
    deprecated_method_name: boolean
  }[]
  skipped_operations: { http_method: string; path: string }[]
  n_resources: number
  n_methods: number
}

const read = (path: string): unknown => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'))

/** What Civis' document gets wrong about its own arrays (contract 3.2, 7). */
const arrays =
  /^\/(credentials\/types|databases\/\{id\}\/users|jobs\/\{id\}\/(children|parents)|(notebooks|reports|workflows)\/\{id\}\/git\/commits|scripts\/(javascript|python3|r|sql)\/\{id\}\/git\/commits|scripts\/\{id\}\/history)$/

function civis(): LooseApi & ApiClient {
  return openapi(read('../specs/civis.swagger2.json') as object, {
    baseURL: 'https://api.example.com',
    snakeCase: true,
    trailingSlash: 'drop',
    skip: ({ summary = '', template }) =>
      /deprecated/i.test(summary) || template.startsWith('/feature_flags'),
    naming: {
      consecutiveParams: true,
      listWhen: ({ array, template }) => array === true || arrays.test(template),
    },
  })
}

/** How each name of the tree is called, by `resource.method`. */
function lines(api: LooseApi & ApiClient): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [resource, paths] of api.$table.resources)
    for (const [template, rows] of paths)
      for (const row of rows)
        for (const name of [row[0], ...(row[6] ?? [])]) {
          const key = `${resource}.${name}`
          found.set(key, [...(found.get(key) ?? []), `${row[1]} ${template}`])
        }
  return found
}

describe.runIf(there)('names', () => {
  it('are those of the Python client for Civis, one by one', () => {
    const oracle = read('civis-names.json') as Oracle
    const api = civis()
    const found = lines(api)
    expect(oracle.methods.length).toBeGreaterThan(300)
    const wrong = oracle.methods.filter(({ resource, method, http_method, path, positional }) => {
      const name = `${camelKey(resource)}.${camelKey(method)}`
      const inPath = [...path.matchAll(/\{(.+?)\}/g)].map(([, each]) => snakeKey(each as string))
      return (
        found.get(name)?.join() !== `${http_method} ${path}` ||
        // Ours stand in the order of the path; four operations of the document list them otherwise.
        inPath.sort().join() !==
          positional
            .filter((each) => inPath.includes(each))
            .sort()
            .join()
      )
    })
    expect(wrong).toEqual([])
    const spelled = oracle.methods.filter(
      ({ resource, method }) => typeof api[resource]?.[method] !== 'function',
    )
    expect(spelled).toEqual([])
  })

  it('are as many, and no others', () => {
    const oracle = read('civis-names.json') as Oracle
    const api = civis()
    expect(api.$resources).toHaveLength(oracle.n_resources)
    const own = api.$table.resources.flatMap(([, paths]) => paths.flatMap(([, rows]) => rows))
    // Of its 909 methods 19 are second names, for compatibility.
    expect(own).toHaveLength(oracle.n_methods - 19)
    const skipped = oracle.skipped_operations.map(
      ({ http_method, path }) => `${http_method} ${path}`,
    )
    const called = [...lines(api).values()].flat()
    expect(skipped.filter((line) => called.includes(line))).toEqual([])
    expect([...lines(api).values()].filter((several) => several.length > 1)).toEqual([])
  })

  it('are those of the Python client for the pet store', () => {
    const { methods } = read('petstore-names.json') as Oracle
    const found = lines(openapi(read('../specs/petstore.json') as object))
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(
        methods.map(({ resource, method, http_method, path }) => [
          `${camelKey(resource)}.${camelKey(method)}`,
          [`${http_method} ${path}`],
        ]),
      ),
    )
  })
})

describe.skipIf(there)('names', () => {
  it('were not held against recordings: ORACLES names no folder', () => {
    console.warn('ORACLES is not set: the names were not held against the Python client.')
    expect(there).toBe(false)
  })
})
