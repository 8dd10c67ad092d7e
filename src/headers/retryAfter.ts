// The three forms of RFC 9110, 5.6.7, told apart before they are read: `Date.parse` alone takes
// "soon 5" for May 2001.
const httpDate = /^[A-Z][a-z]+,? [\w -]+ \d\d:\d\d:\d\d (GMT|\d{4})$/

/** The time that an HTTP-date names, in ms since the epoch, or undefined where the text is none. */
export function parseHttpDate(text: string): number | undefined {
  if (!httpDate.test(text)) return undefined
  const date = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`)
  return Number.isNaN(date) ? undefined : date
}

/**
 * How long `Retry-After` asks to wait, in ms (RFC 9110, 10.2.3): seconds, fractions allowed, or an
 * HTTP-date. Total: any text gives a finite number of at least 0, or undefined.
 *
 * A date is measured against the answer's own `Date` where there is one, so that clocks that
 * differ do no harm.
 */
export function parseRetryAfter(headers: Headers, date: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? ''
  if (/^\d{1,20}(\.\d{1,20})?$/.test(value)) {
    return Math.min(Math.ceil(Number(value) * 1000), Number.MAX_SAFE_INTEGER)
  }
  const until = parseHttpDate(value)
  if (until === undefined) return undefined
  return Math.max(0, until - (parseHttpDate(headers.get('date') ?? '') ?? date))
}
