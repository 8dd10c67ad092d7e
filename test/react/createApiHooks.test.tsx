// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { version } from 'react'
import { expect, test } from 'vitest'
import type { Client } from '../../src/index'
import { createApiHooks } from '../../src/react/index'
import { stage } from '../stage'
import { mount } from './stage'

const { useApiQuery } = createApiHooks<Client>()

test('a query', async () => {
  console.log(version)
  const { api, sent } = stage()
  const One = () => {
    const { data } = useApiQuery((api) => api.get<{ ok: boolean }>('users'))
    return <p>{data ? `ok ${data.ok}` : 'loading'}</p>
  }
  mount(api, <One />, { strict: true })
  expect(await screen.findByText('ok true')).toBeTruthy()
  expect(sent).toHaveLength(1)
})
