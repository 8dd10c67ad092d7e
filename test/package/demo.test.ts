import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './root'

interface End {
  /** null: it was killed. */
  code: number | null
  output: string
  complaints: string
}

/** Runs the demo in a pipe; killed after 30 s, which is as long as it may take. */
function runDemo(...parameters: string[]): Promise<End> {
  const { NO_COLOR: _, ...env } = process.env
  const demo = join(root, 'playground', 'demo', 'main.mjs')
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [demo, ...parameters],
      { cwd: root, env, timeout: 30_000, killSignal: 'SIGKILL' },
      (_error, output, complaints) => resolve({ code: child.exitCode, output, complaints }),
    )
  })
}

describe('the demo', () => {
  it('fetches everything on a bad day without a 429, and ends by itself', async () => {
    const { code, output, complaints } = await runDemo()
    expect({ code, complaints }, output).toEqual({ code: 0, complaints: '' })

    // A pipe gets lines of text: nothing is redrawn, nothing is coloured, nothing is told twice.
    expect(output).not.toContain('\u001b')
    expect(output).not.toContain('\r')
    const progress = output.match(/^ +\d+\.\d s {2}\d+\/800 answered, .+ permits left.*$/gm) ?? []
    expect(progress.length).toBeGreaterThan(10)
    expect(progress.at(-1)).toContain(' 800/800 answered, 0 waiting,')

    expect(row(output, 'in full')).toBe('800 dashboards and widgets')
    expect(row(output, '429s')).toBe('0')
    const retries = Number(row(output, 'retries'))
    expect(retries).toBeGreaterThanOrEqual(10)
    // The verification, each list twice, each record once.
    expect(row(output, 'requests sent')).toMatch(new RegExp(`^${805 + retries}, and 1 log-in `))
    expect(row(output, 'time')).toMatch(/^\d+\.\d s, ideal 16\.0 s \(× \d\.\d\d\)$/)

    expect(row(output, 'KnowiServer5xxError 503')).toBe('4')
    expect(row(output, 'KnowiServer5xxError 503 with Retry-After')).toBe('2')
    expect(row(output, 'a dashboard that is not there')).toMatch(/^KnowiNotFoundError 404 /)
    expect(row(output, 'no answer within 250 ms')).toMatch(/^TimeoutError phase headers /)
    expect(row(output, 'half of the JSON')).toMatch(/^ParseError /)
    expect(row(output, 'an abort after 100 ms')).toMatch(/^Error /)
    expect(row(output, 'pipelines')).toBe('customers, orders, weekly_report')
    expect(row(output, 'a run of orders')).toMatch(/^(initial → )?(running → )?completed$/)
    expect(row(output, 'a run that is not there')).toMatch(/^MageRecordNotFoundError 404 /)
    expect(row(output, 'workflows, all pages')).toBe('12')
    expect(row(output, 'a job')).toBe('running → running → succeeded')
    expect(output).not.toMatch(/demo-secret|issued-token|mock-token/)
  })

  it('says in one line why it failed: locked out in the middle of the job', async () => {
    const { code, complaints } = await runDemo('--fail')
    expect(complaints).toMatch(/^The demo failed: KnowiUnauthorizedError: 401 .+\n$/)
    expect(code).toBe(1)
  })

  it('says in one line why it failed: its port is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    try {
      const { code, complaints } = await runDemo('--port', `${port}`)
      expect(complaints).toMatch(new RegExp(`^The demo failed: .*EADDRINUSE.*:${port}\n$`))
      expect(code).toBe(1)
    } finally {
      other.close()
    }
  })
})

/** What a table of the output says beside a label. */
function row(output: string, label: string): string | undefined {
  return output.match(new RegExp(`^ {2}${label} {2,}(.+)$`, 'm'))?.[1]
}
