import { expect, it, onTestFinished, vi } from 'vitest'
import { tether } from '../../src/call/tether'
import { Closing } from '../../src/clock/abort'

function setUp() {
  const caller = new AbortController()
  const closing = new Closing()
  const controller = new AbortController()
  tether([caller.signal, closing], controller, new Response('x'))
  return { caller, closing, controller }
}

it('a body that was handed on ends with any of its signals', () => {
  const one = setUp()
  one.caller.abort('mine')
  expect(one.controller.signal.reason).toBe('mine')
  const other = setUp()
  other.closing.abort('closed')
  expect(other.controller.signal.reason).toBe('closed')
})

it('where nobody tells when it is let go, only with those of its own call', () => {
  vi.stubGlobal('FinalizationRegistry', undefined)
  onTestFinished(() => void vi.unstubAllGlobals())
  const { caller, closing, controller } = setUp()
  closing.abort('closed')
  expect(controller.signal.aborted).toBe(false)
  caller.abort('mine')
  expect(controller.signal.reason).toBe('mine')
})
