import type { MockRecord } from './options'

/** A small file that begins and ends as a PDF does and is no text: some bytes are not UTF-8. */
export function pdf(dashboard: MockRecord): Response {
  const encoder = new TextEncoder()
  const head = encoder.encode('%PDF-1.4\n%')
  const tail = encoder.encode('\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n%%EOF\n')
  const bytes = new Uint8Array([...head, 0xe2, 0xe3, 0xcf, 0xd3, 0xff, 0x00, ...tail])
  const name = String(dashboard.name).replace(/[^\w.-]+/g, '_')
  return new Response(bytes, {
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="${name}.pdf"`,
    },
  })
}
