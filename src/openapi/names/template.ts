/** A segment of a path: its text without `{names}`, and the names. */
export interface Segment {
  readonly text: string
  readonly parameters: readonly string[]
  /** Whether a parameter is the last of it. */
  readonly open: boolean
}

/** A path as the naming rules read it. */
export interface Path {
  /** All of its `{names}`, each once. */
  readonly parameters: readonly string[]
  readonly segments: readonly Segment[]
  /** What stands behind `?` or `#`, as AWS writes its actions. */
  readonly actions: string
  /** Such as `.json`, at the end of the last segment. */
  readonly extension: string
}

const parameter = /\{([^{}]*)\}/g

/** `/files/{id}.json` → its segments, and the ending that no name shows. */
export function readPath(template: string): Path {
  const [path = '', ...behind] = /[?#]/.test(template) ? template.split(/[?#]/) : [template]
  const bare = path.replace(/\/+$/, '')
  const extension = /\.(json|xml|ya?ml|html?|csv|txt)$/i.exec(bare)?.[0] ?? ''
  const segments = bare
    .slice(0, bare.length - extension.length)
    .split('/')
    .filter(Boolean)
    .map(readSegment)
  const actions = behind.flatMap((part) => part.split('&')).map((pair) => pair.split('=').pop())
  return {
    parameters: parametersOf(template),
    segments,
    actions: actions.join(' ').replace(parameter, ' '),
    extension,
  }
}

function readSegment(segment: string): Segment {
  if (!segment.includes('{')) return { text: segment, parameters: [], open: false }
  return {
    text: segment.replace(parameter, ' ').trim(),
    parameters: parametersOf(segment),
    open: segment.endsWith('}'),
  }
}

/** The names in a path, each once, in their order. */
export function parametersOf(template: string): string[] {
  if (!template.includes('{')) return []
  return [...new Set([...template.matchAll(parameter)].map(([, name]) => name as string))]
}

const generic = /^(api|rest|v?\d+([._-]\w+)*|v\d+\w*|latest|date|services?|public|external)$/i

/**
 * How many segments all paths have in common that say nothing: `api`, `v1` and their like. Never so
 * many that no path is left with a name.
 */
export function sharedPrefix(paths: readonly Path[]): number {
  let count = 0
  for (const first = paths[0]; first; count += 1) {
    const shared = first.segments[count]?.text
    if (!shared || first.segments[count]?.open || !generic.test(shared)) break
    if (!paths.every(({ segments }) => segments[count]?.text === shared)) break
    if (!paths.some(({ segments }) => segments.slice(count + 1).some(({ text }) => text))) break
  }
  return count
}

/** How many segments of a path a base path covers: all of its own, or none. */
export function coveredBy(basePath: string, template: string): number {
  const [own, all] = [basePath, template].map((path) => path.split('/').filter(Boolean))
  return own?.every((segment, at) => segment === all?.[at]) ? own.length : 0
}
