import { transcode } from 'node:buffer'

let scratch = Buffer.alloc(0)

/**
 * UTF-8 of a well-formed text. `Buffer.from(text)` goes character by character where one of them is not Latin, and takes ten
 * times as long for a list with Russian in it.
 */
export function utf8Of(text: string): Buffer {
  const most = text.length * 2
  if (scratch.length < most) scratch = Buffer.allocUnsafeSlow(most)
  return transcode(scratch.subarray(0, scratch.write(text, 'utf16le')), 'utf16le', 'utf8')
}
