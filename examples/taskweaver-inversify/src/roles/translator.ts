import type { Attachment, AttachmentType, ChatMessage } from '@agentops/adapter-taskweaver';
import { attachmentTypes } from '@agentops/adapter-taskweaver';
import { readResponse } from '../llm/response-reader.ts';
import type { PostProxy } from '../session/post-proxy.ts';

/** Writes what a model answers into a post, while it arrives. Reads the answer to its end. */
export async function translate(
  answer: AsyncIterable<ChatMessage>,
  post: PostProxy,
): Promise<void> {
  let attachment: Attachment | undefined;
  let sendTo = '';
  for await (const { key, value, isEnd } of readResponse(answer)) {
    if (key === 'message') post.updateMessage(value, isEnd);
    else if (key === 'send_to') {
      sendTo += value;
      if (isEnd) post.updateSendTo(sendTo);
    } else if (isAttachmentType(key)) {
      if (attachment) post.continueAttachment(attachment, value, isEnd);
      else attachment = post.addAttachment(key, value, { is_end: isEnd });
      if (isEnd) attachment = undefined;
    }
  }
}

function isAttachmentType(key: string): key is AttachmentType {
  return (attachmentTypes as readonly string[]).includes(key);
}
