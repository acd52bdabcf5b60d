import type { AttachmentType, Post, RoleName } from '@agentops/adapter-taskweaver';
import { createId } from './create-id.ts';

export function createPost(send_from: RoleName, send_to: RoleName = 'Unknown', message = ''): Post {
  return { id: createId('post'), send_from, send_to, message, attachment_list: [] };
}

/** The text of a post's attachment of that type; undefined where it has none. */
export function attachmentText(post: Post, type: AttachmentType): string | undefined {
  const attachment = post.attachment_list.find((one) => one.type === type);
  return attachment && [attachment.content].flat().join('\n');
}
