import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const examples = [...readme.matchAll(/```(ts|js)\n(.*?)```/gs)].map(
  ([, language, code], index) => ({
    file: join(root, `README.example-${index + 1}.${language === 'ts' ? 'ts' : 'mts'}`),
    code: code as string,
  }),
)

/** The examples as files that are there for the compiler alone. */
function problems(): string[] {
  const texts = new Map(examples.map(({ file, code }) => [file, code]))
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
  options.paths = {
    portolan: ['./src/index.ts'],
    'portolan/civis': ['./src/apis/civis/index.ts'],
    'portolan/knowi': ['./src/apis/knowi/index.ts'],
    'portolan/mage': ['./src/apis/mage/index.ts'],
    'portolan/openapi': ['./src/openapi/index.ts'],
    'portolan/query': ['./src/query/index.ts'],
    'portolan/react': ['./src/react/index.ts'],
    'portolan/testing': ['./src/testing/index.ts'],
    'portolan/testing/node': ['./src/testing/node.ts'],
  }
  options.noUnusedLocals = false
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (path) => texts.has(path) || fileExists(path)
  host.readFile = (path) => texts.get(path) ?? readFile(path)
  host.getSourceFile = (path, ...rest) => {
    const text = texts.get(path)
    return text === undefined
      ? getSourceFile(path, ...rest)
      : ts.createSourceFile(path, text, ts.ScriptTarget.ESNext)
  }
  const program = ts.createProgram([...texts.keys()], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file, messageText }) =>
        `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
}

describe('the README', () => {
  it('has examples whose types are right', { timeout: 60_000 }, () => {
    expect(examples.length).toBeGreaterThan(6)
    expect(problems()).toEqual([])
  })
})
