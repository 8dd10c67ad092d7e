// ofetch's declarations name undici, and undici's would bring Node's globals into the check of the core.
export declare class Dispatcher {
  private readonly only: never
}
