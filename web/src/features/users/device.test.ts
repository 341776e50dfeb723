import { describe, expect, it } from 'vitest'
import { deviceOf } from './device.ts'

describe('the name of a device', () => {
  it.each([
    [
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
      'Chrome, Linux',
    ],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 YaBrowser/26.1 Safari/537.36',
      'Yandex Browser, Windows',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
      'Safari, iOS',
    ],
    ['Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0', 'Firefox, Android'],
  ])('of %s is %s', (agent, name) => {
    expect(deviceOf(agent)).toBe(name)
  })

  it('is null where nothing is recognised', () => {
    expect(deviceOf(null)).toBeNull()
    expect(deviceOf('curl/8.0')).toBeNull()
  })
})
