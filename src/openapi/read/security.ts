import type { SecurityAlternative, SecuritySchemeSpec, ServerSpec } from '../OperationSpec'
import { isNode, listOf, type Node, nodeOf, type Source, textOf } from './Source'

/** Any one of these will do; undefined where the document does not say. */
export function readSecurity(security: unknown): readonly SecurityAlternative[] | undefined {
  if (!Array.isArray(security)) return undefined
  return security
    .filter(isNode)
    .map((alternative) =>
      Object.fromEntries(
        Object.entries(alternative).map(([scheme, scopes]) => [
          scheme,
          listOf(scopes).filter((scope) => typeof scope === 'string'),
        ]),
      ),
    )
}

/** How credentials are given, by the names that operations ask for. */
export function readSchemes(source: Source): Record<string, SecuritySchemeSpec> {
  const { document } = source
  const schemes = nodeOf(
    source.old ? document.securityDefinitions : nodeOf(document.components).securitySchemes,
  )
  return Object.fromEntries(
    Object.entries(schemes).flatMap(([name, scheme]) => {
      const read = readScheme(source.follow(scheme))
      return read ? [[name, read]] : []
    }),
  )
}

function readScheme(node: Node | undefined): SecuritySchemeSpec | undefined {
  const type = textOf(node?.type)
  if (type === 'basic') return { type: 'http', scheme: 'basic' }
  if (type === 'http') return { type, scheme: (textOf(node?.scheme) ?? '').toLowerCase() }
  if (type === 'apiKey') {
    const [name, place] = [textOf(node?.name), textOf(node?.in)]
    if (!name || !/^(header|query|cookie)$/.test(place ?? '')) return undefined
    return { type, name, in: place as 'header' }
  }
  return /^(oauth2|openIdConnect|mutualTLS)$/.test(type ?? '')
    ? { type: type as 'oauth2' }
    : undefined
}

/** Where it is served; undefined where nothing is said. */
export function readServers(servers: unknown): readonly ServerSpec[] | undefined {
  if (servers === undefined) return undefined
  const read = listOf(servers).flatMap((server): ServerSpec[] => {
    const url = textOf(nodeOf(server).url)
    if (url === undefined) return []
    const variables = Object.entries(nodeOf(nodeOf(server).variables)).map(([name, variable]) => {
      const { default: fallback, enum: values } = nodeOf(variable)
      const known = listOf(values).map(String)
      return [name, { default: String(fallback ?? ''), ...(known.length > 0 && { enum: known }) }]
    })
    return [{ url, ...(variables.length > 0 && { variables: Object.fromEntries(variables) }) }]
  })
  return read.length > 0 ? read : undefined
}

/** Swagger 2.0's schemes, host and basePath: https first. */
export function readHost({ host, basePath, schemes }: Node): readonly ServerSpec[] {
  const path = textOf(basePath) ?? '/'
  const domain = textOf(host)
  if (!domain) return [{ url: path }]
  const known = listOf(schemes).filter((scheme) => scheme === 'http' || scheme === 'https')
  const order = known.length > 0 ? known.sort().reverse() : ['https']
  return order.map((scheme) => ({ url: `${scheme}://${domain}${path === '/' ? '' : path}` }))
}
