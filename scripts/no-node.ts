// @ts-expect-error Once Node's globals are known here, some package's types have brought them in, and the check of the core no longer tells what runs on Node alone.
export type Process = typeof process
