import type { ChatMessage } from '@agentops/adapter-taskweaver';

/** A piece of one field of a model's answer. */
export interface ResponsePart {
  key: string;
  value: string;
  isEnd: boolean;
}

/** The model did not answer as it was told to. */
export class ResponseError extends Error {
  override readonly name = 'ResponseError';
}

/** Reads `{"response": {"key": "text", …}}` while it arrives. @throws ResponseError */
export async function* readResponse(
  answer: AsyncIterable<ChatMessage>,
): AsyncGenerator<ResponsePart, void> {
  const reader = new ResponseReader();
  for await (const { content } of answer) {
    if (typeof content === 'string') yield* reader.read(content);
  }
  reader.end();
}

class ResponseReader {
  /** Inside of no text, of a key, or of a value. */
  #inside: 'none' | 'key' | 'value' = 'none';
  #depth = 0;
  #key = '';
  #afterColon = false;
  #escape = '';

  *read(text: string): Generator<ResponsePart> {
    let value = '';
    for (const char of text) {
      if (this.#inside === 'none') {
        if (this.#startsValue(char)) yield { key: this.#key, value: '', isEnd: false };
      } else if (char === '"' && this.#escape === '') {
        if (this.#inside === 'value') {
          yield { key: this.#key, value, isEnd: true };
          value = '';
        }
        this.#inside = 'none';
      } else {
        const decoded = this.#decode(char);
        if (this.#inside === 'key') this.#key += decoded;
        else value += decoded;
      }
    }
    if (value !== '') yield { key: this.#key, value, isEnd: false };
  }

  end(): void {
    if (this.#depth !== 0 || this.#inside !== 'none')
      throw new ResponseError('the JSON is not whole');
  }

  /** Takes a character that is in no text. */
  #startsValue(char: string): boolean {
    if (char === '{') {
      this.#depth++;
      this.#afterColon = false;
    } else if (char === '}') this.#depth--;
    else if (char === ':') this.#afterColon = true;
    else if (char === ',') this.#afterColon = false;
    else if (char === '"') {
      this.#inside = this.#afterColon ? 'value' : 'key';
      if (this.#afterColon) return true;
      this.#key = '';
    } else if (this.#depth > 0 && char.trim() !== '') {
      throw new ResponseError(`unexpected ${JSON.stringify(char)}`);
    }
    return false;
  }

  #decode(char: string): string {
    if (this.#escape === '' && char !== '\\') return char;
    this.#escape += char;
    const length = this.#escape.startsWith('\\u') ? 6 : 2;
    if (this.#escape.length < length) return '';
    const text = `"${this.#escape}"`;
    this.#escape = '';
    return JSON.parse(text) as string;
  }
}
