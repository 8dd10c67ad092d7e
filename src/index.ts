export type { StandardSchemaV1 } from '@standard-schema/spec'
export type { Auth, AuthTarget, SecretPlaces } from './auth/Auth'
export { type ApiKeyOptions, apiKey } from './auth/apiKey'
export { basic } from './auth/basic'
export { bearer, type TokenSource } from './auth/bearer'
export { type OAuth2Options, type OAuth2Token, oauth2 } from './auth/oauth2'
export type { ReplayableBody } from './call/body'
export type { Answer, Call } from './call/Call'
export type { ParseAs, ParsedAs } from './call/consume'
export type { AttemptRequest, BeforeAttempt } from './call/House'
export type { Progress } from './call/observed'
export type { PathParams } from './call/path'
export { type QueryInput, type QueryValue, withQuery } from './call/query'
export type { FetchOptions, Recipe } from './call/recipe'
export { type AnyVerb, type CallOptions, type Client, createClient, type Verb } from './client'
export type { ClientOptions } from './clientOptions'
export type { Cancellation } from './clock/abort'
export type { Clock } from './clock/clock'
export * from './errors/index'
export { attachLogger, type EventSource, type Logger } from './events/attachLogger'
export type { CallFacts, ClientEvents, EventName, Listener } from './events/events'
export type { HeadersInput } from './headers/headers'
export type { QuotaFacts } from './headers/rateLimit'
export { camelKeys, snakeKeys } from './keys'
export type { AnswerFacts, Ask, Governor, GovernorState, Permit, Quota } from './limit/Governor'
export { type KeyedRequest, type RateLimitOptions, rateLimit } from './limit/rateLimit'
export type { Invoke, Operation, Tree } from './operation/operation'
export type { Page, PageRule } from './operation/pages'
export {
  byCursor,
  byLink,
  byOffset,
  byPage,
  type Paginated,
  type PaginateOptions,
  type Paging,
  paginate,
} from './operation/paginate'
export type { RetryInput, RetryOptions } from './retry/policy'
export { RetryBudget } from './retry/RetryBudget'
export type { Failure, RetryPolicy } from './retry/RetryPolicy'
export {
  type RetryParts,
  retryWith,
  type Stop,
  stopAfterAttempt,
  stopAfterDelay,
  stopAny,
  type Wait,
  waitFixed,
  waitRandomExponential,
} from './retry/retryWith'
export {
  type EventConnection,
  type EventStreamOptions,
  events,
  type ServerEvent,
} from './streams/events'
export { type JsonLinesOptions, jsonLines } from './streams/jsonLines'
export type { StreamedCall } from './streams/text'
