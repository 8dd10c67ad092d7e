import { ConfigError } from '../../errors/ConfigError'

/** A quoted part, in which a doubled quote stands for one, or a bare one without dots and quotes. */
const part = /^(?:"((?:[^"]|"")*)"|([^".]*))(\.|$)/

/**
 * `schema.table` or `table`, taken apart. Double quotes protect dots.
 *
 * @throws {ConfigError} for more parts, an empty one, and a quote that does not end
 */
export function tableName(written: string): { schema: string | undefined; name: string } {
  const parts: string[] = []
  let rest = written
  for (let more = true; more; ) {
    const found = part.exec(rest)
    const text = found?.[1]?.replaceAll('""', '"') ?? found?.[2]
    if (!found || !text || parts.push(text) > 2) {
      throw new ConfigError(
        `'${written}' must be a table as 'schema.table' or 'table'; put a part with dots into double quotes.`,
      )
    }
    more = found[3] === '.'
    rest = rest.slice(found[0].length)
  }
  const [name = '', schema] = parts.reverse()
  return { schema, name }
}
