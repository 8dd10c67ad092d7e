import type {
  BodySpec,
  OperationSpec,
  ParameterSpec,
  Style,
} from '../../../src/openapi/OperationSpec'

const usual: Record<ParameterSpec['in'], Style> = {
  path: 'simple',
  query: 'form',
  header: 'simple',
  cookie: 'form',
}

/** A parameter with the defaults that OpenAPI gives it. */
export function parameter(
  name: string,
  over: Partial<ParameterSpec> & { in: ParameterSpec['in'] },
): ParameterSpec {
  const style = over.style ?? usual[over.in]
  return {
    name,
    required: over.in === 'path',
    style,
    explode: style === 'form',
    allowReserved: false,
    ...over,
  }
}

export const inPath = (name: string, over: Partial<ParameterSpec> = {}): ParameterSpec =>
  parameter(name, { in: 'path', ...over })
export const inQuery = (name: string, over: Partial<ParameterSpec> = {}): ParameterSpec =>
  parameter(name, { in: 'query', ...over })
export const inHeader = (name: string, over: Partial<ParameterSpec> = {}): ParameterSpec =>
  parameter(name, { in: 'header', ...over })
export const inCookie = (name: string, over: Partial<ParameterSpec> = {}): ParameterSpec =>
  parameter(name, { in: 'cookie', ...over })

/** A body of named properties; closed unless said otherwise. */
export function bodyOf(
  properties: readonly string[] | undefined,
  over: Partial<BodySpec> = {},
): BodySpec {
  return {
    media: 'application/json',
    required: false,
    properties,
    requiredProperties: [],
    open: false,
    ...over,
  }
}

/** `operation('GET /users/{id}', { parameters: […] })` */
export function operation(line: string, over: Partial<OperationSpec> = {}): OperationSpec {
  const [verb = '', template = ''] = line.split(' ')
  return {
    id: 'things.call',
    verb,
    template,
    parameters: [],
    bodies: [],
    security: undefined,
    ...over,
  }
}
