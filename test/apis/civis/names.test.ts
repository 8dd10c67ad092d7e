import { describe, expect, it } from 'vitest'
import { camelName, snakeName } from '../../../src/apis/civis/names'

describe('snakeName', () => {
  it.each([
    ['previewRows', 'preview_rows'],
    ['HTMLUrl', 'html_url'],
    ['userID2', 'user_id2'],
    ['URLs', 'ur_ls'],
    ['x1Y2Z3', 'x1_y2_z3'],
    ['s3Path', 's3_path'],
    ['with-dash', 'with-dash'],
    ['ÀÉ', 'àé'],
    ['', ''],
  ])('%s → %s', (name, snake) => {
    expect(snakeName(name)).toBe(snake)
  })
})

describe('camelName', () => {
  it.each([
    ['preview_rows', 'previewRows'],
    ['list_git_repos_2', 'listGitRepos2'],
    ['post_executions', 'postExecutions'],
    ['alreadyCamel', 'alreadyCamel'],
    ['_private', '_private'],
  ])('%s → %s', (name, camel) => {
    expect(camelName(name)).toBe(camel)
  })
})
