import { describe, expect, it } from 'vitest'
import { MageInternalError, type UploadOptions } from '../../../src/apis/mage/index'
import { BadRequestError, ConfigError, NetworkError, ParseError } from '../../../src/index'
import { rejection } from '../../stage'
import { json, mageBefore, mageStage } from './stage'

describe('files.upload', () => {
  it('sends the JSON and the file as the two parts that Mage reads, at each attempt', async () => {
    const { mage, sent, clock } = mageBefore(
      (_, nth) => (nth === 1 ? new Response(null, { status: 429 }) : json({ file: { name: 'a' } })),
      { apiKey: 'the-key', retry: 1 },
    )
    const file = new File(['one,two'], 'cities.csv', { type: 'text/csv' })
    const call = mage.files.upload(file, { dirPath: 'data', overwrite: true })
    await clock.advance(2000)
    expect(await call).toEqual({ name: 'a' })
    expect(sent).toHaveLength(2)
    for (const request of sent) {
      expect([request.method, new URL(request.url).pathname]).toEqual(['POST', '/api/files'])
      const form = await request.formData()
      expect([...form.keys()]).toEqual(['json_root_body', 'file'])
      expect(JSON.parse(String(form.get('json_root_body')))).toEqual({
        api_key: 'the-key',
        file: { name: 'cities.csv', dir_path: 'data', overwrite: true },
      })
      const part = form.get('file') as File
      expect([part.name, await part.text()]).toEqual(['cities.csv', 'one,two'])
    }
  })

  it('takes the options of any call', async () => {
    const { mage, sent } = mageBefore(() => json(''), { apiKey: 'the-key' })
    const options = { name: 'a', format: 'short', query: new URLSearchParams('b=1'), retry: 2 }
    const error = await rejection(mage.files.upload(new Blob(['x']), options))
    expect(error).toBeInstanceOf(MageInternalError)
    expect(sent.map(({ url }) => url.slice(url.indexOf('?')))).toEqual([
      '?_format=short&b=1&api_key=the-key',
    ])
    const wrong = mage.files.upload(new Blob(['x']), { name: 'a', nam: 'b' } as never)
    expect((await rejection(wrong)).message).toContain("unknown option 'nam'")
  })

  it('puts a file where it can be read again', async () => {
    const { mage } = mageStage()
    await mage.files.upload(new Blob(['x = 1']), { name: 'load.py', dirPath: 'data_loaders' })
    const { content } = await mage.fileContents.get('data_loaders/load.py')
    expect(content).toBe('x = 1')
    const again = mage.files.upload(new Blob(['x = 2']), {
      name: 'load.py',
      dirPath: 'data_loaders',
    })
    expect((await rejection(again)).message).toContain('already exists')
  })

  it('refuses what is no file, and a file that climbs', async () => {
    const { mage, sent } = mageBefore(() => json({ file: {} }))
    const wrong: [unknown, UploadOptions, string][] = [
      ['text', {}, 'files.upload: the file'],
      [undefined, {}, 'files.upload: the file'],
      [new Blob([]), {}, 'files.upload: name'],
      [new Blob([]), { name: '../a' }, "without '../'"],
      [new Blob([]), { name: 'a', dirPath: 'b/..' }, "without '../'"],
      [new Blob([]), { name: 'a', overwrite: 'yes' as never }, 'overwrite'],
    ]
    for (const [file, options, part] of wrong) {
      const error = await rejection(mage.files.upload(file as Blob, options))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toContain(part)
    }
    expect(sent).toEqual([])
  })
})

describe('download', () => {
  it('fetches the token, then the bytes, and tells how far it has come', async () => {
    const { mage, mock } = mageStage()
    const progress: unknown[] = []
    const zip = await mage.download(
      { pipeline: 'pipeline_1' },
      { onProgress: (each) => progress.push(each) },
    )
    expect(await zip.text()).toContain('name: Pipeline 1')
    expect(progress.at(-1)).toEqual({ loaded: zip.size, total: zip.size })
    const [, ask, fetched] = mock.requests
    expect(ask?.path).toBe('/api/pipelines/pipeline_1/downloads')
    expect(JSON.parse(ask?.body ?? '').download).toEqual({ ignore_folder_structure: false })
    expect(fetched?.path).toMatch(/^\/api\/downloads\/eyJ/)
    expect(Object.keys(fetched?.headers ?? {})).not.toContain('x-api-key')
    expect(Object.keys(fetched?.headers ?? {})).not.toContain('oauth-token')
  })

  it('takes a file by its path, and a token that was fetched before', async () => {
    const { mage } = mageStage({}, { files: { 'a/b.txt': 'hello' } })
    const file = await mage.download({ file: 'a/b.txt', ignoreFolderStructure: true })
    expect(await file.text()).toBe('hello')
    const { token } = await mage.files('a/b.txt').downloads.create({})
    expect(await (await mage.download({ token: String(token) })).text()).toBe('hello')
  })

  it('takes what a block put out, with the session in the URL, where Mage wants it', async () => {
    const { mage, mock } = mageStage()
    await mage.pipelines('pipeline_1').blocks.create({ name: 'load' })
    const source = { pipeline: 'pipeline_1', block: 'load', pipelineRunId: 7 }
    const csv = await mage.download(source)
    expect([csv.type, await csv.text()]).toEqual(['text/csv', 'block,value\nload,1\n'])
    const last = mock.requests.at(-1)
    expect(last?.query).toMatchObject({ api_key: 'the-key', pipeline_run_id: '7' })
    expect(last?.query.token).toBe(last?.headers['oauth-token'])
  })

  it('fails with an error of Mage, whatever the status that it comes with', async () => {
    const { mage, clock } = mageStage()
    const nothing = mage.download({ pipeline: 'nope' })
    expect(await rejection(nothing)).toBeInstanceOf(MageInternalError)
    const { token } = await mage.pipelines('pipeline_1').downloads.create({})
    await clock.advance(61_000)
    const late = await rejection(mage.download({ token: String(token) }))
    expect(late).toBeInstanceOf(BadRequestError)
    expect(JSON.stringify(late) + late.message).not.toContain(String(token))
    const hidden = mageBefore(() =>
      json({ error: { code: 403, type: 'unauthorized_access', message: 'no' } }),
    )
    const error = await rejection(hidden.mage.download({ pipeline: 'a', block: 'b' }))
    expect(error).toMatchObject({ name: 'MageUnauthorizedAccessError', status: 403 })
    const empty = mageBefore(() => json(''))
    expect(await rejection(empty.mage.download({ token: 't' }))).toBeInstanceOf(MageInternalError)
    const odd = mageBefore(() => json({ a: 1 }))
    expect(await rejection(odd.mage.download({ token: 't' }))).toBeInstanceOf(ParseError)
    const untold = mageBefore(() => json({ download: {} }))
    expect(await rejection(untold.mage.download({ file: 'a' }))).toBeInstanceOf(ParseError)
  })

  it('ends where the bytes break off, and where its signal says so', async () => {
    const body = (end: (controller: ReadableStreamDefaultController) => void) => {
      let given = false
      return new ReadableStream<Uint8Array>({
        pull(controller) {
          if (given) return end(controller)
          given = true
          controller.enqueue(new Uint8Array(10))
        },
      })
    }
    const broken = mageBefore(
      () => new Response(body((controller) => controller.error(new TypeError('terminated')))),
    )
    expect(await rejection(broken.mage.download({ token: 't' }))).toBeInstanceOf(NetworkError)
    const stopping = new AbortController()
    const hanging = mageBefore(() => new Response(body(() => {})))
    const end = hanging.mage.download(
      { token: 't' },
      { signal: stopping.signal, onProgress: () => stopping.abort('enough') },
    )
    expect(await rejection(end)).toBe('enough')
  })

  it('refuses a source that names nothing', async () => {
    const { mage } = mageStage()
    for (const source of [{}, undefined, { token: '' }, { pipeline: '' }])
      expect(await rejection(mage.download(source as never))).toBeInstanceOf(ConfigError)
  })
})

describe('events', () => {
  it('follows a stream of the server, with the session', async () => {
    const { mage, sent } = mageBefore(
      () =>
        new Response('id: 1\ndata: {"a":1}\n\n', {
          headers: { 'content-type': 'text/event-stream' },
        }),
      { token: 'a'.repeat(43) },
    )
    const source = mage.events('an/id', { maxReconnects: 0 })
    expect((await source.next()).value).toEqual({
      type: 'message',
      data: '{"a":1}',
      lastEventId: '1',
    })
    expect((await source.next()).done).toBe(true)
    expect(sent[0]?.url).toBe('http://mage.test/event-streams/an%2Fid')
    expect(sent[0]?.headers.get('oauth-token')).toBe('a'.repeat(43))
  })
})
