// ofetch refers to destr even where its parsing is never asked for; a bundler cannot drop it.
export default function destr() {
  throw new Error('Portolan reads bodies itself; ofetch must not parse them')
}
