export {
  createKnowi,
  type Knowi,
  type KnowiAnyVerb,
  type KnowiCallOptions,
  type KnowiVerb,
  withKnowi,
} from './createKnowi'
export * from './errors/index'
export type { KnowiMetric } from './metrics'
export type { LooseQuery, ResourceOptions } from './operations'
export type { KnowiOptions } from './options'
export type * from './resourceTypes'
export {
  type Dashboard,
  dashboardSchema,
  type KnowiList,
  type Widget,
  widgetSchema,
} from './schemas'
