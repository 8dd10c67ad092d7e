const words = /[\p{L}\p{N}]+/gu

/** `git-commits` → `GitCommits`: letters and digits stay as they are, all else parts words. */
export function pascal(text: string): string {
  return (text.match(words) ?? []).map(capitalized).join('')
}

/** `git-commits` → `gitCommits`, `HTTPHeaders` → `httpHeaders`, `API` → `api`. */
export function camel(text: string): string {
  const [first = '', ...others] = text.match(words) ?? []
  const start = first.replace(/^\p{Lu}+?(?=\p{Lu}\p{Ll}|\P{Lu}|$)/u, (upper) => upper.toLowerCase())
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
