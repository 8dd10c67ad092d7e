import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { camelOf, singularOf } from '../../src/apis/mage/names'
import { type ResourceFacts, resources } from '../../src/apis/mage/resources'

/** Holds the table of resources against that of the real server, where ORACLES names its folder. */
const folder = process.env.ORACLES
if (!folder) console.warn("!!! ORACLES IS NOT SET: the table of Mage's resources is not checked")

describe.runIf(folder)('the table of resources', () => {
  interface Row {
    resource: string
    singular: string
    class_base: string[]
    actions_allowed_by_policy: string[]
    query_params: string[]
    writable_attributes: string[]
    public_actions: [string, string[]][]
  }
  const rows: Row[] = folder
    ? JSON.parse(readFileSync(`${folder}/mage-resources.json`, 'utf8'))
    : []

  it('has what the server has, and nothing else', () => {
    const letters = { L: 'list', C: 'create', D: 'detail', U: 'update', X: 'delete' } as const
    const actionsOf = (line = ''): string[] =>
      [...line].map((letter) => letters[letter as keyof typeof letters]).sort()
    const words = (line = ''): string[] => line.split(' ').filter(Boolean)
    const facts: Readonly<Record<string, ResourceFacts>> = resources
    const ours = Object.entries(facts).map(([name, known]) => ({
      resource: name,
      singular: singularOf(name),
      database: known.database === true,
      actions: actionsOf(known.actions),
      open: actionsOf(known.open),
      filters: words(known.filters),
      attributes: words(known.attributes),
    }))
    const theirs = rows.map((row) => ({
      resource: row.resource,
      singular: row.singular,
      database: row.class_base.includes('DatabaseResource'),
      actions: [...row.actions_allowed_by_policy].sort(),
      open: row.public_actions.flatMap(([, actions]) => actions).sort(),
      filters: row.query_params,
      attributes: row.writable_attributes,
    }))
    expect(ours).toEqual(theirs)
    expect(new Set(theirs.map(({ resource }) => camelOf(resource))).size).toBe(85)
  })
})
