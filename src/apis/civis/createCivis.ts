import { attempted } from '../../call/Call'
import { isPlain } from '../../call/kindOf'
import { buildClient, type Client } from '../../client'
import { Closing, pin } from '../../clock/abort'
import { systemClock } from '../../clock/systemClock'
import { ClosedError } from '../../errors/ClosedError'
import { ConfigError } from '../../errors/ConfigError'
import { type RequestTerms, requestFor } from '../../openapi/encode/request'
import type { Opened } from '../../openapi/operationTable'
import { Chart, type TableOperation } from '../../openapi/tree/Chart'
import { treeOf } from '../../openapi/tree/grow'
import { operationHelp } from '../../openapi/tree/help'
import { type Invoke, plant } from '../../operation/operation'
import { must } from '../../options'
import { type AnswerHouse, type CivisAnswer, civisCall } from './answers'
import { civisError } from './errors/forAnswer'
import type { JobHouse } from './JobHouse'
import { checkId, civisJob, runContainer, runJob } from './jobs'
import { civisLookups } from './lookups'
import { snakeName } from './names'
import { type CivisOptions, type SettledCivis, settleCivis } from './options'
import { type CivisTable, inPathOrder, type PathOrders } from './pathOrders'
import { withLists, withNames } from './positions'
import { asksForPage, civisPages, isOldList } from './reading'
import { openSpec } from './spec'
import type { Civis, CivisResources, CivisTools } from './types'

/** How Civis takes arguments, whatever its specification says (contract 3.3). */
const terms: RequestTerms = {
  sentAs: snakeName,
  arrayStyle: 'brackets',
  nulls: 'drop',
  emptyBody: true,
}

/**
 * Makes a client of Civis out of Civis' own specification, which is downloaded once and kept. Every
 * operation is a method: `GET /workflows/{id}/executions` is `civis.workflows.listExecutions(id)`.
 * Python's spellings work too: `civis.workflows.list_executions(id)`.
 *
 * @throws {ConfigError} for options that are wrong or unknown, or where there is no API key
 * @throws {CivisApiKeyError} where Civis refuses the key
 * @example
 * const civis = await createCivis()
 * const { id } = await civis.queries.post({ database: 1, sql: 'SELECT 1', previewRows: 10 })
 * for await (const job of civis.jobs.list.iterate({ state: 'running' })) console.log(job.name)
 */
export async function createCivis<Api extends object = CivisResources>(
  options: CivisOptions = {},
): Promise<Civis<Api>> {
  const settled = settleCivis(options)
  const client = buildClient(settled.core, { error: civisError })
  return grow(settled, client, await openSpec(settled, client)) as Civis<Api>
}

function grow(settled: SettledCivis, client: Client, { table, docs }: Opened): object {
  const { core, returnType } = settled
  const closing = new Closing()
  pin(closing)
  let last: CivisAnswer<unknown> | undefined
  const answers: AnswerHouse = {
    client,
    returnType,
    keep(answer) {
      last = answer
    },
  }
  const jobs: JobHouse = {
    client,
    clock: core.clock ?? systemClock,
    returnType,
    signals: core.signal ? [closing, core.signal] : [closing],
  }
  const chart = new Chart(table, { pages: civisPages, docs, help: operationHelp })
  const tree = treeOf(chart, { snakeCase: true, shown: isOldList })
  const invoke = invokeBy(answers, (table as CivisTable).pathOrders ?? {}, settled.onWarning)
  const api = tree(invoke)

  const lookups = civisLookups(client)
  const tools: Omit<
    CivisTools,
    keyof typeof lookups | 'lastResponse' | '$help' | '$resources' | '$operation'
  > = {
    runJob: (id) => runJob(jobs, id),
    runContainer: (script, given) =>
      runContainer(
        jobs,
        script,
        async (description) => {
          const line = 'POST /scripts/containers'
          const { spec } =
            chart.find(line) ?? must('The specification', `one with '${line}', to make a script`)
          const { method, path, options } = requestFor(spec, [description], terms)
          return (await client.request<{ id: number }>(method, path, options)).id
        },
        given,
      ),
    job(id, runId) {
      checkId('job: the job', id)
      checkId('job: the run', runId)
      return civisJob(jobs, id, runId, `jobs/${id}/runs`)
    },
    $client: client,
    $table: table,
    async close() {
      closing.abort(new ClosedError('The client is closed.'))
      await client.close()
    },
  }
  const own = {
    ...Object.getOwnPropertyDescriptors(lookups),
    ...Object.getOwnPropertyDescriptors(tools),
    lastResponse: { get: () => last },
  }
  for (const [name, property] of Object.entries(own)) {
    // Nothing of it is read by who only looks at the client.
    const hidden = { ...property, enumerable: false, configurable: true }
    Object.defineProperty(api, name, hidden)
    const snake = snakeName(name)
    if (snake !== name && !name.startsWith('$')) Object.defineProperty(api, snake, hidden)
  }
  const { asyncDispose } = Symbol
  if (asyncDispose) Object.defineProperty(api, asyncDispose, { value: tools.close })
  return plant(api, { tree, invoke, baseURL: settled.baseURL, clock: jobs.clock })
}

function invokeBy(
  answers: AnswerHouse,
  orders: PathOrders,
  onWarning: SettledCivis['onWarning'],
): Invoke {
  const warned = new Set<string>()
  const warn = (name: string, warning: string): void => {
    if (onWarning) onWarning(`${name}: ${warning}`)
    else if (!warned.has(name)) {
      warned.add(name)
      console.warn(`${name}: ${warning}`)
    }
  }
  return <T>(operation: unknown, args: readonly unknown[], signal?: AbortSignal) => {
    const { id, resource, alias, spec } = operation as TableOperation
    return attempted(() => {
      if (alias && isOldList(`${resource}.${alias}`)) {
        warn(`${resource}.${alias}`, `this is no list any more; use ${id}.`)
      }
      if (spec.warning) warn(id, spec.warning)
      checkIterator(id, args)
      const lists = withLists(args)
      const order = orders[`${spec.verb} ${spec.template}`]
      const inOrder = order ? inPathOrder(spec.template, order, lists) : lists
      const { method, path, options } = requestFor(spec, withNames(spec, inOrder), terms)
      if (signal) options.signal = signal
      const isPage = asksForPage(args)
      return civisCall<T>(answers, method, path, options, isPage)
    })
  }
}

/** @throws {ConfigError} for Python's way to ask for all pages */
function checkIterator(id: string, args: readonly unknown[]): void {
  const last = args.at(-1)
  if (!isPlain(last) || !('iterator' in last)) return
  throw new ConfigError(
    `${id}: there is no iterator here; use ${id}.iterate(options) for the items of all pages, where the list has any.`,
  )
}
