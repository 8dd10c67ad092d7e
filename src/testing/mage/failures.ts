/** An error of Mage's with a type: the first shape of its errors. */
export class ApiFailure extends Error {
  constructor(
    readonly type: string,
    readonly code: number,
    message: string,
    readonly errors?: readonly string[] | Readonly<Record<string, readonly string[]>>,
    /** Key and token errors have a status of their own; all others come with 200. */
    readonly httpStatus = 200,
  ) {
    super(message)
  }
}

/** An answer that is no JSON of Mage's at all. */
export class BareAnswer extends Error {
  constructor(
    readonly status: number,
    readonly text: string,
    readonly contentType = 'application/json',
  ) {
    super(text)
  }
}

const codes: Readonly<Record<string, number>> = {
  invalid_api_key: 401,
  invalid_oauth_token: 401,
  expired_oauth_token: 401,
  unauthorized_access: 403,
  record_not_found: 404,
  record_invalid: 400,
  api_resource_error: 400,
}

/**
 * What a resource of one's own throws, to answer with an error of Mage's.
 *
 * @param type such as `record_invalid`, `record_not_found`, `unauthorized_access`, `api_resource_error`
 * @param errors texts, or texts by field
 * @example
 * throw mageFailure('record_invalid', 'A ship needs a name.', { name: ['is missing'] })
 */
export function mageFailure(
  type: string,
  message: string,
  errors?: readonly string[] | Readonly<Record<string, readonly string[]>>,
): Error {
  return new ApiFailure(type, codes[type] ?? 400, message, errors)
}

export const missing = (what: string): ApiFailure => new ApiFailure('record_not_found', 404, what)
export const invalid = (what: string): ApiFailure => new ApiFailure('record_invalid', 400, what)
export const refused = (what: string): ApiFailure =>
  new ApiFailure('unauthorized_access', 403, what)
