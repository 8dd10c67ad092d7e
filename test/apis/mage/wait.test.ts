import { describe, expect, it } from 'vitest'
import { ConfigError, NotFoundError } from '../../../src/index'
import { rejection } from '../../stage'
import { json, mageBefore, mageStage } from './stage'

const run = (status: string) => json({ pipeline_run: { id: 7, status }, metadata: null })

describe('pipelineRuns.wait', () => {
  it.each(['completed', 'failed', 'cancelled'])('ends with a run that is %s', async (status) => {
    const { mage, sent, clock } = mageBefore((_, nth) => run(nth < 3 ? 'running' : status))
    const waited = mage.pipelineRuns.wait(7, { interval: 500 })
    await clock.advance(999)
    expect(sent).toHaveLength(2)
    await clock.advance(1)
    expect((await waited).status).toBe(status)
    expect(sent).toHaveLength(3)
  })

  it('looks every two seconds unless told otherwise', async () => {
    const { mage, clock, sent } = mageBefore((_, nth) => run(nth < 2 ? 'initial' : 'completed'))
    const waited = mage.pipelineRuns.wait(7)
    await clock.settle()
    expect(clock.next).toBe(2000)
    await clock.advance(2000)
    await waited
    expect(sent).toHaveLength(2)
  })

  it("ends with the signal's own reason between two looks, and during one", async () => {
    const between = new AbortController()
    const { mage, clock } = mageBefore(() => run('running'))
    const end = rejection(mage.pipelineRuns.wait(7, { signal: between.signal }))
    await clock.settle()
    expect(clock.pending).toBe(1)
    between.abort('enough')
    expect(await end).toBe('enough')
    const during = new AbortController()
    const slow = mageBefore(() => new Promise(() => {}))
    const other = rejection(slow.mage.pipelineRuns.wait(7, { signal: during.signal }))
    await slow.clock.settle()
    during.abort('now')
    expect(await other).toBe('now')
  })

  it('rejects where a look fails, and where the caller throws', async () => {
    const { mage } = mageStage()
    expect(await rejection(mage.pipelineRuns.wait(999))).toBeInstanceOf(NotFoundError)
    const { mage: other } = mageBefore(() => run('running'))
    const onProgress = (): void => {
      throw new Error('mine')
    }
    expect((await rejection(other.pipelineRuns.wait(7, { onProgress }))).message).toBe('mine')
  })

  it('refuses options that are wrong', async () => {
    const { mage, sent } = mageBefore(() => run('completed'))
    for (const options of [{ interval: -1 }, { intervall: 1 }, { signal: {} }, { onProgress: 1 }])
      expect(await rejection(mage.pipelineRuns.wait(7, options as never))).toBeInstanceOf(
        ConfigError,
      )
    expect(sent).toEqual([])
  })
})
