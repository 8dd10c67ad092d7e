import { must } from '../../options'

const decimal = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i

/**
 * The `requestTimeout` of the Python client, in seconds, as ms.
 *
 * @returns undefined for everything that stands for the default there: nothing, false and zero
 * @throws {ConfigError} for true, a text that is no number, a negative number, NaN and Infinity
 */
export function requestTimeoutInMs(seconds: unknown): number | undefined {
  if (seconds === undefined || seconds === null || seconds === false || seconds === '')
    return undefined
  const text = typeof seconds === 'string' && decimal.test(seconds) ? Number(seconds) : seconds
  if (typeof text !== 'number' || !(text >= 0 && Number.isFinite(text))) {
    must('requestTimeout', 'a number of seconds, or a text that is one; 0 means the default of 300')
  }
  return text === 0 ? undefined : text * 1000
}
