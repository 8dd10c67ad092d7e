import { expectTypeOf } from 'vitest'
import {
  createMage,
  type MageList,
  type Pipeline,
  type PipelineRun,
} from '../../../src/apis/mage/index'
import type { Call } from '../../../src/index'

// Checked by `npm run typecheck`; never run.

const mage = createMage({ baseURL: 'http://localhost:6789' })

// What a resource gives
expectTypeOf(mage.pipelines.list({ limit: 1, search: 'x' })).toEqualTypeOf<
  Call<MageList<Pipeline>>
>()
expectTypeOf(mage.pipelines.get('etl')).resolves.toEqualTypeOf<Pipeline>()
expectTypeOf(mage.pipelineSchedules(1).pipelineRuns.list()).resolves.toEqualTypeOf<
  MageList<PipelineRun>
>()
expectTypeOf(mage.pipelines.iterate()).toEqualTypeOf<AsyncGenerator<Pipeline, void, undefined>>()
expectTypeOf(mage.pipelines('etl').blocks.get('load')).resolves.toHaveProperty('content')
expectTypeOf(mage.trigger(1, 't')).resolves.toEqualTypeOf<PipelineRun>()
expectTypeOf(mage.resource('pipeline_runs').get(1)).resolves.toEqualTypeOf<PipelineRun>()
expectTypeOf(mage.resource('my_own').get(1)).resolves.toEqualTypeOf<Record<string, unknown>>()

// What a resource lacks
// @ts-expect-error
mage.tags.delete(1)
// @ts-expect-error
mage.statuses.create({})
// @ts-expect-error
mage.sessions.list()
// @ts-expect-error
mage.downloads.iterate()
// @ts-expect-error
mage.pipelines('etl').swords
// @ts-expect-error
mage.tags('x')

// Filters and attributes are those of the policy
mage.pipelines.list({ tag: ['a'], status: 'active', orderBy: ['-name'] })
// @ts-expect-error
mage.pipelines.list({ tags: ['a'] })
// @ts-expect-error
mage.pipelines.list({ limit: '1' })
// @ts-expect-error
mage.pipelines.create({ nam: 'x' })
mage.users.update(1, { first_name: 'Ada' })

// Ways to authenticate
createMage({ baseURL: 'x', session: { username: 'a', password: 'b' }, tokenIn: 'cookie' })
// @ts-expect-error
createMage({ baseURL: 'x', session: { username: 'a', email: 'b', password: 'c' } })
// @ts-expect-error
createMage({ baseURL: 'x', session: { email: 'a' } })
// @ts-expect-error
createMage({})
// @ts-expect-error
createMage({ baseURL: 'x', auth: { apply() {}, secrets: () => ({}) } })
