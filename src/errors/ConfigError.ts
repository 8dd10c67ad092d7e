import { PortolanError } from './PortolanError'

/**
 * An option or an argument is wrong. The message names it and says what would be right. Nothing was
 * sent. Factories throw it; calls reject with it.
 */
export class ConfigError extends PortolanError {
  static override readonly brand: string = 'ConfigError'
}
