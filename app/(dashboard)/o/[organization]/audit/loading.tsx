import { PageSkeleton } from '#components/page/table-skeleton.tsx'

export default function Loading() {
  return <PageSkeleton />
}
