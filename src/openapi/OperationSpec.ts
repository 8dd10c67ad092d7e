import type { PageRule } from '../operation/pages'

/** How an array or an object is written where it stands (OpenAPI 3.1, 4.8.12.3; Swagger 2.0, collectionFormat). */
export type Style =
  | 'form'
  | 'simple'
  | 'label'
  | 'matrix'
  | 'spaceDelimited'
  | 'pipeDelimited'
  | 'tabDelimited'
  | 'deepObject'
  /** `name[]=a&name[]=b`: no style of OpenAPI; Civis and Mage ask for it. */
  | 'brackets'

/** A parameter of an operation, its defaults filled in. */
export interface ParameterSpec {
  /** As the document spells it, and as it is sent. */
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly required: boolean
  readonly style: Style
  readonly explode: boolean
  readonly allowReserved: boolean
  /** Media type of a parameter that is given by `content` in place of a style. */
  readonly content?: string
  /** 0 where its schema says that it counts from there. */
  readonly first?: number
}

/** How one property of a form is written (OpenAPI 3.1, 4.8.15). */
export interface PropertyEncoding {
  readonly contentType?: string
  readonly style?: Style
  readonly explode?: boolean
  readonly allowReserved?: boolean
}

/** One way to give an operation its body. */
export interface BodySpec {
  /** Such as `application/json`. */
  readonly media: string
  readonly required: boolean
  /** Names that may be given flat, as the document spells them; undefined: only `$body` makes sense. */
  readonly properties: readonly string[] | undefined
  readonly requiredProperties: readonly string[]
  /** Whether names that the schema does not know are let through. */
  readonly open: boolean
  readonly encoding?: Readonly<Record<string, PropertyEncoding>>
}

/** Schemes that must all be met, each with the scopes that it asks for. */
export type SecurityAlternative = Readonly<Record<string, readonly string[]>>

/** How a credential is given (OpenAPI 3.1, 4.8.27; Swagger 2.0, securityDefinitions: `basic` is `http` here). */
export interface SecuritySchemeSpec {
  readonly type: 'apiKey' | 'http' | 'oauth2' | 'openIdConnect' | 'mutualTLS'
  /** Of an apiKey: header, parameter or cookie. */
  readonly name?: string
  readonly in?: 'header' | 'query' | 'cookie'
  /** Of http, in lower case: `basic`, `bearer` … */
  readonly scheme?: string
}

/** Where an operation is served. */
export interface ServerSpec {
  readonly url: string
  readonly variables?: Readonly<
    Record<string, { readonly default: string; readonly enum?: readonly string[] }>
  >
}

/** Everything that a call of an operation needs to know, read out of a document. */
export interface OperationSpec {
  /** `resource.method`, as the tree has it. */
  readonly id: string
  readonly operationId?: string
  /** Upper-case. */
  readonly verb: string
  /** With a leading slash and `{names}`. */
  readonly template: string
  /** Path parameters first, in the order of the template; the others in the order of the document. */
  readonly parameters: readonly ParameterSpec[]
  /** What it accepts, the preferred media type first. */
  readonly bodies: readonly BodySpec[]
  /** Any one of these; an empty list asks for nothing; undefined: the document does not say. */
  readonly security: readonly SecurityAlternative[] | undefined
  /** Of its own or of its path; undefined: those of the document. */
  readonly servers?: readonly ServerSpec[]
  readonly pages?: PageRule
  /** Said at each call: the document wants its users to leave this operation. */
  readonly warning?: string
}
