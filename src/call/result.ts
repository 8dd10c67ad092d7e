import type { StandardSchemaV1 } from '@standard-schema/spec'
import { ValidationError } from '../errors/ValidationError'
import { redactUrl } from '../events/redaction'
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
  const place = first?.path?.map((part) => String(Object(part).key ?? part)).join('.')
  const what = [place, first?.message].filter(Boolean).join(': ')
  const facts = { issues: result.issues, data, method, url, attempts }
  throw new ValidationError(
    `The answer to ${method} ${url} does not fit the schema: ${what}`,
    facts,
  )
}
