/** A document of OpenAPI 3.0 around some paths. */
export function openapi3(paths: object, more: object = {}): object {
  return {
    openapi: '3.0.3',
    info: { title: 'Harbour', version: '1.2' },
    servers: [{ url: 'https://api.example.com/v1' }],
    paths,
    ...more,
  }
}

/** A document of Swagger 2.0 around some paths. */
export function swagger2(paths: object, more: object = {}): object {
  return {
    swagger: '2.0',
    info: { title: 'Harbour', version: '1.2' },
    host: 'api.example.com',
    basePath: '/v1',
    schemes: ['https'],
    paths,
    ...more,
  }
}

const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }

/** Ships of a harbour: lists, items, a body, pages, words for people. */
export const harbour = openapi3(
  {
    '/ships': {
      get: {
        operationId: 'listShips',
        summary: 'The ships that are here',
        parameters: [
          {
            name: 'flag',
            in: 'query',
            description: 'Of which country',
            schema: { type: 'string' },
          },
          { name: 'page', in: 'query', schema: { type: 'integer' } },
          { name: 'per_page', in: 'query', schema: { type: 'integer' } },
        ],
        responses: {
          200: {
            description: 'ok',
            content: {
              'application/json': {
                schema: { type: 'array', items: { $ref: '#/components/schemas/Ship' } },
              },
            },
          },
        },
      },
      post: {
        summary: 'Lets a ship in',
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Ship' } } },
        },
        responses: { 201: { description: 'made' } },
      },
      delete: { summary: 'Sends all ships away', responses: { 204: { description: 'gone' } } },
    },
    '/ships/{id}': {
      parameters: [id],
      get: { summary: 'One ship', responses: { 200: { description: 'ok' } } },
      delete: { summary: 'Sends a ship away', responses: { 204: { description: 'gone' } } },
    },
    '/ships/{id}/crew': {
      parameters: [id],
      get: { responses: { 200: { description: 'ok' } } },
    },
    '/tides': { get: { responses: { 200: { description: 'ok' } } } },
  },
  {
    components: {
      schemas: {
        Ship: {
          type: 'object',
          required: ['name', 'id'],
          properties: {
            id: { type: 'integer', readOnly: true },
            name: { type: 'string', description: 'As it is painted on the bow' },
            kind: { enum: ['sail', 'steam'] },
          },
        },
      },
    },
  },
)
