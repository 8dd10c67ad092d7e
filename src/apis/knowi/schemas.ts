import type { StandardSchemaV1 } from '@standard-schema/spec'
import { boolean, looseObject, nullish, number, string, unknown } from 'valibot'

/** A dashboard, as `dashboards.get` gives it. Any field may be missing or null; times are epoch ms. */
export interface Dashboard {
  id?: number | null | undefined
  name?: string | null | undefined
  userId?: number | null | undefined
  url?: string | null | undefined
  createdDate?: number | null | undefined
  lastModDt?: number | null | undefined
  lastAccessDt?: number | null | undefined
  selected?: boolean | null | undefined
  displayOrder?: number | null | undefined
  screenAdjust?: boolean | null | undefined
  screenWidth?: number | null | undefined
  screenHeight?: number | null | undefined
  locked?: boolean | null | undefined
  accessLevel?: number | null | undefined
  categoryAccessLevel?: number | null | undefined
  autoShared?: boolean | null | undefined
  favorite?: boolean | null | undefined
  notDefaultFilter?: boolean | null | undefined
  my?: boolean | null | undefined
  showWidgetList?: boolean | null | undefined
  dashNameAsValidFilename?: string | null | undefined
  properties?: Record<string, unknown> | null | undefined
  [further: string]: unknown
}

/** A widget, as `widgets.get` gives it: of some 70 fields, those that are documented. */
export interface Widget {
  id?: number | null | undefined
  name?: string | null | undefined
  userId?: number | null | undefined
  customerId?: number | null | undefined
  datasetId?: number | null | undefined
  type?: number | null | undefined
  urlString?: string | null | undefined
  queryId?: number | null | undefined
  queryStr?: string | null | undefined
  chartType?: string | null | undefined
  widgetType?: string | null | undefined
  dataset?: Record<string, unknown> | null | undefined
  position?: Record<string, unknown> | null | undefined
  chartProperties?: unknown
  filters?: unknown
  dataFields?: unknown
  [further: string]: unknown
}

/** What lists of Knowi's look like. */
export interface KnowiList<Item> {
  list: Item[]
  [further: string]: unknown
}

/**
 * Accepts every dashboard of Knowi's: all fields may be missing or null, further ones stay.
 *
 * @example
 * const dashboard = await knowi.get('dashboards/7', { schema: dashboardSchema })
 */
export const dashboardSchema: StandardSchemaV1<unknown, Dashboard> =
  /* @__PURE__ */ makeDashboardSchema()

/** Accepts every widget of Knowi's: all fields may be missing or null, further ones stay. */
export const widgetSchema: StandardSchemaV1<unknown, Widget> = /* @__PURE__ */ makeWidgetSchema()

function makeDashboardSchema(): StandardSchemaV1<unknown, Dashboard> {
  const { numberOrNone, textOrNone, flagOrNone, objectOrNone } = kinds()
  return looseObject({
    id: numberOrNone,
    name: textOrNone,
    userId: numberOrNone,
    url: textOrNone,
    createdDate: numberOrNone,
    lastModDt: numberOrNone,
    lastAccessDt: numberOrNone,
    selected: flagOrNone,
    displayOrder: numberOrNone,
    screenAdjust: flagOrNone,
    screenWidth: numberOrNone,
    screenHeight: numberOrNone,
    locked: flagOrNone,
    accessLevel: numberOrNone,
    categoryAccessLevel: numberOrNone,
    autoShared: flagOrNone,
    favorite: flagOrNone,
    notDefaultFilter: flagOrNone,
    my: flagOrNone,
    showWidgetList: flagOrNone,
    dashNameAsValidFilename: textOrNone,
    properties: objectOrNone,
  })
}

function makeWidgetSchema(): StandardSchemaV1<unknown, Widget> {
  const { numberOrNone, textOrNone, objectOrNone, anything } = kinds()
  return looseObject({
    id: numberOrNone,
    name: textOrNone,
    userId: numberOrNone,
    customerId: numberOrNone,
    datasetId: numberOrNone,
    type: numberOrNone,
    urlString: textOrNone,
    queryId: numberOrNone,
    queryStr: textOrNone,
    chartType: textOrNone,
    widgetType: textOrNone,
    dataset: objectOrNone,
    position: objectOrNone,
    chartProperties: anything,
    filters: anything,
    dataFields: anything,
  })
}

// Inferred: its type is valibot's own and stays in this file.
function kinds() {
  return {
    numberOrNone: nullish(number()),
    textOrNone: nullish(string()),
    flagOrNone: nullish(boolean()),
    objectOrNone: nullish(looseObject({})),
    anything: unknown(),
  }
}
