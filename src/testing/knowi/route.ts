import type { MockRecord } from './options'
import type { Store } from './store'

export interface Context {
  readonly store: Store
  /** What stood in the place of `:id`. */
  readonly id: string
  /** What stood in the place of `:other`. */
  readonly other: string
  readonly query: URLSearchParams
  /** The body as an object, form or JSON; empty without a body. Throws the 400 of a bad one. */
  readonly input: () => MockRecord
}

export interface Route {
  readonly method: string
  readonly segments: readonly string[]
  readonly run: (context: Context) => Response
}

/** One line of the table: `'GET /dashboards/:id'` and what answers it. */
export function route(line: string, run: (context: Context) => Response): Route {
  const [method, path] = line.split(' ') as [string, string]
  return { method, segments: path.slice(1).split('/'), run }
}

export interface RouteMatch {
  /** The first route for path and method, in the order of the table. */
  readonly found: Route | undefined
  /** Methods that the path takes; none for an unknown path. */
  readonly allowed: readonly string[]
}

export function matchRoute(
  routes: readonly Route[],
  method: string,
  segments: readonly string[],
): RouteMatch {
  const onPath = routes.filter((candidate) => fits(candidate.segments, segments))
  const allowed = [...new Set(onPath.map((candidate) => candidate.method))]
  return { found: onPath.find((candidate) => candidate.method === method), allowed }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) =>
      part.startsWith(':') ? segments[index] !== '' : part === segments[index],
    )
  )
}

/** The segment in the place of a parameter, empty where the route has none of this name. */
export function parameter({ segments: pattern }: Route, name: string, segments: string[]): string {
  return segments[pattern.indexOf(name)] ?? ''
}
