const encoder = new TextEncoder();
const pieceChars = 64 * 1024;

/**
 * A body of texts, made as fast as the other side takes them. The first piece is made before it resolves, so that what can't even
 * begin is still answered as an error. What breaks later breaks the answer off, so that nobody takes it for whole; `onError` is told.
 */
export async function textStream(
  texts: AsyncGenerator<string>,
  {
    onError,
    drop,
  }: {
    onError: (error: unknown) => void;
    /** Breaks off the connection. The server itself would print the error, and send it to whoever asked. */
    drop: (() => void) | undefined;
  },
): Promise<ReadableStream<Uint8Array>> {
  let first: IteratorResult<string> | undefined = await texts.next();
  const nextPiece = async () => {
    let text = '';
    while (text.length < pieceChars) {
      const { done, value } = first ?? (await texts.next());
      first = undefined;
      if (done) return { text, isLast: true };
      text += value;
    }
    return { text, isLast: false };
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { text, isLast } = await nextPiece();
          if (text !== '') controller.enqueue(encoder.encode(text));
          if (isLast) controller.close();
        } catch (error) {
          onError(error);
          if (!drop) throw error;
          drop();
        }
      },
      async cancel() {
        await texts.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
