'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { AgentDetail } from '#components/agents/agent-screen.tsx'
import { RevealedKey } from '#components/agents/revealed-key.tsx'
import { EndPicker } from '#components/form/end-picker.tsx'
import { endOf, inDays, never } from '#components/form/end-presets.ts'
import { Field } from '#components/form/field.tsx'
import { FormError } from '#components/form/form-error.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { useTRPC } from '#components/trpc/context.ts'
import { readError } from '#components/trpc/read-error.ts'
import { Button } from '#components/ui/button.tsx'
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from '#components/ui/dialog.tsx'
import { Input } from '#components/ui/input.tsx'

const presets = [inDays(1), inDays(7), inDays(30), inDays(90), never]

/** Makes a key and shows it, once. While it is shown, the dialog closes only by its button. */
export function CreateKey({ agent }: { agent: AgentDetail }) {
  const [open, setOpen] = useState(false)
  const [key, setKey] = useState<string>()
  const close = () => {
    setOpen(false)
    setKey(undefined)
  }
  return (
    <Dialog open={open} onOpenChange={(next) => (next ? setOpen(true) : key ? undefined : close())}>
      <DialogTrigger asChild>
        <Button variant={agent.keys.length === 0 ? 'primary' : 'outline'}>
          <Plus aria-hidden />
          Create key
        </Button>
      </DialogTrigger>
      {key ? (
        <DialogContent
          title="Copy the key now"
          description="It is shown this once. Only its fingerprint is stored, so nobody can show it again."
          closable={false}
          onInteractOutside={(event) => event.preventDefault()}
        >
          <RevealedKey value={key} onDone={close} />
        </DialogContent>
      ) : (
        <DialogContent
          title={`Create a key for ${agent.name}`}
          description="Whoever holds it is this agent. Shorter is safer."
        >
          <CreateKeyForm agent={agent} onCreated={setKey} />
        </DialogContent>
      )}
    </Dialog>
  )
}

function CreateKeyForm({ agent, onCreated }: { agent: AgentDetail; onCreated: (key: string) => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [end, setEnd] = useState({ preset: '30d', custom: '' })
  const create = useMutation({
    ...trpc.agents.createKey.mutationOptions(),
    // The answer holds the secret: it is not to stay in memory once the dialog has it.
    gcTime: 0,
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const expiresAt = endOf(presets, end.preset, end.custom, new Date())
    if (expiresAt === undefined) return
    try {
      const { key } = await create.mutateAsync({
        agentId: agent.id,
        name: name.trim() || undefined,
        expiresAt: expiresAt ?? undefined,
      })
      onCreated(key)
      await queryClient.invalidateQueries()
    } catch {
      // Shown below, from the mutation.
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="grid grid-cols-1 gap-4">
      <FormError>{create.error ? readError(create.error).message : null}</FormError>
      <Field label="Name" optional hint="Where it will be used.">
        {(control) => (
          <Input
            placeholder="build runner"
            maxLength={100}
            {...control}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <EndPicker label="Works for" presets={presets} value={end} onChange={setEnd} />
      <DialogFooter>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <SubmitButton pending={create.isPending}>Create key</SubmitButton>
      </DialogFooter>
    </form>
  )
}
