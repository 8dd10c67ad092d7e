/** `git-commits` → `GitCommits`: letters and digits stay as they are, all else parts words. */
export function pascal(text: string): string {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? []
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
}

/** `git-commits` → `gitCommits`, `HTTPHeaders` → `httpHeaders`, `API` → `api`. */
export function camel(text: string): string {
  return pascal(text).replace(/^\p{Lu}+?(?=\p{Lu}\p{Ll}|\P{Lu}|$)/u, (start) => start.toLowerCase())
}

/** A short text that stands for a long one (FNV-1a, 32 bits). */
export function hash(text: string): string {
  let sum = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1)
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193) >>> 0
  return sum.toString(36)
}
