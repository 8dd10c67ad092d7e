import { describe, expect, test } from 'vitest'
import * as errors from '../../src/errors/index'
import * as core from '../../src/index'

const classes = Object.entries(errors)

describe('every error class', () => {
  test.each(classes)('%s is exported by the core, under the name of its brand', (name, type) => {
    expect((core as Record<string, unknown>)[name]).toBe(type)
    expect(Object.hasOwn(type, 'brand')).toBe(true)
    expect(type.brand).toBe(name)
  })

  test('has a brand that no other has', () => {
    expect(new Set(classes.map(([, type]) => type.brand)).size).toBe(classes.length)
  })

  test.each(classes)('%s is a PortolanError and an Error', (_, type) => {
    const facts = { status: 400, phase: 'body', scope: 'total', reason: 'cost', issues: [] }
    const error = new (type as new (message: string, facts: object) => Error)('words', facts)
    expect(error instanceof errors.PortolanError).toBe(true)
    expect(error instanceof Error).toBe(true)
    expect(error.message).toBe('words')
  })
})
