import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { civisError } from '../../../../src/apis/civis/errors/forAnswer'
import {
  CivisApiError,
  CivisApiKeyError,
  CivisJobFailure,
} from '../../../../src/apis/civis/errors/index'
import {
  HttpError,
  NotFoundError,
  ServiceUnavailableError,
  UnauthorizedError,
} from '../../../../src/index'

const answer = (status: number, data?: unknown, headers?: Record<string, string>) => ({
  status,
  data,
  headers: new Headers(headers),
  method: 'GET',
  url: 'https://api.civisanalytics.com/jobs/5?state=…',
  line: `${status} Not Found from GET https://api.civisanalytics.com/jobs/5?state=…`,
  message: '',
})

it('repeats no secret that Civis repeats, in none of its fields', () => {
  for (const data of [{ errorDescription: 'No key-5f2d9.' }, `${'.'.repeat(292)}key-5f2d9`]) {
    const error = civisError({ ...answer(401, data), secrets: ['key-5f2d9'] })
    const text = inspect(error, { depth: 9 }) + JSON.stringify(error)
    expect(text).toContain('[red')
    expect(text).not.toContain('key-5')
  }
})

describe('the error of an answer', () => {
  it('says status, what Civis said, method and path', () => {
    const error = civisError(answer(404, { error: 'not_found', errorDescription: 'Not there.' }))
    expect(error.message).toBe('(404) Not there. (GET /jobs/5?state=…)')
    expect(error.errorMessage).toBe('Not there.')
    expect(error.name).toBe('CivisApiError')
  })

  it.each([
    ['JSON without a description', { error: 'bad' }, 'no message'],
    ['an array', [1], 'no message'],
    ['null', null, 'no message'],
    ['a page', '<html>boom</html>', 'not JSON: <html>boom</html>'],
    ['blanks', '  ', 'Not Found'],
    ['nothing', undefined, 'Not Found'],
  ])('makes something of %s', (_what, data, said) => {
    expect(civisError(answer(500, data)).message).toBe(`(500) ${said} (GET /jobs/5?state=…)`)
  })

  it('says so where there is neither a body nor a reason', () => {
    const error = civisError({ ...answer(500), line: '500 from GET /x' })
    expect(error.errorMessage).toBe('no content')
  })

  it('cuts a long text', () => {
    expect(civisError(answer(500, 'x'.repeat(5000))).message.length).toBeLessThan(400)
  })

  it('is the class of the status in the core too', () => {
    expect(civisError(answer(404))).toBeInstanceOf(NotFoundError)
    expect(civisError(answer(404))).not.toBeInstanceOf(UnauthorizedError)
    expect(civisError(answer(503))).toBeInstanceOf(ServiceUnavailableError)
    expect(civisError(answer(418))).toBeInstanceOf(HttpError)
  })

  it('is about the key at 401, with the words of the challenge and the answer as its cause', () => {
    const challenge = 'Bearer realm="x", error="invalid_token"'
    const error = civisError(
      answer(401, { errorDescription: 'No.' }, { 'www-authenticate': challenge }),
    )
    expect(error).toBeInstanceOf(CivisApiKeyError)
    expect(error).toBeInstanceOf(UnauthorizedError)
    expect(error.message).toBe(challenge)
    expect(error.errorMessage).toBe('No.')
    expect(error.cause).toBeInstanceOf(CivisApiError)
    expect((error.cause as Error).message).toBe('(401) No. (GET /jobs/5?state=…)')
  })

  it('is about the key at 401 without a challenge too', () => {
    const error = civisError(answer(401, { errorDescription: 'No.' }))
    expect(error).toBeInstanceOf(CivisApiKeyError)
    expect(error.message).toBe('(401) No. (GET /jobs/5?state=…)')
  })
})

describe('the failure of a job', () => {
  it('says which run it was', () => {
    const failure = new CivisJobFailure('out of luck', { jobId: 7, runId: 70, state: 'failed' })
    expect(failure.message).toBe('(From job 7 / run 70) out of luck')
    expect(failure).toMatchObject({ name: 'CivisJobFailure', jobId: 7, runId: 70, state: 'failed' })
    expect(failure.errorMessage).toBe('out of luck')
    expect(failure).toBeInstanceOf(HttpError)
    expect(failure).not.toBeInstanceOf(CivisApiError)
  })
})
