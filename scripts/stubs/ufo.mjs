// ofetch refers to ufo even where it is handed finished URLs; a bundler cannot drop it.
function joined() {
  throw new Error('Portolan finishes URLs itself; ofetch must not join them')
}

export { joined as withBase, joined as withQuery }
