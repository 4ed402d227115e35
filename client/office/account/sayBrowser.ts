const browsers = [
  [/\bEdg/, 'Edge'],
  [/\bFirefox|\bFxiOS/, 'Firefox'],
  [/\bSamsungBrowser/, 'Samsung Internet'],
  [/\bChrome|\bCriOS|\bHeadlessChrome/, 'Chrome'],
  [/\bSafari/, 'Safari'],
] as const

const machines = [
  [/\bAndroid/, 'Android'],
  [/\biPhone|\biPad/, 'an iPhone or iPad'],
  [/\bWindows/, 'Windows'],
  [/\bMac OS X/, 'a Mac'],
  [/\bLinux|\bCrOS/, 'Linux'],
] as const

/** What a browser calls itself, in the words of the person who uses it. */
export function sayBrowser(userAgent: string) {
  const browser = browsers.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'A browser'
  const machine = machines.find(([pattern]) => pattern.test(userAgent))?.[1]
  return machine ? `${browser} on ${machine}` : browser
}
