import { hash } from '../names/words'

/** A text in 32 hexadecimal digits, which tell nothing of it. */
export async function digest(text: string): Promise<string> {
  // There is no subtle crypto on a page that came over plain HTTP.
  const { subtle } = globalThis.crypto ?? {}
  if (!subtle) return hash(text) + hash(`2${text}`)
  const bytes = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return [...bytes.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
