import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { CivisJobFailure, createCivis } from '../../../src/apis/civis/index'
import { ClosedError, ConfigError } from '../../../src/index'
import { mockCivis, mockTransport } from '../../../src/testing/index'
import { rejection } from '../../stage'
import { civisOn, clock, lines } from './civisOn'

describe('the client', () => {
  it('shows its resources and sends nothing when it is only looked at', async () => {
    const { civis, mock } = await civisOn()
    expect(Object.keys(civis)).toHaveLength(39)
    expect(Object.keys(civis)).toContain('jsonValues')
    expect(inspect(civis, { getters: true, showHidden: true })).toContain('workflows')
    expect(JSON.stringify(Object.entries(civis).length)).toBe('39')
    expect({ ...civis }).not.toHaveProperty('username')
    await clock.settle()
    expect(mock.requests).toHaveLength(0)
    expect(await civis.username).toBe('ada')
    expect(mock.requests).toHaveLength(1)
  })

  it('has its helpers in both spellings', async () => {
    const { civis } = await civisOn()
    expect(await civis.getDatabaseId('sandbox')).toBe(2)
    expect(await civis.get_database_id('sandbox')).toBe(2)
    expect(await civis.default_database_credential_id).toBe(1)
  })

  it('tells what a method takes', async () => {
    const { civis } = await civisOn()
    expect(civis.queries.post.help).toContain('Run a query')
    expect(civis.$help).toContain('workflows')
    expect(await civis.$operation('GET /workflows/{id}')(1)).toHaveProperty('name')
  })

  it('runs jobs, and says how they end', async () => {
    const { civis } = await civisOn({ runs: { 7: { states: ['running', 'failed'], error: 'no' } } })
    const good = (await civis.runJob(1)).wait()
    await clock.advance(5000)
    expect(await good).toMatchObject({ state: 'succeeded', created_at: expect.any(String) })
    const job = await civis.run_job(7)
    expect(await rejection(job.wait())).toBeInstanceOf(CivisJobFailure)
    expect((await civis.job(7, job.runId).logs().next()).value).toMatchObject({
      message: 'The run begins.',
    })
    expect(() => civis.job(7, 1.5)).toThrow(ConfigError)
  })

  it('makes container scripts under the names that Civis takes, and runs them', async () => {
    const { civis, mock } = await civisOn({}, { returnType: 'raw' })
    const job = await civis.runContainer({ requiredResources: { cpu: 1 }, dockerImageName: 'img' })
    expect(lines(mock)).toEqual([
      'POST scripts/containers',
      `POST scripts/containers/${job.jobId}/runs`,
    ])
    expect(JSON.parse(mock.requests[0]?.body ?? '')).toEqual({
      required_resources: { cpu: 1 },
      docker_image_name: 'img',
    })
    const error = await rejection(civis.runContainer({ dockerImageName: 'img' }))
    expect(error.message).toContain('requiredResources')
  })

  it('ends its calls and its waits when it is closed', async () => {
    const { civis } = await civisOn({ runs: { 0: { states: Array(9).fill('running') } } })
    const job = await civis.runJob(1)
    const waiting = rejection(job.wait())
    await clock.advance(500)
    await civis.close()
    expect(await waiting).toBeInstanceOf(ClosedError)
    expect(await rejection(civis.workflows.list())).toBeInstanceOf(ClosedError)
  })

  it('takes the types that were made of a specification', async () => {
    interface Mine {
      workflows: { list(options?: { limit?: number }): Promise<{ id: number }[]> }
    }
    const mock = mockCivis({ clock })
    const civis = await createCivis<Mine>({
      apiKey: 'test-key',
      localApiSpec: mock.spec,
      clock,
      fetch: mockTransport(mock),
    })
    const [first] = await civis.workflows.list({ limit: 1 })
    expect(first?.id).toBe(1)
    // @ts-expect-error there is no such method in these types
    expect(civis.workflows.lists).toBe(undefined)
  })
})
