'use client'
import { useQuery } from '@tanstack/react-query'
import { Link2, ShieldAlert, ShieldCheck } from 'lucide-react'
import { useTRPC } from '#components/trpc/context.ts'
import { readError } from '#components/trpc/read-error.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'

/** Recomputes the hash chain of the log when asked, and says whether it holds. */
export function ChainStatus() {
  const trpc = useTRPC()
  const verify = useQuery({ ...trpc.audit.verify.queryOptions(), enabled: false, gcTime: 0 })
  const { data, error, isFetching } = verify
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span role="status" className="contents">
        {error && !isFetching ? (
          <Badge tone="warn">{readError(error).message}</Badge>
        ) : data && !isFetching ? (
          data.ok ? (
            <Badge tone="ok">
              <ShieldCheck aria-hidden />
              Chain holds, {data.events.toLocaleString('en')} events
            </Badge>
          ) : (
            <Badge tone="danger">
              <ShieldAlert aria-hidden />
              Chain broken{data.firstBroken === undefined ? '' : ` at link ${data.firstBroken}`}
            </Badge>
          )
        ) : null}
      </span>
      <Button disabled={isFetching} onClick={() => void verify.refetch()}>
        <Link2 aria-hidden />
        {isFetching ? 'Verifying' : 'Verify chain'}
      </Button>
    </div>
  )
}
