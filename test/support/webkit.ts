import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'

const DRIVER = '/usr/bin/WebKitWebDriver'
const SCREEN = '/usr/bin/Xvfb'
const BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser'

/** WebKitGTK with its driver and a screen to draw on, as Debian has them: the engine of Safari, as near as a test comes without a Mac. */
export function findWebKit(): boolean {
  return [DRIVER, SCREEN, BROWSER].every((path) => existsSync(path))
}

/** One browser, spoken to by WebDriver (W3C). */
export async function openWebKit() {
  const screen = spawn(SCREEN, ['-displayfd', '1', '-screen', '0', '800x900x24'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const display = await firstLine(screen)
  const port = await freePort()
  const driver = spawn(DRIVER, ['-p', String(port)], {
    env: { ...process.env, DISPLAY: `:${display}`, LIBGL_ALWAYS_SOFTWARE: '1' },
    stdio: 'ignore',
  })
  const send = async (method: string, path: string, body?: object) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    })
    const { value } = (await response.json()) as {
      value: { error?: string; message?: string } & Record<string, unknown>
    }
    if (value?.error) throw new Error(`${value.error}: ${value.message}`)
    return value as unknown
  }
  const browserOptions = { binary: BROWSER, args: ['--automation'] }
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': browserOptions } }
  const { sessionId } = (await untilUp(() => send('POST', '/session', { capabilities }))) as { sessionId: string }
  const session = `/session/${sessionId}`

  /** What an expression comes to in the page, once it is there. */
  async function evaluate<Value>(expression: string): Promise<Value> {
    const script = `const done = arguments[arguments.length - 1]; (async () => (${expression}))().then(done, (failure) => done(String(failure)))`
    return (await send('POST', `${session}/execute/async`, { script, args: [] })) as Value
  }
  return {
    evaluate,
    open: (url: string) => send('POST', `${session}/url`, { url }),
    reload: () => send('POST', `${session}/refresh`, {}),
    /** The first that has exactly these words, and again should it be drawn anew just then. */
    press(words: string) {
      const value = `//*[self::button or self::span or self::summary or self::a][normalize-space(text())='${words}']`
      return untilUp(async () => {
        const found = await send('POST', `${session}/element`, { using: 'xpath', value })
        const [element] = Object.values(found as Record<string, string>)
        await send('POST', `${session}/element/${element}/click`, {})
      })
    },
    async close() {
      await send('DELETE', session).catch(() => undefined)
      driver.kill()
      screen.kill()
    },
  }
}

async function untilUp<Value>(ask: () => Promise<Value>): Promise<Value> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask()
    } catch (failure) {
      if (tries === 50) throw failure
      await new Promise((again) => setTimeout(again, 200))
    }
  }
}

function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((read, failed) => {
    stdout?.once('data', (line: Buffer) => read(line.toString().trim()))
    stdout?.once('end', () => failed(new Error('Xvfb did not start')))
  })
}

function freePort(): Promise<number> {
  return new Promise((free) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => free(port))
    })
  })
}
