interface Run {
  id?: string;
  end_time?: unknown;
}

/** Ids of the runs whose end is in a body of `POST /runs/multipart` or `/runs/batch`. */
export function endedRuns(body: Buffer, contentType: string): string[] {
  const runs = contentType.includes('multipart')
    ? runsInMultipart(body.toString('latin1'), contentType)
    : runsInBatch(JSON.parse(body.toString()) as { post?: Run[]; patch?: Run[] });
  return runs.flatMap(({ id, end_time }) => (id && end_time ? [id] : []));
}

function runsInBatch({ post = [], patch = [] }: { post?: Run[]; patch?: Run[] }): Run[] {
  return [...post, ...patch];
}

/** A run's own part is called `post.<id>` or `patch.<id>`; those with a further dot are its inputs and outputs. */
function runsInMultipart(body: string, contentType: string): Run[] {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1] ?? '';
  return body.split(`--${boundary}`).flatMap((part) => {
    const name = /name="(?:post|patch)\.([^".]+)"/.exec(part)?.[1];
    if (!name) return [];
    const text = part.slice(part.indexOf('\r\n\r\n') + 4);
    return [{ ...(JSON.parse(text) as Run), id: name }];
  });
}
