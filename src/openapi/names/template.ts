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
  /** Such as `json`, behind a dot at the end of the last segment. */
  readonly extension: string
}

const parameter = /\{([^{}]*)\}/g

/** `/files/{id}.json` → its segments, and the ending that no name shows. */
export function readPath(template: string): Path {
  const [path = '', ...behind] = /[?#]/.test(template) ? template.split(/[?#]/) : [template]
  const end = path.includes('.') ? /\.(json|xml|ya?ml|html?|csv|txt)\/*$/i.exec(path) : null
  const segments = (end ? path.slice(0, end.index) : path).split('/').filter(Boolean)
  const actions = behind.flatMap((part) => part.split('&')).map((pair) => pair.split('=').pop())
  return {
    parameters: parametersOf(template),
    segments: segments.map(readSegment),
    actions: actions.join(' ').replace(parameter, ' '),
    extension: end?.[1] ?? '',
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
  const names: string[] = []
  let from = template.indexOf('{')
  while (from >= 0) {
    const to = template.indexOf('}', from)
    const next = template.indexOf('{', from + 1)
    const whole = to >= 0 && (next < 0 || to < next)
    const name = whole ? template.slice(from + 1, to) : ''
    if (whole && !names.includes(name)) names.push(name)
    from = next
  }
  return names
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
