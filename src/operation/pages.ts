import type { Answer, Call } from '../call/Call'

/** A page that was read, as the rule for the next one sees it. */
export interface Page {
  /** What the call of this page was given. */
  readonly args: readonly unknown[]
  readonly data: unknown
  readonly response: Response
  /** 1 for the first. */
  readonly number: number
  /** How many items this page has. */
  readonly count: number
  /** How many items the page before it had. */
  readonly countBefore: number | undefined
}

/** How the pages of a list follow each other. */
export interface PageRule {
  /** What the call of the first page is given. @default what the caller gave */
  first?(args: readonly unknown[]): readonly unknown[]
  /** The items of a page. */
  items(data: unknown): readonly unknown[]
  /** What the call of the next page is given, or undefined where this page is the last. */
  next(page: Page): readonly unknown[] | undefined
}

/**
 * The pages of a list, one call each, made when it is asked for. The options of the call count for
 * each page: so does `totalTimeout`.
 */
export async function* pagesOf<T>(
  call: (...args: readonly unknown[]) => Call<T>,
  args: readonly unknown[],
  rule: PageRule,
): AsyncGenerator<Answer<T>, void, undefined> {
  let countBefore: number | undefined
  let next: readonly unknown[] | undefined = rule.first?.(args) ?? args
  for (let number = 1; next; number += 1) {
    const answer: Answer<T> = await call(...next).withResponse()
    yield answer
    const { data, response } = answer
    const count = rule.items(data).length
    next = rule.next({ args: next, data, response, number, count, countBefore })
    countBefore = count
  }
}

/** The items of all pages in their order. */
export async function* itemsOf<Item>(
  call: (...args: readonly unknown[]) => Call<unknown>,
  args: readonly unknown[],
  rule: PageRule,
): AsyncGenerator<Item, void, undefined> {
  for await (const { data } of pagesOf(call, args, rule)) yield* rule.items(data) as readonly Item[]
}
