export { CivisApiError } from './CivisApiError'
export { CivisApiKeyError } from './CivisApiKeyError'
export { CivisJobFailure } from './CivisJobFailure'
export { CivisLookupError } from './CivisLookupError'
