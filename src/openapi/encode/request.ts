import type { CallOptions } from '../../client'
import { must } from '../../options'
import type { OperationSpec, Style } from '../OperationSpec'
import type { Guard } from './security'
import type { ServerTerms } from './servers'

export interface RequestTerms {
  readonly sentAs?: ((name: string) => string) | undefined
  readonly arrayStyle?: Style | undefined
  readonly nested?: boolean | undefined
  readonly nulls?: 'refuse' | 'drop' | undefined
  readonly emptyBody?: boolean | undefined
  readonly stringifyJson?: ((value: unknown) => string) | undefined
  readonly guard?: Guard | undefined
  readonly servers?: ServerTerms | undefined
  readonly base?: string | undefined
}

export function requestFor(
  { id, verb, template, parameters, bodies }: OperationSpec,
  args: readonly unknown[],
  _terms: RequestTerms,
): { method: string; path: string; options: CallOptions } {
  const names = parameters.filter((spec) => spec.in === 'path').map(({ name }) => name)
  const last = args[names.length]
  const given: Record<string, unknown> = { ...Object(last) }
  let path = template
  names.forEach((name, at) => {
    const value = args[at]
    if (value === undefined || value === null || value === '') must(`${id}: ${name}`, 'given')
    path = path.replace(`{${name}}`, encodeURIComponent(String(value)))
  })
  const query: Record<string, unknown> = { ...Object(given.$query) }
  for (const { name, in: place } of parameters)
    if (place === 'query' && name in given) {
      query[name] = given[name]
      delete given[name]
    }
  const json = Object.fromEntries(Object.entries(given).filter(([name]) => !name.startsWith('$')))
  return {
    method: verb,
    path,
    options: {
      query: query as NonNullable<CallOptions['query']>,
      ...(bodies.length > 0 && { json: given.$body ?? json }),
    },
  }
}
