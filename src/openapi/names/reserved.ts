/** Names that JavaScript, promises or the tree itself already give a meaning to. */
const reserved =
  /^(then|catch|finally|constructor|prototype|__proto__|to(String|LocaleString|JSON)|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|__(define|lookup)[GS]etter__|help)$/

/** A name that can stand in the tree. */
export function reserve(name: string): string {
  const safe = /^[a-z]/i.test(name) || !/^\p{N}/u.test(name) ? name : `_${name}`
  return reserved.test(safe) ? `${safe}_` : safe
}

/** Whether a text can be a name as it is. */
export function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(text) && reserve(text) === text
}
