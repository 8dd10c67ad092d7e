import { describe, expect, it } from 'vitest'
import { withNames } from '../../../src/apis/civis/positions'
import { ConfigError } from '../../../src/index'
import type { OperationSpec, ParameterSpec } from '../../../src/openapi/OperationSpec'

const parameter = (name: string, place: 'path' | 'query', required: boolean): ParameterSpec => ({
  name,
  in: place,
  required,
  style: 'form',
  explode: true,
  allowReserved: false,
})
const spec: OperationSpec = {
  id: 'jobs.putShares',
  verb: 'PUT',
  template: '/jobs/{id}/shares',
  parameters: [parameter('id', 'path', true), parameter('dry', 'query', false)],
  bodies: [
    {
      media: 'application/json',
      required: true,
      properties: ['userIds', 'permissionLevel', 'requiredResources', 'shareEmailBody'],
      requiredProperties: ['userIds', 'permissionLevel', 'requiredResources'],
      open: false,
    },
  ],
  security: undefined,
}
const cpu = { cpu: 1 }

describe('values by their position', () => {
  it('that follow the path get the names of what is required', () => {
    expect(withNames(spec, [1, [2], 'read', cpu])).toEqual([
      1,
      { userIds: [2], permissionLevel: 'read', requiredResources: cpu },
    ])
    expect(withNames(spec, [1, [2], 'read'])).toEqual([
      1,
      { userIds: [2], permissionLevel: 'read' },
    ])
  })

  it('go together with options', () => {
    expect(withNames(spec, [1, [2], { permission_level: 'read', $timeout: 5 }])).toEqual([
      1,
      { userIds: [2], permission_level: 'read', $timeout: 5 },
    ])
    expect(withNames(spec, [1, [2], 'read', cpu, { dry: true }])).toEqual([
      1,
      { userIds: [2], permissionLevel: 'read', requiredResources: cpu, dry: true },
    ])
  })

  it('are left alone where there are none', () => {
    for (const args of [[], [1], [1, { userIds: [2] }], [{ id: 1 }], [1, undefined]]) {
      expect(withNames(spec, args)).toBe(args)
    }
  })

  it('are not given twice', () => {
    const call = (): unknown => withNames(spec, [1, [2], { user_ids: [3] }])
    expect(call).toThrow(ConfigError)
    expect(call).toThrow('jobs.putShares: userIds')
  })

  it('that are too many are left to be refused', () => {
    const args = [1, [2], 'read', cpu, 'more', 'still more']
    expect(withNames(spec, args)).toBe(args)
  })
})
