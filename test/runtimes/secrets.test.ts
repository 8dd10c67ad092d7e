import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { root } from '../package/root'
import { type Loopback, listen } from './loopback'
import { runProgram } from './run-program'

const installed = (name: string): string => join(root, 'node_modules', '.bin', name)
const file = join(root, 'test', 'runtimes', 'secrets.mjs')
const secret = 'k5f/2d9+%&="q'

const programs: [runtime: string, command: string, parameters: string[]][] = [
  ['Node', process.execPath, [file]],
  ['Deno', installed('deno'), ['run', '--no-prompt', '--allow-net=127.0.0.1', file]],
  ['Bun', installed('bun'), [file]],
]

/** A server that repeats all that it was sent, in whatever way it fails. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request)
  const { url = '', rawHeaders } = request
  const echo = [secret, url, decodeURIComponent(url), ...rawHeaders, body].join('\n')
  const json = (status: number, data: unknown, headers = {}): void =>
    void response
      .writeHead(status, {
        'content-type': 'application/json',
        'set-cookie': `own=${encodeURIComponent(secret)}`,
        'x-echo': encodeURIComponent(echo),
        'x-given': secret,
        ...headers,
      })
      .end(JSON.stringify(data))
  switch (url.replace(/^\/|\?.*$/g, '')) {
    case 'refused':
      return json(401, { message: echo, [secret]: secret })
    case 'text':
      return void response.writeHead(500, { 'content-type': 'text/plain' }).end(echo)
    case 'reset':
      return void request.socket.destroy()
    case 'stalled':
      return
    case 'slow-body':
      return void response.writeHead(200, { 'content-type': 'text/plain' }).write(echo)
    case 'cut':
      response.writeHead(200, { 'content-length': '100000' }).write(echo)
      return void setTimeout(() => request.socket.destroy(), 20)
    case 'no-json':
      return void response.writeHead(200, { 'content-type': 'application/json' }).end(echo)
    default:
      return json(429, { message: echo }, { 'retry-after': '3600' })
  }
}

/** A port of this machine where nobody listens. */
async function nobody(): Promise<string> {
  const server = await listen(() => {})
  await server.close()
  return server.origin
}

async function start(): Promise<Loopback> {
  const server = await listen(answer)
  onTestFinished(() => server.close())
  return server
}

/** The forms in which the secret may stand in a text. */
const forms = [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  new URLSearchParams({ a: secret }).toString().slice(2),
  encodeURI(secret),
  btoa(`ada:${secret}`),
  btoa(`me:${secret}`),
  btoa(`me:${encodeURIComponent(secret)}`),
  '2d9',
]

function expectClean(output: string): void {
  const lines = output.split('\n').filter((line) => forms.some((form) => line.includes(form)))
  expect(lines).toEqual([])
}

describe.each(programs)('in %s', (_runtime, command, parameters) => {
  it('nothing that can be printed of a failure or an event holds a secret', async () => {
    const { origin } = await start()
    const output = await runProgram(command, [...parameters, origin, await nobody(), secret])
    expect(output).toContain('printed 76')
    for (const place of ['bearer', 'basic', 'header', 'query', 'cookie', 'body', 'form', 'own']) {
      for (const [failure, name] of [
        ['refused', 'UnauthorizedError'],
        ['text', 'InternalServerError'],
        ['reset', 'NetworkError'],
        ['stalled', 'TimeoutError'],
        ['slow-body', 'TimeoutError'],
        ['cut', 'NetworkError'],
        ['no-json', 'ParseError'],
        ['paused', 'TooManyRequestsError'],
        ['nobody', 'NetworkError'],
      ]) {
        expect(output).toMatch(new RegExp(`^${place} ${failure}: .*${name}`, 'm'))
      }
    }
    expectClean(output)
  })

  it('a failure that nobody catches names itself and no secret', async () => {
    const { origin } = await start()
    const given = [...parameters, origin, await nobody(), secret, 'uncaught']
    const output = await runProgram(command, given).then(
      () => Promise.reject(new Error('It was meant to end with an error.')),
      // Its first line is the command with the secret in it.
      ({ message }: Error) => message.slice(message.indexOf('uncaught')),
    )
    expect(output).toContain('NetworkError')
    expectClean(output)
  })
})
