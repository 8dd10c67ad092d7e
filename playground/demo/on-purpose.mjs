// Calls that must fail, each with an error that says what it was.
import { NotFoundError, ParseError, TimeoutError } from 'portolan'
import { KnowiNotFoundError } from 'portolan/knowi'
import { kindOf } from './tally.mjs'

/**
 * @import { Knowi } from 'portolan/knowi'
 *
 * @typedef {object} Mishap
 * @property {string} what
 * @property {string} kind
 * @property {string} remark
 */

/**
 * @param {Knowi} knowi
 * @returns {Promise<Mishap[]>}
 */
export async function failOnPurpose(knowi) {
  const missing = await failureOf(knowi.dashboards.get(4711))
  expect(missing instanceof KnowiNotFoundError && missing instanceof NotFoundError, missing)

  const late = await failureOf(knowi.users.list({}, { timeout: 250, retry: false }))
  expect(late instanceof TimeoutError && late.phase === 'headers', late)

  const half = await failureOf(knowi.groups.list())
  expect(half instanceof ParseError, half)

  const leaving = new AbortController()
  const reason = new Error('The user left the page.')
  const call = failureOf(knowi.users.list({}, { signal: leaving.signal }))
  setTimeout(() => leaving.abort(reason), 100)
  const left = await call
  expect(left === reason, left)

  return [
    {
      what: 'a dashboard that is not there',
      kind: kindOf(missing),
      remark: 'also a NotFoundError',
    },
    { what: 'no answer within 250 ms', kind: kindOf(late), remark: 'at once, since retry is off' },
    { what: 'half of the JSON', kind: kindOf(half), remark: 'not repeated: the answer was whole' },
    { what: 'an abort after 100 ms', kind: kindOf(left), remark: "the caller's own reason" },
  ]
}

/**
 * @param {Promise<unknown>} call
 * @returns {Promise<unknown>} what it rejects with
 */
async function failureOf(call) {
  let data
  try {
    data = await call
  } catch (error) {
    return error
  }
  throw new Error(`A call that had to fail was answered: ${JSON.stringify(data)?.slice(0, 80)}`)
}

/**
 * @param {boolean} holds
 * @param {unknown} error
 */
function expect(holds, error) {
  if (!holds) throw new Error('A call failed in another way than it had to.', { cause: error })
}
