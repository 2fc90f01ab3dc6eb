import { type NextRequest, NextResponse } from 'next/server'

/**
 * Sets the security headers of pages. It decides nothing about who may see them: that is done where the data is read.
 * Styles may be inline because the dialog and toast libraries write them at run time; scripts need the nonce.
 */
export function proxy(request: NextRequest) {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))))
  // The development server compiles with eval and talks to its overlay over a socket; a production build does neither.
  const development = process.env.NODE_ENV === 'development'
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  // Where to come back to after signing in; a layout is not told its own path.
  headers.set('x-path', request.nextUrl.pathname + request.nextUrl.search)
  // Next reads the nonce for its own scripts from the policy of the request.
  headers.set('content-security-policy', policy)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  response.headers.set('x-content-type-options', 'nosniff')
  response.headers.set('x-frame-options', 'DENY')
  response.headers.set('referrer-policy', 'no-referrer')
  response.headers.set('cross-origin-opener-policy', 'same-origin')
  response.headers.set('permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()')
  // Browsers ignore it over plain http.
  response.headers.set('strict-transport-security', 'max-age=31536000')
  return response
}

export const config = {
  matcher: ['/((?!api/|mcp/|k/|\\.well-known/|healthz|readyz|metrics|_next/static|_next/image|icon\\.svg).*)'],
}
