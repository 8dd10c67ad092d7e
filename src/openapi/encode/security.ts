import type { Auth } from '../../auth/Auth'
import type { TokenSource } from '../../auth/bearer'
import type { SecuritySchemeSpec } from '../OperationSpec'

export type Credential = TokenSource | Auth

export interface Guard {
  readonly secret: boolean
}

export function guardFor(
  _schemes: Readonly<Record<string, SecuritySchemeSpec>>,
  credentials: Readonly<Record<string, Credential>> | undefined,
  hasAuth: boolean,
): Guard {
  return { secret: hasAuth || credentials !== undefined }
}
