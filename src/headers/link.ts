const link = /<([^<>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"[^"]*"|[^\s;,"]*))?)*)/g

/** Where a Link header's `rel="next"` leads (RFC 8288, 3); undefined where it has none. */
export function nextLink(header: string): string | undefined {
  for (const [, target, terms = ''] of header.matchAll(link)) {
    const [, quoted, bare] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]*))/i.exec(terms) ?? []
    if (/(^|\s)next(\s|$)/i.test(quoted ?? bare ?? '')) return target
  }
  return undefined
}
