export class ConfigError extends Error {}

export const KERNELS = ['on', 'off'] as const

/**
 * Whether the compiled kernels of the scans may be used, where the processor can; each thread asks for itself. Apart from the rest of
 * the configuration (config.ts), which takes longer to load than a scan to run.
 * @throws ConfigError
 */
export function mayUseKernels(): boolean {
  const given = process.env.VIGIL_KERNELS || 'on'
  if (!KERNELS.some((allowed) => allowed === given))
    throw new ConfigError(`The environment variable VIGIL_KERNELS is not usable: it is one of ${KERNELS.join(', ')}.`)
  return given === 'on'
}
