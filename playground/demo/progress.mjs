// Shows how far the job is: one line that is redrawn on a terminal, a line a second elsewhere.
import { stdout } from 'node:process'

/**
 * @typedef {object} Figures
 * @property {number} answered
 * @property {number} total
 * @property {number} waiting
 * @property {number} retried
 * @property {number} permits
 * @property {number} pausedFor ms for which the server wants to be left alone; 0: none
 */

const { TERM, NO_COLOR } = process.env
const live = stdout.isTTY === true && TERM !== 'dumb'
const colored = live && !NO_COLOR

const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const clearLine = '\r\u001b[2K'
const barWidth = 24

/** @param {string} text */
export const bold = (text) => paint(1, text)
/** @param {string} text */
export const dim = (text) => paint(2, text)
const cyan = (/** @type {string} */ text) => paint(36, text)

/**
 * Shows figures until it is stopped.
 *
 * @param {() => Figures} figures
 * @returns {() => void} stops, and leaves the terminal as it was
 */
export function showProgress(figures) {
  const startedAt = performance.now()
  const seconds = () => (performance.now() - startedAt) / 1000

  const redraw = () => stdout.write(clearLine + drawn(figures(), seconds()))
  const restore = () => stdout.write(clearLine + showCursor)
  if (live) {
    stdout.write(hideCursor)
    // Also where the process ends without a word to us.
    process.once('exit', restore)
    redraw()
  }
  const print = () => console.log(plain(figures(), seconds()))
  const timer = setInterval(live ? redraw : print, live ? 100 : 1000)

  let stopped = false
  return () => {
    if (stopped) return
    stopped = true
    clearInterval(timer)
    if (live) {
      restore()
      process.off('exit', restore)
    }
    print()
  }
}

/**
 * @param {Figures} figures
 * @param {number} seconds
 */
function plain(figures, seconds) {
  return `${`${seconds.toFixed(1)} s`.padStart(8)}  ${phrases(figures).join(', ')}`
}

/**
 * No wider than the terminal: a line that wraps cannot be taken back.
 *
 * @param {Figures} figures
 * @param {number} seconds
 */
function drawn(figures, seconds) {
  const { answered, total } = figures
  const done = Math.round((barWidth * answered) / total)
  const bar = `${'█'.repeat(done)}${'░'.repeat(barWidth - done)}`
  const text = ` ${seconds.toFixed(1)} s  ${phrases(figures).join(' · ')}`
  const room = (stdout.columns || 80) - 1
  const shown = room > text.length + barWidth
  return (shown ? cyan(bar) : '') + text.slice(0, room)
}

/** @param {Figures} figures */
function phrases({ answered, total, waiting, retried, permits, pausedFor }) {
  return [
    `${answered}/${total} answered`,
    `${waiting} waiting`,
    `${retried} retried`,
    `${permits} permits left`,
    ...(pausedFor > 0 ? [`paused by the server for ${(pausedFor / 1000).toFixed(1)} s`] : []),
  ]
}

/**
 * @param {number} code
 * @param {string} text
 */
function paint(code, text) {
  return colored ? `\u001b[${code}m${text}\u001b[0m` : text
}
