const link = /<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)/g
const term = /;\s*([^\s=;,]+)(?:\s*=\s*(?:"([^"]*)"|([^\s;,"]*)))?/g

/** Where a Link header's `rel="next"` leads (RFC 8288, 3); undefined where it has none. */
export function nextLink(header: string): string | undefined {
  for (const [, target, terms = ''] of header.matchAll(link)) {
    for (const [, name, quoted, bare] of terms.matchAll(term)) {
      if (!/^rel$/i.test(name ?? '')) continue
      if (/(^|\s)next(\s|$)/i.test(quoted ?? bare ?? '')) return target
      // Only the first counts (3.3).
      break
    }
  }
  return undefined
}
