import { CivisApiError } from './CivisApiError'

/**
 * Civis refused the API key: 401, whether the answer says why or not; also 403 while the
 * specification is downloaded. `cause` is the CivisApiError of the answer.
 */
export class CivisApiKeyError extends CivisApiError {
  static override readonly brand: string = 'CivisApiKeyError'
}
