import { describe, expect, it } from 'vitest'
import * as mage from '../../../src/apis/mage/index'
import type { StandardSchemaV1 } from '../../../src/index'
import { mageStage } from './stage'

const issuesOf = async (schema: StandardSchemaV1, value: unknown): Promise<string[]> => {
  const { issues = [] } = await schema['~standard'].validate(value)
  return issues.map(({ path }) => String(Object(path?.[0]).key ?? path?.[0]))
}

const all = Object.entries(mage).filter(([name]) => name.endsWith('Schema')) as [
  string,
  StandardSchemaV1,
][]

describe('the schemas', () => {
  it('are those of the main records', () => {
    expect(all.map(([name]) => name).sort()).toEqual([
      'backfillSchema',
      'blockRunSchema',
      'blockSchema',
      'fileContentSchema',
      'fileSchema',
      'logSchema',
      'pipelineRunSchema',
      'pipelineScheduleSchema',
      'pipelineSchema',
      'secretSchema',
      'sessionSchema',
      'statusSchema',
      'userSchema',
      'variableSchema',
    ])
  })

  it.each(all)(
    '%s lets further fields and nothing at all pass, but no other kind',
    async (_, schema) => {
      const record = { id: 1, uuid: 'a', more: { deep: [1] } }
      expect(await schema['~standard'].validate(record)).toMatchObject({ value: record })
      expect(await issuesOf(schema, 'text')).toHaveLength(1)
      expect(await issuesOf(schema, null)).toHaveLength(1)
    },
  )

  it('say which field is wrong', async () => {
    expect(await issuesOf(mage.pipelineSchema, { uuid: 7, name: null })).toEqual(['uuid'])
    expect(await issuesOf(mage.pipelineRunSchema, { id: 1, status: 3 })).toEqual(['status'])
    expect(await issuesOf(mage.sessionSchema, { token: 5 })).toEqual(['token'])
    expect(await issuesOf(mage.userSchema, { id: 1, owner: 'yes' })).toEqual(['owner'])
  })

  it('fit what the mock sends', async () => {
    const { mage: client } = mageStage()
    const { items } = await client.pipelines.list()
    for (const item of items) expect(await issuesOf(mage.pipelineSchema, item)).toEqual([])
    const schedule = await client
      .pipelines('pipeline_1')
      .pipelineSchedules.create({ schedule_type: 'api' })
    expect(await issuesOf(mage.pipelineScheduleSchema, schedule)).toEqual([])
    const run = await client.trigger(schedule.id, String(schedule.token))
    expect(await issuesOf(mage.pipelineRunSchema, run)).toEqual([])
  })
})
