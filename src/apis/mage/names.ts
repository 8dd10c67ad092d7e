import { type ResourceFacts, resources } from './resources'

/** What is known of a resource; undefined for one's own. */
export function factsOf(name: string): ResourceFacts | undefined {
  return Object.hasOwn(resources, name) ? resources[name as keyof typeof resources] : undefined
}

/** The words of a line of the table. */
export function wordsOf(line: string | undefined): string[] {
  return line ? line.split(' ') : []
}

const rules: readonly (readonly [RegExp, string])[] = [
  [/(alias|status|bus)es$/, '$1'],
  [/(analy|cri|ba|the)ses$/, '$1sis'],
  [/(x|ch|ss|sh)es$/, '$1'],
  [/series$/, 'series'],
  [/([^aeiouy]|qu)ies$/, '$1y'],
  [/(ss|us|is)$/, '$1'],
  [/s$/, ''],
]

/** `pipeline_runs` → `pipeline_run`: how the server names one record, by rules of English. */
export function singularOf(name: string): string {
  const rule = rules.find(([plural]) => plural.test(name))
  return rule ? name.replace(...rule) : name
}

/** `pipeline_runs` → `pipelineRuns` */
export function camelOf(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
