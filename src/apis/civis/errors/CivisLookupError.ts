import { PortolanError } from '../../../errors/PortolanError'

/** What was looked for, and where. */
export interface LookupFacts {
  /** What kind of thing, such as `database`. */
  kind: string
  wanted: string
  /** What narrowed the search, such as `owner zz`. */
  within?: string | undefined
  /** Where it was looked for, such as `databases.list()`. */
  searched: string
  /** Up to five names that are there and look like it, the nearest first. */
  near: readonly string[]
}

/** A helper such as `getDatabaseId` found nothing of that name on any page. */
export class CivisLookupError extends PortolanError {
  static override readonly brand: string = 'CivisLookupError'

  readonly kind: string
  readonly wanted: string
  readonly searched: string
  readonly near: readonly string[]

  constructor({ kind, wanted, within, searched, near }: LookupFacts) {
    const hint = near.length > 0 ? ` Near: ${near.map((name) => `'${name}'`).join(', ')}.` : ''
    super(`No ${kind} '${wanted}'${within ? `, ${within},` : ''} in ${searched}.${hint}`)
    this.kind = kind
    this.wanted = wanted
    this.searched = searched
    this.near = near
  }
}
