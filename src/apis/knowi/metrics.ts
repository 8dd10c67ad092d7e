import type { ClientEvents } from '../../events/events'

/** How long a request took (contract 1.8). */
export interface KnowiMetric {
  name: 'http_request_duration'
  type: 'timer'
  /** Seconds. */
  value: number
  tags: {
    /** What the call named as `endpoint`; the operation of a resource; `verify` or `login`. */
    endpoint?: string
    /** Left out where no answer came. */
    http_status_code?: number
    /** 'failed' only where no answer came: an answer of 500 took its time just as well. */
    status: 'succeeded' | 'failed'
  }
}

/** The metric of one request. */
export function metricOf({ meta, status, duration }: ClientEvents['attempt']): KnowiMetric {
  const { endpoint } = Object(meta) as { endpoint?: unknown }
  return {
    name: 'http_request_duration',
    type: 'timer',
    value: duration / 1000,
    tags: {
      ...(typeof endpoint === 'string' && { endpoint }),
      ...(status !== undefined && { http_status_code: status }),
      status: status === undefined ? 'failed' : 'succeeded',
    },
  }
}
