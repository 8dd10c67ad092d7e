import { type ResourceFacts, resources } from './resources'

/** What is known of a resource; undefined for one's own. */
export function factsOf(name: string): ResourceFacts | undefined {
  return Object.hasOwn(resources, name) ? resources[name as keyof typeof resources] : undefined
}

/** The words of a line of the table. */
export function wordsOf(line: string | undefined): string[] {
  return line ? line.split(' ') : []
}

/** English as the server's library of inflections knows it; the first that fits counts. */
const rules: readonly (readonly [RegExp, string])[] = [
  [/^(equipment|fish|information|jeans|money|rice|series|sheep|species)$/, '$1'],
  [/people$/, 'person'],
  [/(m)en$/, '$1an'],
  [/(child)ren$/, '$1'],
  [/(database|human|cow|zombie|move|movie|shoe|tive|hive)s$/, '$1'],
  [/(sex|quiz(?=z)|bus|alias|status)z?es$/, '$1'],
  [/(bus|status|alias|news)$/, '$1'],
  [/(matr)ices$/, '$1ix'],
  [/(vert|ind)ices$/, '$1ex'],
  [/^(ox)en/, '$1'],
  [/(octop|vir)(us|i)$/, '$1us'],
  [/^axes$/, 'axis'],
  [/(cris|test)[ie]s$/, '$1is'],
  [/(o)es$/, '$1'],
  [/([ml])ice$/, '$1ouse'],
  [/(x|ch|ss|sh)es$/, '$1'],
  [/(series)$/, '$1'],
  [/([^aeiouy]|qu)ies$/, '$1y'],
  [/([lr])ves$/, '$1f'],
  [/([^f])ves$/, '$1fe'],
  [/(analy|ba|diagno|parenthe|progno|synop|the)s[ie]s$/, '$1sis'],
  [/([ti])a$/, '$1um'],
  [/(ss)$/, '$1'],
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
