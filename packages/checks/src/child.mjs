import { spawn } from 'node:child_process';

/**
 * @typedef {object} ChildOptions
 * @property {string} cwd
 * @property {boolean} [inherit] write straight to our own output; `output` stays empty then
 * @property {number} [timeoutMs] the child is killed after this time
 * @property {NodeJS.ProcessEnv} [env] added to our own environment
 */

/** @typedef {{ exitCode: number, stdout: string, output: string }} ChildResult */

/**
 * Runs a program to its end. A program that is not there, was killed, or ran out of time has exit code 1 or more and says
 * so in `output`, which holds both streams in the order of arrival.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ChildOptions} options
 * @returns {Promise<ChildResult>}
 */
export function runChild(command, args, { cwd, inherit = false, timeoutMs, env = {} }) {
  return new Promise((resolve) => {
    let stdout = '';
    let output = '';
    const child = spawn(command, args, {
      cwd,
      env: { ...(inherit ? process.env : withoutColour()), ...env },
      stdio: ['ignore', inherit ? 'inherit' : 'pipe', inherit ? 'inherit' : 'pipe'],
      killSignal: 'SIGKILL',
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    child.stdout?.setEncoding('utf8').on('data', (text) => ((stdout += text), (output += text)));
    child.stderr?.setEncoding('utf8').on('data', (text) => (output += text));
    child.once('error', (error) => resolve({ exitCode: 127, stdout, output: output + error.message }));
    child.once('close', (code, signal) => {
      const ending =
        signal === null ? '' : `\nkilled by ${signal}${timeoutMs === undefined ? '' : ` (limit ${timeoutMs} ms)`}\n`;
      resolve({ exitCode: code ?? 1, stdout, output: output + ending });
    });
  });
}

/** What a program prints is compared and handed on as text. turbo asks everything below it for colours. */
function withoutColour() {
  const { FORCE_COLOR: _, ...rest } = process.env;
  return { ...rest, NO_COLOR: '1' };
}
