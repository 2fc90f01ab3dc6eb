/** Hands values from one producer to one reader, in order, without losing what comes before the reader asks. */
export interface MessageQueue {
  push(text: string): void
  /** Ends the queue after what is in it; with an error, the reader gets that error then. Later calls change nothing. */
  end(error?: Error): void
  read(): AsyncGenerator<string, void>
}

/**
 * @param limit characters that may wait for the reader
 * @param overflow the error that ends the queue when more would wait
 */
export function messageQueue(limit: number, overflow: () => Error): MessageQueue {
  const waiting: string[] = []
  let size = 0
  let ended = false
  let failure: Error | undefined
  let wake = () => {}

  function end(error?: Error): void {
    if (ended) return
    ended = true
    failure = error
    wake()
  }

  return {
    push(text) {
      if (ended) return
      size += text.length
      if (size > limit) {
        end(overflow())
        return
      }
      waiting.push(text)
      wake()
    },
    end,
    async *read() {
      for (;;) {
        const text = waiting.shift()
        if (text !== undefined) {
          size -= text.length
          yield text
        } else if (ended) {
          if (failure) throw failure
          return
        } else {
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      }
    },
  }
}
