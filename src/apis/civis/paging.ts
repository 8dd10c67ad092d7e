import type { PageRule } from '../../operation/pages'
import { isLastPage } from '../../operation/paginate'

/** How a page is asked for, in the options of the call that come last. */
const pageNumber = 'page_num'

/**
 * The pages of a list of Civis': numbered from 1, whatever the caller says. The last one is that
 * which `X-Pagination-Total-Pages` names where it is sent, an empty one, or one that is shorter
 * than the page before it. `limit` says nothing about it, since servers clamp it.
 */
export const listPages: PageRule = {
  items: (data) => (Array.isArray(data) ? data : []),
  next: (page) => (isLastPage(page) ? undefined : withPage(page.args, page.number + 1)),
}

/** The arguments of a call, options last, with the number of the page that it is to give. */
export function withPage(args: readonly unknown[], number: number): readonly unknown[] {
  const { pageNum: _, ...options } = Object(args.at(-1)) as Record<string, unknown>
  return [...args.slice(0, -1), { ...options, [pageNumber]: number }]
}
