import { isPlain } from '../../call/kindOf'
import type { Nameable } from '../../openapi/names/names'
import type { OperationSpec } from '../../openapi/OperationSpec'
import type { PageRule } from '../../operation/pages'
import { isLastPage } from '../../operation/paginate'

/**
 * What is special about Civis' specification (contract 3.2): lists by their answers, words of
 * parameters that follow each other, operations that are on their way out.
 */
export const civisReading = {
  naming: {
    basePath: '',
    consecutiveParams: true,
    listWhen: ({ template, array }: Nameable): boolean =>
      arrays.test(template) || (array === undefined ? !withoutSchema.test(template) : array),
  },
  /** Feature flags stand in the way of a name; what is deprecated says so in its summary. */
  skip: ({ template, summary = '' }: Nameable): boolean =>
    template.startsWith('/feature_flags') || /deprecated/i.test(summary),
  closed: true,
  trailingSlash: 'drop',
} as const

/** Lists, whatever the specification says of their answers. */
const arrays =
  /^\/(credentials\/types|databases\/\{\w+\}\/users|jobs\/\{\w+\}\/(children|parents)|(notebooks|reports|workflows)\/\{\w+\}\/git\/commits|scripts\/(javascript|python3|r|sql)\/\{\w+\}\/git\/commits|scripts\/\{\w+\}\/history)$/

/** Single things, although the specification does not say so. */
const withoutSchema = /^\/(endpoints|notifications)$/

/**
 * Names with `list` of what is no list any more: the Python client still has them, and warns. All
 * others of this kind answer too, but are not shown.
 */
const oldLists = new Set([
  'clusters.listKubernetesInstanceConfigsHistoricalGraphs',
  'clusters.listKubernetesInstanceConfigsHistoricalMetrics',
  'databases.listAdvancedSettings',
  'endpoints.list',
  'gitRepos.listRefs',
  'groups.listChildGroups',
  'models.listSchedules',
  'notebooks.listGit',
  'notebooks.listUpdateLinks',
  'notifications.list',
  'predictions.listSchedules',
  'reports.listGit',
  'scripts.listJavascriptGit',
  'scripts.listPython3Git',
  'scripts.listRGit',
  'scripts.listSqlGit',
  'usage.listLlmOrganizationSummary',
  'users.listMe',
  'workflows.listGit',
])

export const isOldList = (alias: string): boolean => oldLists.has(alias)

/**
 * The pages of a list of Civis': every GET that takes both `limit` and `page_num`. They are numbered
 * from 1, whatever the caller says. The last one is that which `X-Pagination-Total-Pages` names
 * where it is sent, an empty one, or one that is shorter than the page before it. `limit` says
 * nothing about it, since servers clamp it.
 */
export function civisPages({ verb, parameters }: OperationSpec): PageRule | undefined {
  const query = parameters.filter((each) => each.in === 'query').map(({ name }) => name)
  return verb === 'GET' && query.includes('limit') && query.includes('page_num')
    ? listPages
    : undefined
}

export const listPages: PageRule = {
  first: (args) => withPage(args, 1),
  items: (data) => (Array.isArray(data) ? data : []),
  next: (page) => (isLastPage(page) ? undefined : withPage(page.args, page.number + 1)),
}

/** The arguments of a call with the number of the page that it is to give. */
function withPage(args: readonly unknown[], number: number): readonly unknown[] {
  const last = args.at(-1)
  const [values, given] = isPlain(last) ? [args.slice(0, -1), last] : [args, {}]
  const { pageNum: _, ...options } = given as Record<string, unknown>
  return [...values, { ...options, page_num: number, [ofList]: true }]
}

/** Marks the arguments of a page that a list asks for: its data is needed, whatever calls give. */
const ofList = Symbol('a page of a list')

export function asksForPage(args: readonly unknown[]): boolean {
  const last = args.at(-1)
  return isPlain(last) && ofList in last
}
