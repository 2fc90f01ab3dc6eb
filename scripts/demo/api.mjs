/**
 * Makes a caller of Portcullis's public API, as any script with an organization's API key would.
 *
 * @returns `query` and `change`, each taking a procedure's name and its input; they throw with the API's own words.
 */
export function connectToApi(url, apiKey) {
  async function call(method, procedure, input) {
    const address = new URL(`/api/trpc/${procedure}`, url)
    const body = JSON.stringify({ json: input })
    if (method === 'GET' && input !== undefined) address.searchParams.set('input', body)
    const response = await fetch(address, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body } : {}),
    })
    const answer = await response.json()
    if (!response.ok) throw refused(procedure, response.status, answer.error?.json)
    return answer.result.data.json
  }
  return {
    query: (procedure, input) => call('GET', procedure, input),
    change: (procedure, input) => call('POST', procedure, input),
  }
}

function refused(procedure, status, error) {
  const { reason, field, detail } = error?.data ?? {}
  const why = [error?.message, reason, field, typeof detail === 'string' ? detail : undefined].filter(Boolean)
  return Object.assign(new Error(`${procedure} answered ${status}: ${why.join('; ')}`), { status, reason })
}
