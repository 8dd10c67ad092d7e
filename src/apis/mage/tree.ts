import { type Call, createCall } from '../../call/Call'
import { ConfigError } from '../../errors/ConfigError'
import type { Invoke, Tree } from '../../operation/operation'
import { itemsOf, type PageRule } from '../../operation/pages'
import { must } from '../../options'
import { children, realNameOf } from './children'
import { camelOf, factsOf, wordsOf } from './names'
import { type Action, type Id, type MageOperation, operationFor } from './operations'
import { pagedFilters } from './pages'
import { resources } from './resources'
import type { MageResources, ResourcesByName } from './resourceTypes'

const letters: Readonly<Record<Action, string>> = {
  list: 'L',
  create: 'C',
  get: 'D',
  update: 'U',
  delete: 'X',
}
const actions = Object.keys(letters) as Action[]

type Method = (...args: unknown[]) => Call<unknown>

/** Mage's tree of operations: all resources, what stands below them, and what triggers ask. */
export const mageTree: Tree<MageResources> = (invoke) => {
  const api = resourcesByName(invoke, [], [])
  for (const name of Object.keys(resources)) {
    late(api, camelOf(name), () => {
      const made = resource(invoke, [name], [])
      return name === 'pipeline_runs' ? Object.assign(made, runActions(invoke)) : made
    })
  }
  return Object.assign(api, {
    trigger: (...args: unknown[]) => invoke(triggerOperation, args),
    runBlock: (...args: unknown[]) => invoke(runOperation, args),
  }) as unknown as MageResources
}

const triggerOperation: MageOperation = {
  id: 'pipelineRuns.trigger',
  kind: 'mutation',
  options: 3,
  help: 'POST api/pipeline_schedules/{0}/api_trigger',
  method: 'POST',
  path: 'api/pipeline_schedules/{0}/api_trigger',
  takes: 'trigger',
  resource: 'pipeline_runs',
  keys: ['pipeline_run'],
  isOpen: true,
}

const runOperation: MageOperation = {
  id: 'runs.runBlock',
  kind: 'mutation',
  options: 2,
  help: 'POST api/runs',
  method: 'POST',
  path: 'api/runs',
  takes: 'run',
  resource: 'runs',
  keys: ['run'],
  isOpen: true,
}

function runActions(invoke: Invoke): Record<'cancel' | 'retry', Method> {
  const update = operationFor(['pipeline_runs'], 'update')
  return {
    cancel: (id, options) =>
      invoke({ ...update, id: 'pipelineRuns.cancel' } as MageOperation, [
        id,
        { status: 'cancelled' },
        options,
      ]),
    retry(id, from, options) {
      const { fromBlock } = Object(from) as { fromBlock?: string }
      const attributes = {
        pipeline_run_action: 'retry_blocks',
        ...(fromBlock !== undefined && { from_block_uuid: fromBlock }),
      }
      return invoke({ ...update, id: 'pipelineRuns.retry' } as MageOperation, [
        id,
        attributes,
        options,
      ])
    },
  }
}

/**
 * A resource below its parents. All methods are there; those that Mage lacks reject.
 *
 * @param ids of the parents
 */
function resource(invoke: Invoke, chain: readonly string[], ids: readonly Id[]): object {
  const real = realNameOf(chain)
  const has = factsOf(real)?.actions ?? 'LCDUX'
  const make = (action: Action): Method => {
    if (!has.includes(letters[action])) return () => lacking(chain, action, has)
    const operation = operationFor(chain, action)
    return (...args) => invoke(operation, [...ids, ...args])
  }
  const made = (id: Id): object => below(invoke, chain, [...ids, id])
  const methods = Object.fromEntries(actions.map((action) => [action, make(action)])) as Record<
    Action,
    Method
  >
  const list = has.includes('L') ? operationFor(chain, 'list') : undefined
  return Object.assign(made, methods, {
    detail: methods.get,
    iterate(filters?: unknown, options?: unknown) {
      const call: Method = list ? (...args) => invoke(list, args) : methods.list
      const paged = pagedFilters(real, filters)
      return itemsOf(call, [...ids, paged, options], list?.pages ?? noPages)
    },
    help: helpOf(chain, real, has),
  })
}

const noPages: PageRule = { items: () => [], next: () => undefined }

/** What stands below one record. */
function below(invoke: Invoke, chain: readonly string[], ids: readonly Id[]): object {
  const scope = resourcesByName(invoke, chain, ids)
  for (const child of childrenOf(chain)) {
    late(scope, camelOf(child), () => resource(invoke, [...chain, child], ids))
  }
  return scope
}

function resourcesByName(
  invoke: Invoke,
  chain: readonly string[],
  ids: readonly Id[],
): ResourcesByName {
  const byName = (name: string): unknown => {
    if (typeof name !== 'string' || !/^\w+$/.test(name)) {
      must('resource(name)', 'a name of letters, digits and underscores, as URLs of Mage have it')
    }
    return resource(invoke, [...chain, name], ids)
  }
  return { resource: byName } as ResourcesByName
}

function childrenOf(chain: readonly string[]): string[] {
  const path = chain.join('.')
  return Object.hasOwn(children, path) ? wordsOf(children[path as keyof typeof children]) : []
}

/** Made when it is first asked for: most programs use few of the resources. */
function late(target: object, name: string, make: () => object): void {
  let made: object | undefined
  Object.defineProperty(target, name, {
    enumerable: true,
    get() {
      made ??= make()
      return made
    },
  })
}

function namesOf(has: string): string {
  return actions.filter((action) => has.includes(letters[action])).join(', ')
}

function lacking(chain: readonly string[], action: Action, has: string): Call<never> {
  const name = chain.map(camelOf).join('.')
  return createCall(() =>
    Promise.reject(
      new ConfigError(`${name}.${action}: Mage does not offer this; it has ${namesOf(has)}.`),
    ),
  ) as Call<never>
}

function helpOf(chain: readonly string[], real: string, has: string): string {
  const facts = factsOf(real)
  const parents = chain.slice(0, -1).map((name) => `${name}/{id}/`)
  const path = `api/${parents.join('')}${chain.at(-1)}`
  const lines = [
    ['path', `${path}, ${path}/{id}`],
    ['actions', namesOf(has)],
    ['without a token', facts?.open && namesOf(facts.open)],
    ['pages', facts?.database && '40 records unless limit says otherwise'],
    ['filters', wordsOf(facts?.filters).join(', ')],
    ['attributes', wordsOf(facts?.attributes).join(', ')],
    ['below', childrenOf(chain).map(camelOf).join(', ')],
  ]
  return [
    chain.map(camelOf).join('.'),
    ...lines.flatMap(([label, text]) => (text ? [`  ${label}: ${text}`] : [])),
  ].join('\n')
}
