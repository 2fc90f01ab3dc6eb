import type { NextRequest } from 'next/server'
import { authHandlers } from '#server/auth/auth.ts'

export const dynamic = 'force-dynamic'

export const GET = (request: NextRequest) => authHandlers().GET(request)
export const POST = (request: NextRequest) => authHandlers().POST(request)
