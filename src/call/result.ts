import type { StandardSchemaV1 } from '@standard-schema/spec'
import { ValidationError } from '../errors/ValidationError'
import { redactUrl } from '../events/redaction'
import { must } from '../options'
import type { Recipe } from './recipe'

/** The last step of a call: its data as the schema makes it. Outside of clocks and retries. */
export async function validate(
  schema: StandardSchemaV1,
  data: unknown,
  recipe: Recipe,
  attempts: number | undefined,
): Promise<unknown> {
  const result = await schema['~standard'].validate(data)
  if (!result.issues) return result.value
  const { method } = recipe
  const url = redactUrl(recipe.url)
  const [first] = result.issues
  throw new ValidationError(
    `The answer to ${method} ${url} does not fit the schema${first ? `: ${placeOf(first)}${first.message}` : ''}.`,
    { issues: result.issues, data, method, url, attempts },
  )
}

/** @throws {ConfigError} where it is no Standard Schema */
export function checkSchema(schema: unknown): void {
  const standard = (Object(schema) as Partial<StandardSchemaV1>)['~standard']
  if (typeof standard?.validate !== 'function') {
    must('schema', 'a Standard Schema (valibot, zod, arktype …)')
  }
}

function placeOf(issue: StandardSchemaV1.Issue): string {
  if (!issue.path?.length) return ''
  const keys = issue.path.map((part) => String(typeof part === 'object' ? part.key : part))
  return `${keys.join('.')}: `
}
