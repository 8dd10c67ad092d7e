import { describe, expect, it } from 'vitest'
import { camelOf, singularOf } from '../../../src/apis/mage/names'

describe('the name of one record', () => {
  it.each([
    ['pipeline_runs', 'pipeline_run'],
    ['my_databases', 'my_database'],
    ['knowledge_bases', 'knowledge_basis'],
    ['analyses', 'analysis'],
    ['movies', 'movie'],
    ['companies', 'company'],
    ['my_heroes', 'my_hero'],
    ['addresses', 'address'],
    ['boxes', 'box'],
    ['buses', 'bus'],
    ['statuses', 'status'],
    ['status', 'status'],
    ['quizzes', 'quiz'],
    ['indices', 'index'],
    ['matrices', 'matrix'],
    ['people', 'person'],
    ['children', 'child'],
    ['salesmen', 'salesman'],
    ['knives', 'knife'],
    ['halves', 'half'],
    ['archives', 'archive'],
    ['metadata', 'metadatum'],
    ['news', 'news'],
    ['series', 'series'],
    ['species', 'species'],
    ['caches', 'cach'],
    ['swords', 'sword'],
    ['sword', 'sword'],
  ])('of %s is %s, as the server has it', (plural, singular) => {
    expect(singularOf(plural)).toBe(singular)
  })
})

describe('the name in a program', () => {
  it('has capitals in place of underscores', () => {
    expect(camelOf('spark_stage_attempt_tasks')).toBe('sparkStageAttemptTasks')
  })
})
