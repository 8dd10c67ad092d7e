import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ErrorFacts } from '../errors/PortolanError'
import { ValidationError } from '../errors/ValidationError'

/** The last step of a call: its data as the schema makes it. Outside of clocks and retries. */
export async function validate(
  schema: StandardSchemaV1,
  data: unknown,
  facts: () => ErrorFacts,
): Promise<unknown> {
  const result = await schema['~standard'].validate(data)
  if (!result.issues) return result.value
  const known = facts()
  const [first] = result.issues
  const place = first?.path?.map((part) => String(Object(part).key ?? part)).join('.')
  const what = [place, first?.message].filter(Boolean).join(': ')
  throw new ValidationError(
    `The answer to ${known.method} ${known.url} does not fit the schema: ${what}`,
    {
      ...known,
      data,
      issues: result.issues,
    },
  )
}
