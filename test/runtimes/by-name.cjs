const portolan = require('portolan')

import('./scenario.mjs')
  .then(({ scenario }) => scenario(portolan, process.argv[2]))
  .then((report) => console.log(JSON.stringify(report)))
