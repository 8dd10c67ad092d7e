import { PassThrough } from 'node:stream'
import { dehydrate } from '@tanstack/react-query'
import { Suspense } from 'react'
import { renderToPipeableStream } from 'react-dom/server'
import { expect, test } from 'vitest'
import { UserDetail } from '../../playground/react/UserDetail'
import { bearer } from '../../src/index'
import { stage } from '../stage'
import { queryClientOf, wrapperOf } from './stage'

const users = [{ id: 1, name: 'Ada' }]
const token = 'the-secret-token'

test('a server streams what was not there yet, without a secret', async () => {
  let release = (): void => {}
  const asked = new Promise<void>((resolve) => {
    release = resolve
  })
  const server = stage(
    async () => {
      await asked
      return Response.json(users[0])
    },
    { auth: bearer(token) },
  )
  const queryClient = queryClientOf()
  const Server = wrapperOf(server.api, { queryClient })
  const page = (
    <Server>
      <main>
        <Suspense fallback="Loading …">
          <UserDetail id={1} />
        </Suspense>
      </main>
    </Server>
  )
  const [shell, ...later] = await new Promise<string[]>((resolve, reject) => {
    const chunks: string[] = []
    const out = new PassThrough()
    out.on('data', (chunk) => {
      chunks.push(String(chunk))
      release()
    })
    out.on('end', () => resolve(chunks))
    const { pipe } = renderToPipeableStream(page, {
      onError: reject,
      onShellReady: () => pipe(out),
    })
  })
  const html = later.join('')
  expect(shell).toContain('Loading …')
  expect(html).toContain('<h1>Ada</h1>')
  expect(html).not.toContain(token)
  const state = dehydrate(queryClient)
  expect(JSON.stringify(state)).not.toContain(token)
  expect(server.sent).toHaveLength(1)
})
