import type { ServerSpec } from '../OperationSpec'

export interface ServerTerms {
  readonly baseURL?: string | URL | undefined
  readonly servers?: readonly ServerSpec[] | undefined
  readonly variables?: Readonly<Record<string, string>> | undefined
  readonly source?: string | undefined
  readonly allowedOrigins?: readonly string[] | undefined
  readonly secret: boolean
}

export function baseFor({ baseURL, servers }: ServerTerms): string {
  return String(baseURL ?? servers?.[0]?.url ?? '/')
}
