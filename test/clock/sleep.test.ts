import { describe, expect, it } from 'vitest'
import { sleep } from '../../src/clock/sleep'
import { rejection, watchedClock } from '../stage'

describe('sleep', () => {
  it('ends after its time', async () => {
    const clock = watchedClock()
    let over = false
    const slept = sleep(100, clock, []).then(() => {
      over = true
    })
    await clock.advance(99)
    expect(over).toBe(false)
    await clock.advance(1)
    await slept
    expect(over).toBe(true)
  })

  it("ends at once with a signal's own reason, and leaves no timer behind", async () => {
    const clock = watchedClock()
    const [one, other] = [new AbortController(), new AbortController()]
    const end = rejection(sleep(100, clock, [one.signal, other.signal]))
    expect(clock.pending).toBe(1)
    other.abort('enough')
    expect(await end).toBe('enough')
    expect(await rejection(sleep(100, clock, [other.signal]))).toBe('enough')
  })
})
