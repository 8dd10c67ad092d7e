import type { Clock } from '../../clock/clock'
import { ApiFailure, missing } from './failures'
import type { MageMockRecord, MockMageOptions, MockUser } from './options'

interface Token {
  raw: string
  decoded: string
  user: MockUser
  /** In ms of the clock's date. */
  expires: number
}

/** What a request brought along. */
export interface Credentials {
  method: string
  headers: Readonly<Record<string, string>>
  query: URLSearchParams
  /** The JSON of the body; undefined where it is none. */
  root: MageMockRecord | undefined
}

/** Keys, users and tokens (contract 2.5). */
export interface MockAccess {
  readonly users: MockUser[]
  /** @throws for a key or token that is none; undefined without a token: a public request */
  check(credentials: Credentials): MockUser | undefined
  logIn(payload: MageMockRecord): MageMockRecord
  logOut(credentials: Credentials): MageMockRecord
  issue(user: MockUser): Token
  find(decoded: string): Token | undefined
}

const admin: MockUser = {
  username: 'admin',
  email: 'admin@admin.com',
  password: 'admin',
  owner: true,
}

/** @param count numbers tokens, across resets too, so that one from before a reset is worth nothing */
export function createAccess(
  options: MockMageOptions,
  clock: Pick<Clock, 'date'>,
  count: () => number,
): MockAccess {
  const {
    apiKey = 'test-api-key',
    tokenLife = 2_592_000,
    requireUserAuthentication = true,
  } = options
  const users = [...(options.users ?? [admin])]
  const tokens: Token[] = []

  const issue = (user: MockUser): Token => {
    const decoded = `mock-token-${count()}-`.padEnd(43, '0')
    const expires = clock.date() + tokenLife * 1000
    const token = { decoded, user, expires, raw: rawToken(decoded, expires) }
    tokens.push(token)
    return token
  }
  const find = (decoded: string): Token | undefined =>
    tokens.find((token) => token.decoded === decoded)

  const tokenOf = ({ headers }: Credentials): Token | undefined => {
    // Told by the word in any case, but taken off in two spellings only.
    const { authorization = '' } = headers
    const bearer = /^bearer /i.test(authorization)
      ? authorization.replace(/^[Bb]earer /, '')
      : undefined
    const decoded = headers['oauth-token'] ?? bearer
    if (decoded !== undefined) {
      const token = find(decoded)
      if (token) return token
      throw keyFailure('invalid_oauth_token', 'Invalid OAuth token.')
    }
    const cookie = /(?:^|;\s*)oauth_token=([^;]*)/.exec(headers.cookie ?? '')?.[1]
    if (cookie === undefined) return undefined
    const token = tokens.find(({ raw }) => raw === cookie)
    // A cookie that is no JWT is not expected.
    if (!token) throw new Error('Not enough segments')
    return token
  }

  return {
    users,
    issue,
    find,
    check(credentials) {
      if (!requireUserAuthentication) return admin
      if (keyOf(credentials) !== apiKey) throw keyFailure('invalid_api_key', 'Invalid API key.')
      const token = tokenOf(credentials)
      if (token && token.expires <= clock.date())
        throw keyFailure('expired_oauth_token', 'Expired OAuth token.')
      return token?.user
    },
    logIn({ email, username, password, provider, token: given }) {
      if (provider && given) return sessionOf(issue(users[0] ?? admin))
      if (!(email || username) || !password)
        throw missing('Email/username and password are required.')
      const user = users.find(
        (each) =>
          each.password === password &&
          (username ? each.username === username : each.email === email),
      )
      if (!user) throw missing('Email/username and/or password invalid.')
      return sessionOf(issue(user))
    },
    logOut(credentials) {
      const { headers } = credentials
      // Without authentication no token is known for one.
      const token = requireUserAuthentication
        ? tokenOf(credentials)
        : find(headers['oauth-token'] ?? '')
      if (!token) throw new Error('No session')
      token.expires = clock.date()
      return sessionOf(token)
    },
  }
}

/** What Mage reads the key from: the header; of a POST with JSON its body alone; else the query. */
function keyOf({ method, headers, query, root }: Credentials): unknown {
  if (headers['x-api-key'] !== undefined) return headers['x-api-key']
  return method === 'POST' && root ? root.api_key : query.get('api_key')
}

function keyFailure(type: string, message: string): ApiFailure {
  return new ApiFailure(type, 401, message, undefined, 401)
}

function sessionOf({ raw, user, expires }: Token): MageMockRecord {
  return { expires: timeText(expires), token: raw, user: userRecord(user, 1) }
}

export function userRecord(
  { username, owner = false, hasRole = true }: MockUser,
  id: number,
): MageMockRecord {
  const roles = owner ? [{ id: 1, name: 'Owner' }] : hasRole ? [{ id: 2, name: 'Viewer' }] : []
  return {
    id,
    username,
    first_name: null,
    last_name: null,
    avatar: null,
    owner,
    project_access: owner ? 1 : 0,
    roles: null,
    roles_display: roles[0]?.name ?? null,
    roles_new: roles,
  }
}

/** `2026-12-22 00:44:37.270` */
export function timeText(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
}

/** A JWT that nobody signed: its readers do not ask. */
function rawToken(token: string, expires: number): string {
  const parts = [
    { alg: 'HS256', typ: 'JWT' },
    { expires: expires / 1000, token },
  ]
  return [...parts.map((part) => base64url(JSON.stringify(part))), base64url('mock')].join('.')
}

export function base64url(text: string): string {
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
