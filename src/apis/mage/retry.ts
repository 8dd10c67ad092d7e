import { type RetryInput, retryPolicy } from '../../retry/policy'
import type { RetryPolicy } from '../../retry/RetryPolicy'
import { MageInternalError } from './errors/MageInternalError'

/**
 * The core's policy, but an internal error in an answer of 200 is final: it says that the resource or
 * the pipeline is not there, and the next time it would not be there either. Whoever names
 * `statusCodes`, or gives a policy, decides that too.
 */
export function mageRetry(input: RetryInput | undefined): RetryPolicy {
  const policy = retryPolicy(input)
  if (typeof input === 'object' && ('next' in input || input.statusCodes)) return policy
  const { maxRetryAfter } = policy
  return {
    ...(maxRetryAfter !== undefined && { maxRetryAfter }),
    next: (failure) => !(failure.error instanceof MageInternalError) && policy.next(failure),
  }
}
