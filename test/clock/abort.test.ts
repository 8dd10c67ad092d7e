import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { abortedOf, pin, unwatch, watch } from '../../src/clock/abort'

const listeners = (signal: AbortSignal): number => getEventListeners(signal, 'abort').length

function target() {
  const reasons: unknown[] = []
  return { reasons, abort: (reason: unknown) => void reasons.push(reason) }
}

describe('watching signals', () => {
  test("ends every target with the signal's own reason", () => {
    const controller = new AbortController()
    const [one, two] = [target(), target()]
    watch([controller.signal], one)
    watch([controller.signal], two)
    const reason = { mine: true }
    controller.abort(reason)
    expect(one.reasons).toEqual([reason])
    expect(one.reasons[0]).toBe(reason)
    expect(two.reasons[0]).toBe(reason)
  })

  test('adds one listener, however many there are to end', () => {
    const { signal } = new AbortController()
    const targets = Array.from({ length: 50 }, target)
    for (const each of targets) watch([signal], each)
    expect(listeners(signal)).toBe(1)
    for (const each of targets) unwatch([signal], each)
    expect(listeners(signal)).toBe(0)
  })

  test('can be given up by one without harm to the others', () => {
    const controller = new AbortController()
    const [one, two] = [target(), target()]
    watch([controller.signal], one)
    watch([controller.signal], two)
    unwatch([controller.signal], one)
    controller.abort('over')
    expect(one.reasons).toEqual([])
    expect(two.reasons).toEqual(['over'])
  })

  test('goes by the first of several signals, and leaves no listener on the others', () => {
    const [first, second] = [new AbortController(), new AbortController()]
    const one = target()
    const signals = [first.signal, second.signal]
    watch(signals, one)
    second.abort('second')
    unwatch(signals, one)
    first.abort('first')
    expect(one.reasons).toEqual(['second'])
    expect(listeners(first.signal)).toBe(0)
    expect(listeners(second.signal)).toBe(0)
  })

  test('lets a target leave while others are being ended', () => {
    const controller = new AbortController()
    const two = target()
    const one = { abort: () => unwatch([controller.signal], two) }
    watch([controller.signal], one)
    watch([controller.signal], two)
    expect(() => controller.abort('over')).not.toThrow()
    expect(two.reasons).toEqual(['over'])
  })

  test('can start anew after all have left', () => {
    const controller = new AbortController()
    const one = target()
    watch([controller.signal], one)
    unwatch([controller.signal], one)
    watch([controller.signal], one)
    controller.abort('over')
    expect(one.reasons).toEqual(['over'])
  })

  test('of what was never watched may be given up', () => {
    expect(() => unwatch([new AbortController().signal], target())).not.toThrow()
  })
})

describe('a pinned signal', () => {
  test('keeps its one listener when nobody watches', () => {
    const controller = new AbortController()
    const one = target()
    pin(controller.signal)
    watch([controller.signal], one)
    unwatch([controller.signal], one)
    expect(listeners(controller.signal)).toBe(1)
    watch([controller.signal], one)
    expect(listeners(controller.signal)).toBe(1)
    controller.abort('over')
    expect(one.reasons).toEqual(['over'])
    expect(listeners(controller.signal)).toBe(0)
  })
})

describe('abortedOf', () => {
  test('finds the first signal that has aborted', () => {
    const open = new AbortController().signal
    const [one, two] = [AbortSignal.abort('1'), AbortSignal.abort('2')]
    expect(abortedOf([open, one, two])).toBe(one)
    expect(abortedOf([open])).toBeUndefined()
    expect(abortedOf([])).toBeUndefined()
  })
})
