// Most names are ASCII, and patterns of Unicode take their time to get going.
const words = /[a-z\d]+/gi
const anyWords = /[\p{L}\p{N}]+/gu

function wordsIn(text: string): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
  return text.match(/^[\u0000-\u007f]*$/.test(text) ? words : anyWords) ?? []
}

/** `git-commits` → `GitCommits`: letters and digits stay as they are, all else parts words. */
export function pascal(text: string): string {
  let name = ''
  for (const word of wordsIn(text)) name += capitalized(word)
  return name
}

/** `git-commits` → `gitCommits`, `HTTPHeaders` → `httpHeaders`, `API` → `api`. */
export function camel(text: string): string {
  const [first = '', ...others] = wordsIn(text)
  const start = /^[a-z]/.test(first)
    ? first
    : first.replace(/^\p{Lu}+?(?=\p{Lu}\p{Ll}|\P{Lu}|$)/u, (upper) => upper.toLowerCase())
  return start + others.map(capitalized).join('')
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** A short text that stands for a long one (FNV-1a, 32 bits). */
export function hash(text: string): string {
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1)
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0
  return sum.toString(36)
}
