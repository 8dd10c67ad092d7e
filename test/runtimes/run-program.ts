import { spawn } from 'node:child_process'
import { root } from '../package/root'

/**
 * Runs a program to its own end and gives what it wrote. A program that does not end by itself
 * within the limit (a timer or a socket left behind) is killed with all that it started.
 */
export function runProgram(command: string, parameters: string[], limit = 30_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
    })
    let output = ''
    let complaints = ''
    let late = false
    const alarm = setTimeout(() => {
      late = true
      try {
        // A negative id is the whole group: the launchers of Deno and Bun start a second process.
        if (child.pid) process.kill(-child.pid, 'SIGKILL')
      } catch {
        child.kill('SIGKILL')
      }
    }, limit)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text
    })
    child.on('error', (error) => {
      clearTimeout(alarm)
      reject(error)
    })
    child.on('close', (code) => {
      clearTimeout(alarm)
      if (code === 0 && !late) resolve(output)
      else {
        const end = late ? `did not end within ${limit} ms` : `ended with ${code}`
        reject(new Error(`${command} ${parameters.join(' ')} ${end}\n${output}${complaints}`))
      }
    })
  })
}
