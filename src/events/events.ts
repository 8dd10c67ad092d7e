import { redactUrl } from './redaction'

/** What every event tells of its call. */
export interface CallFacts {
  readonly method: string
  /** The URL, with the values of its query hidden. */
  readonly url: string
  /** What the call was given as `meta`. */
  readonly meta: unknown
  /** Requests sent for this call so far, this one included. */
  readonly attempt: number
}

/** The payload of each event. Times in ms. */
export interface ClientEvents {
  /** A request leaves. */
  request: CallFacts
  /** The headers of an answer are there. */
  response: CallFacts & {
    status: number
    /** Hidden from whoever prints the event or makes JSON of it: servers repeat secrets in them. */
    headers: Headers
    duration: number
    requestId: string | undefined
  }
  /** A request is over: its body was read, or something failed. The one to time requests by. */
  attempt: CallFacts & { status: number | undefined; error: unknown; duration: number }
  /** A call has to wait for its turn. */
  wait: CallFacts
  /** An attempt failed and will be repeated after `delay`. */
  retry: CallFacts & { error: unknown; delay: number }
  /** The server said that its quota is used up: 429, or 413 or 503 with Retry-After. */
  throttled: CallFacts & { status: number; retryAfter: number | undefined }
  /** A refused credential was renewed, or could not be. */
  renew: CallFacts & { renewed: boolean }
  /** A call failed for good: `error` is what it rejects with. */
  error: CallFacts & { error: unknown; duration: number }
}

export type EventName = keyof ClientEvents
export type Listener<Name extends EventName> = (event: ClientEvents[Name]) => void

/** The call that an event is about. */
interface Subject {
  readonly method: string
  readonly url: string
  readonly meta: unknown
}

/** What an event tells besides the facts of its call. */
export type Extra<Name extends EventName> = Omit<ClientEvents[Name], keyof CallFacts>

/** Hands events to listeners. A listener that throws harms neither the call nor other listeners. */
export class Emitter {
  readonly #listeners: { [Name in EventName]?: Set<(event: never) => void> } = {}

  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    this.#listeners[name] ??= new Set()
    // A wrapper, so that adding a function twice makes two listeners, each with its own undo.
    const own = (event: never): void => listener(event)
    this.#listeners[name].add(own)
    return () => void this.#listeners[name]?.delete(own)
  }

  /** Makes no payload where nobody listens; its URL is redacted only when somebody reads it. */
  emit<Name extends EventName>(
    name: Name,
    { method, url, meta }: Subject,
    attempt: number,
    extra: () => Extra<Name>,
  ): void {
    const listeners = this.#listeners[name]
    if (!listeners?.size) return
    const event = Object.defineProperty({ method, meta, attempt, ...extra() }, 'url', {
      enumerable: true,
      get: () => redactUrl(url),
    })
    const { headers } = event as { headers?: Headers }
    // A getter, since Bun prints what cannot be enumerated, too.
    if (headers) Object.defineProperty(event, 'headers', { get: () => headers, enumerable: false })
    for (const listener of [...listeners]) {
      try {
        listener(event as never)
      } catch (error) {
        console.error(`portolan: a listener of '${name}' threw`, error)
      }
    }
  }
}
